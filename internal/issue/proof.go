package issue

import (
	"fmt"
	"time"
)

// What releases were ordered by (Proof.OrderedBy).
const (
	OrderArrival          = "arrival"           // of their first telemetry in that environment
	OrderDeploy           = "deploy"            // of a deploy marker
	OrderSemVer           = "semver"            // precedence of Semantic Versioning 2.0
	OrderOtherEnvironment = "other_environment" // their order in another environment of the service
)

// Proof says why an occurrence reopened a resolved issue, or why it did not. It goes into the change, the
// audit trail and the issue document.
type Proof struct {
	Verdict Verdict
	// Release and SeenAt are of the occurrence.
	Release string
	SeenAt  time.Time
	// Fix is the resolution that was judged. When the judge found the release of its commit, it is filled in.
	Fix Resolution
	// ReleaseArrived and FixArrived are when the release of the occurrence and that of the fix were first
	// known in that environment, zero for unknown.
	ReleaseArrived, FixArrived time.Time
	// OrderedBy says how the two releases were ordered, "" when that did not matter.
	OrderedBy string
	// Words is one sentence for people, such as "seen in 4.2.1, which arrived in production 2 days after
	// 4.2.0, the release with the fix".
	Words string
}

// Strongest returns the proof that says more: the one that reopens before the one that does not, of equals
// the first. Either may be nil.
func Strongest(a, b *Proof) *Proof {
	switch {
	case a == nil:
		return b
	case b == nil || a.Verdict >= b.Verdict:
		return a
	}
	return b
}

// JudgeByTime says what an occurrence proves about a fix when nothing is known of the order of releases. An
// occurrence from before the resolution was under way when it was made, and proves nothing.
func JudgeByTime(fix Resolution, release string, seenAt time.Time) Proof {
	p := Proof{Release: release, SeenAt: seenAt, Fix: fix}
	say := func(v Verdict, format string, args ...any) Proof {
		p.Verdict, p.Words = v, fmt.Sprintf(format, args...)
		return p
	}
	switch {
	case !seenAt.After(fix.At):
		return say(VerdictLate, "it happened before the issue was resolved and arrived after it")
	case fix.Scope == ScopeQuiet, fix.Scope == ScopeRecovered:
		return say(VerdictAfterQuiet, "seen again after it had been quiet; nobody had claimed a fix")
	case fix.Scope == ScopeCommit && fix.Release == "":
		return say(VerdictFixNotReleased, "no release with the commit %s was seen yet", fix.Commit)
	case fix.Scope != ScopeRelease && fix.Scope != ScopeCommit:
		return say(VerdictAfterResolution, "it happened after the issue was resolved; the order of releases is not known")
	case release == fix.Release:
		return say(VerdictHoldsFix, "seen in %s, the release with the fix", release)
	case release == "":
		return say(VerdictReleaseUnknown, "it names no release; the fix is in %s", fix.Release)
	}
	return say(VerdictOrderUnknown, "nothing says whether %s came before or after %s, the release with the fix", release, fix.Release)
}
