package issue

import "fmt"

// Verdict is what an occurrence says about a resolved issue. Only some verdicts reopen it; with the others
// it is counted and stays resolved. They are ordered: of two, the higher says more.
type Verdict uint8

// The verdicts that do not reopen.
const (
	VerdictLate               Verdict = iota + 1 // it happened before the resolution and arrived after it
	VerdictReleaseUnknown                        // it names no release while a release holds the fix
	VerdictImplausibleRelease                    // its version is far out of line with those of its service
	VerdictStraggler                             // a release that arrived late but belongs before the fix: an old client, a backport
	VerdictOldRelease                            // a release from before the fix
	VerdictFixNotReleased                        // no release with the commit was seen yet
	VerdictOrderUnknown                          // nothing says which of the two releases came first
)

// The verdicts that reopen.
const (
	VerdictForgotten       Verdict = iota + 101 // the record was removed for space: how it was resolved is not known
	VerdictAfterQuiet                           // nobody had claimed a fix
	VerdictAfterResolution                      // no releases are known; it happened after the resolution
	VerdictHoldsFix                             // its release holds the fix
	VerdictFoundAgain                           // a detector found it again
)

var verdictNames = map[Verdict]string{
	VerdictLate: "late", VerdictReleaseUnknown: "release_unknown", VerdictImplausibleRelease: "implausible_release",
	VerdictStraggler: "straggler", VerdictOldRelease: "old_release", VerdictFixNotReleased: "fix_not_released",
	VerdictOrderUnknown: "order_unknown",
	VerdictForgotten:    "forgotten", VerdictAfterQuiet: "after_quiet", VerdictAfterResolution: "after_resolution",
	VerdictHoldsFix: "holds_fix", VerdictFoundAgain: "found_again",
}

// Verdicts lists all verdicts, the weakest first.
var Verdicts = []Verdict{
	VerdictLate, VerdictReleaseUnknown, VerdictImplausibleRelease, VerdictStraggler, VerdictOldRelease,
	VerdictFixNotReleased, VerdictOrderUnknown,
	VerdictForgotten, VerdictAfterQuiet, VerdictAfterResolution, VerdictHoldsFix, VerdictFoundAgain,
}

// Reopens says whether a resolved issue with this verdict is open again.
func (v Verdict) Reopens() bool { return v >= VerdictForgotten }

// String returns the name used by the events, the store and telemetry.
func (v Verdict) String() string {
	if name, ok := verdictNames[v]; ok {
		return name
	}
	return "unknown"
}

// MarshalText returns the name.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (v *Verdict) UnmarshalText(text []byte) error {
	for verdict, name := range verdictNames {
		if name == string(text) {
			*v = verdict
			return nil
		}
	}
	return fmt.Errorf("unknown verdict %q", text)
}
