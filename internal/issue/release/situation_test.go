package release

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// start is when the book of every test begins.
var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// day is a time counted from start: day(1.5) is the evening of the second day.
func day(n float64) time.Time { return start.Add(time.Duration(n * 24 * float64(time.Hour))) }

// situation is a history, a resolution and an occurrence, and what has to come of it.
type situation struct {
	name string // a sentence for docs/releases.md
	// here and elsewhere are the books of production and of other environments.
	here      []Release
	elsewhere map[string][]Release
	fix       issue.Resolution
	release   string
	// at is when it happened; received is a minute later unless it is given.
	at, received time.Time
	want         issue.Verdict
	by           string
}

func (s *situation) judge() issue.Proof {
	if s.received.IsZero() {
		s.received = s.at.Add(time.Minute)
	}
	return New("production", s.here, s.elsewhere).Judge(s.fix, Occurrence{Release: s.release, Time: s.at, ReceivedAt: s.received})
}

func (s *situation) check(t *testing.T) {
	t.Helper()
	p := s.judge()
	require.Equal(t, s.want.String(), p.Verdict.String(), p.Words)
	require.Equal(t, s.by, p.OrderedBy, p.Words)
	require.NotEmpty(t, p.Words)
}

// ran is a release that ran from one day to another with so much traffic, a fair part of the whole.
func ran(name string, from, to float64, traffic int64) Release {
	return Release{Name: name, ArrivedAt: day(from), LastSeen: day(to), Traffic: traffic, Share: Share{traffic, 2 * traffic}}
}

// stray is a release that sends little of what its environment does.
func stray(name string, from, to float64) Release {
	return Release{Name: name, ArrivedAt: day(from), LastSeen: day(to), Traffic: 3, Share: Share{3, 90_000}}
}

func built(r Release, revisions ...Revision) Release {
	r.Revisions = revisions
	return r
}

func deployed(r Release) Release {
	r.Source = SourceDeploy
	return r
}

func in(release string, at float64) issue.Resolution {
	return issue.Resolution{Scope: issue.ScopeRelease, At: day(at), Release: release}
}

func next(newest string, at float64) issue.Resolution {
	return issue.Resolution{Scope: issue.ScopeNextRelease, At: day(at), Release: newest}
}

func now(newest string, at float64) issue.Resolution {
	return issue.Resolution{Scope: issue.ScopeNow, At: day(at), Release: newest}
}

func commit(id string, at float64) issue.Resolution {
	return issue.Resolution{Scope: issue.ScopeCommit, At: day(at), Commit: id}
}

const (
	holds       = issue.VerdictHoldsFix
	old         = issue.VerdictOldRelease
	late        = issue.VerdictLate
	lower       = issue.VerdictStraggler
	notBelieved = issue.VerdictImplausibleRelease
	notReleased = issue.VerdictFixNotReleased
	notOrdered  = issue.VerdictOrderUnknown
)

// trunk is a service that releases along one line.
func trunk() []Release {
	return []Release{ran("4.1.0", 0, 40, 90_000), ran("4.2.0", 7, 40, 80_000), ran("4.3.0", 14, 40, 50_000)}
}

var situations = []situation{
	// The four things that a person can say.
	{name: "resolved now, seen in the newest release of then", here: trunk(), fix: now("4.2.0", 8), release: "4.2.0", at: day(9), want: holds},
	{name: "resolved now, seen in a later release", here: trunk(), fix: now("4.2.0", 8), release: "4.3.0", at: day(15), want: holds, by: issue.OrderArrival},
	{name: "resolved now, seen in an older release that still runs", here: trunk(), fix: now("4.2.0", 8), release: "4.1.0", at: day(9), want: old, by: issue.OrderSemVer},
	{name: "resolved in the next release, seen in the newest of then", here: trunk(), fix: next("4.2.0", 8), release: "4.2.0", at: day(9), want: old},
	{name: "resolved in the next release, seen in that", here: trunk(), fix: next("4.2.0", 8), release: "4.3.0", at: day(15), want: holds, by: issue.OrderArrival},
	{name: "resolved in a release, seen in it", here: trunk(), fix: in("4.3.0", 8), release: "4.3.0", at: day(15), want: holds},
	{name: "resolved in a release that is not out, seen in the one that is", here: trunk()[:2], fix: in("4.3.0", 8), release: "4.2.0", at: day(9), want: old, by: issue.OrderSemVer},
	{name: "resolved in a release that never came here, seen in a later one", here: []Release{ran("4.2.0", 7, 40, 80_000), ran("4.4.0", 14, 40, 50_000)}, fix: in("4.3.0", 8), release: "4.4.0", at: day(15), want: holds, by: issue.OrderSemVer},
	{name: "resolved by a commit that no release was built from", here: trunk(), fix: commit("1a2b3c4d", 8), release: "4.3.0", at: day(15), want: notReleased},
	{name: "resolved by a commit, seen in the release built from it", here: []Release{ran("4.2.0", 7, 40, 80_000), built(ran("4.3.0", 14, 40, 50_000), Revision{ID: "1a2b3c4d5e6f", ArrivedAt: day(14), LastSeen: day(40)})}, fix: commit("1a2b3c4", 8), release: "4.3.0", at: day(15), want: holds},
	{name: "resolved by a commit, seen in the release before", here: []Release{ran("4.2.0", 7, 40, 80_000), built(ran("4.3.0", 14, 40, 50_000), Revision{ID: "1a2b3c4d5e6f", ArrivedAt: day(14), LastSeen: day(40)})}, fix: commit("1a2b3c4", 8), release: "4.2.0", at: day(15), want: old, by: issue.OrderSemVer},
	{name: "resolved because it was quiet: nobody claimed a fix", here: trunk(), fix: issue.Resolution{Scope: issue.ScopeQuiet, At: day(8)}, release: "4.1.0", at: day(9), want: issue.VerdictAfterQuiet},
	{name: "resolved, and removed for space since", here: trunk(), release: "4.1.0", at: day(9), want: issue.VerdictForgotten},

	// What is not told.
	{name: "happened before it was resolved, and came late", here: trunk(), fix: now("4.2.0", 8), release: "4.2.0", at: day(7.9), received: day(9), want: late},
	{name: "a service without releases", fix: now("", 8), release: "", at: day(9), want: issue.VerdictAfterResolution},
	{name: "resolved before resolutions named a release, seen in the newest of then", here: trunk(), fix: now("", 8), release: "4.2.0", at: day(9), want: holds},
	{name: "resolved before resolutions named a release, seen in an older one", here: trunk(), fix: now("", 8), release: "4.1.0", at: day(9), want: old, by: issue.OrderSemVer},
	{name: "a service without releases, resolved in the next one", fix: next("", 8), release: "", at: day(9), want: notReleased},
	{name: "the first release that a service names, after it was resolved", here: []Release{ran("4.3.0", 14, 40, 50_000)}, fix: next("", 8), release: "4.3.0", at: day(15), want: holds, by: issue.OrderArrival},
	{name: "an occurrence without a release, in a service that has releases", here: trunk(), fix: now("4.2.0", 8), release: "", at: day(9), want: issue.VerdictReleaseUnknown},

	// What still runs, runs again or runs elsewhere.
	{name: "rolled back: the release before the fix runs again", here: trunk(), fix: in("4.3.0", 15), release: "4.2.0", at: day(16), want: old, by: issue.OrderSemVer},
	{name: "rolled back to a release that was never here", here: append(trunk(), ran("4.2.9", 16, 40, 20_000)), fix: in("4.3.0", 15), release: "4.2.9", at: day(16.1), want: lower, by: issue.OrderSemVer},
	{name: "a canary with the fix, seen in it", here: append(trunk(), stray("4.4.0", 20, 20.1)), fix: next("4.3.0", 19), release: "4.4.0", at: day(20.1), want: holds, by: issue.OrderArrival},
	{name: "a client that never updates arrives for the first time", here: append(trunk(), stray("3.9.1", 20, 21)), fix: in("4.3.0", 15), release: "3.9.1", at: day(20), want: lower, by: issue.OrderSemVer},
	{name: "a backport without the fix", here: append(trunk(), ran("4.1.1", 20, 40, 60_000)), fix: in("4.3.0", 15), release: "4.1.1", at: day(20), want: lower, by: issue.OrderSemVer},
	{name: "a release of a higher line that ran before the fix was made on a lower one", here: []Release{ran("1.9.4", 0, 40, 90_000), ran("2.0.0", 7, 40, 30_000), ran("1.9.5", 14, 40, 50_000)}, fix: in("1.9.5", 15), release: "2.0.0", at: day(16), want: old, by: issue.OrderArrival},
	{name: "a release of a higher line that was made after the fix on a lower one", here: []Release{ran("1.9.4", 0, 40, 90_000), ran("2.0.0", 7, 40, 30_000), ran("1.9.5", 14, 40, 50_000), ran("2.0.1", 20, 40, 9_000)}, fix: in("1.9.5", 15), release: "2.0.1", at: day(21), want: holds, by: issue.OrderArrival},
	{name: "a fix promised on a lower line, seen in a higher one that runs already", here: []Release{ran("1.9.4", 0, 40, 90_000), ran("2.0.0", 7, 40, 30_000)}, fix: in("1.9.5", 8), release: "2.0.0", at: day(9), want: notReleased},
	{name: "out of order here, and in order in staging", here: []Release{ran("4.1.0", 0, 40, 90_000), ran("4.3.0", 7, 40, 50_000), ran("4.2.0", 14, 40, 50_000)}, elsewhere: map[string][]Release{"staging": {ran("4.1.0", -9, 40, 10), ran("4.2.0", -2, 40, 10), ran("4.3.0", 5, 40, 10)}}, fix: in("4.2.0", 15), release: "4.3.0", at: day(16), want: holds, by: issue.OrderOtherEnvironment},
	{name: "a beta that few use ran already when it was resolved in the next release", here: append(trunk(), stray("5.0.0-beta.1", 15, 40)), fix: next("4.3.0", 16), release: "5.0.0-beta.1", at: day(17), want: old, by: issue.OrderArrival},
	{name: "the next release beside a beta", here: append(trunk(), stray("5.0.0-beta.1", 15, 40), ran("4.4.0", 18, 40, 900)), fix: next("4.3.0", 16), release: "4.4.0", at: day(19), want: holds, by: issue.OrderArrival},
	{name: "what goes on below a release that was taken back for long", here: []Release{ran("4.2.0", 0, 30, 90_000), ran("4.3.0", 7, 8, 2_000), ran("4.2.1", 9, 30, 9_000), ran("4.2.2", 20, 30, 9_000)}, fix: next("4.2.1", 18), release: "4.2.2", at: day(21), want: holds, by: issue.OrderSemVer},
	{name: "a backport, with more traffic than all else", here: append(trunk(), ran("4.1.1", 20, 40, 900_000)), fix: next("4.3.0", 19), release: "4.1.1", at: day(20), want: lower, by: issue.OrderSemVer},
	{name: "two environments on different builds: the fix is in staging only", here: trunk()[:2], elsewhere: map[string][]Release{"staging": {ran("4.2.0", 6, 40, 10), ran("4.3.0", 10, 40, 10)}}, fix: next("4.2.0", 8), release: "4.2.0", at: day(11), want: old},
	{name: "two releases that ran when the book was begun, named by hashes", here: []Release{ran("1a2b3c4", 0, 40, 900), ran("f00ba47", 0.001, 40, 900)}, fix: in("1a2b3c4", 8), release: "f00ba47", at: day(9), want: notOrdered},
	{name: "two releases that ran when the book was begun, named by versions", here: []Release{ran("4.2.0", 0, 40, 900), ran("4.1.0", 0.001, 40, 900)}, fix: in("4.1.0", 8), release: "4.2.0", at: day(9), want: holds, by: issue.OrderSemVer},

	// Names.
	{name: "hashes: a later one", here: []Release{ran("1a2b3c4", 0, 40, 900), ran("f00ba47", 7, 40, 900)}, fix: in("1a2b3c4", 8), release: "f00ba47", at: day(9), want: holds, by: issue.OrderArrival},
	{name: "hashes: an earlier one", here: []Release{ran("1a2b3c4", 0, 40, 900), ran("f00ba47", 7, 40, 900)}, fix: in("f00ba47", 8), release: "1a2b3c4", at: day(9), want: old, by: issue.OrderArrival},
	{name: "hashes: an earlier one, as the deployment says", here: []Release{ran("1a2b3c4", 0, 40, 900), deployed(ran("f00ba47", 7, 40, 900))}, fix: in("f00ba47", 8), release: "1a2b3c4", at: day(9), want: old, by: issue.OrderDeploy},
	{name: "hashes: later here, earlier in staging", here: []Release{ran("1a2b3c4", 0, 40, 900), ran("f00ba47", 7, 40, 900)}, elsewhere: map[string][]Release{"staging": {ran("0000000", -9, 40, 9), ran("f00ba47", -5, 40, 9), ran("1a2b3c4", -1, 40, 9)}}, fix: in("1a2b3c4", 8), release: "f00ba47", at: day(9), want: notOrdered},
	{name: "hashes: the one with the fix has not come here", here: []Release{ran("1a2b3c4", 0, 40, 900)}, fix: in("f00ba47", 8), release: "1a2b3c4", at: day(9), want: notReleased},
	{name: "dates: a client from before the fix arrives after it", here: []Release{ran("2026.02.01", 0, 40, 900), ran("2026.03.01", 7, 40, 900), stray("2025.12.24", 20, 21)}, fix: in("2026.03.01", 8), release: "2025.12.24", at: day(20), want: lower, by: issue.OrderSemVer},
	{name: "change of scheme, from dates to versions", here: []Release{ran("2026.02.01", 0, 40, 900), ran("2026.03.01", 7, 40, 900), ran("1.0.0", 20, 40, 900)}, fix: next("2026.03.01", 8), release: "1.0.0", at: day(21), want: holds, by: issue.OrderArrival},
	{name: "change of scheme: a date from before it", here: []Release{ran("2026.02.01", 0, 40, 900), ran("2026.03.01", 7, 40, 900), ran("1.0.0", 20, 40, 900)}, fix: in("1.0.0", 21), release: "2026.03.01", at: day(22), want: old, by: issue.OrderArrival},
	{name: "a candidate of the release with the fix", here: []Release{ran("4.2.0-rc.2", 0, 40, 900), ran("4.2.0-rc.10", 7, 40, 900), ran("4.2.0", 9, 40, 9000)}, fix: in("4.2.0-rc.10", 8), release: "4.2.0-rc.2", at: day(9), want: old, by: issue.OrderSemVer},
	{name: "far above all others, from a client that somebody changed", here: append(trunk(), stray("999.9.9", 20, 30)), fix: in("4.3.0", 15), release: "999.9.9", at: day(21), want: notBelieved, by: issue.OrderSemVer},
	{name: "far above all others, and most of the traffic: a new way to number", here: append(trunk(), ran("120.0.0", 20, 30, 90_000)), fix: in("4.3.0", 15), release: "120.0.0", at: day(21), want: holds, by: issue.OrderArrival},
	{name: "resolved where 999.9.9 was seen before, seen in the release after", here: append(trunk(), stray("999.9.9", 5, 30), ran("4.3.1", 20, 40, 9_000)), fix: next("4.3.0", 15), release: "4.3.1", at: day(21), want: holds, by: issue.OrderSemVer},

	// What was published again or is gone.
	{name: "published again with the fix, while the first build still runs", here: []Release{built(ran("4.2.0", 7, 40, 900), Revision{ID: "aaaaaaa", ArrivedAt: day(7), LastSeen: day(30)}, Revision{ID: "bbbbbbb", ArrivedAt: day(10), LastSeen: day(40)})}, fix: in("4.2.0", 11), release: "4.2.0", at: day(12), want: notOrdered},
	{name: "published again with the fix, when the first build is gone", here: []Release{built(ran("4.2.0", 7, 40, 900), Revision{ID: "aaaaaaa", ArrivedAt: day(7), LastSeen: day(11)}, Revision{ID: "bbbbbbb", ArrivedAt: day(10), LastSeen: day(40)})}, fix: in("4.2.0", 11), release: "4.2.0", at: day(12), want: holds},
	{name: "published again after the commit with the fix, by which it was resolved", here: []Release{built(ran("4.2.0", 7, 40, 900), Revision{ID: "aaaaaaa", ArrivedAt: day(7), LastSeen: day(30)}, Revision{ID: "bbbbbbb", ArrivedAt: day(10), LastSeen: day(40)})}, fix: commit("aaaaaaa", 6), release: "4.2.0", at: day(12), want: holds},
	{name: "the release with the fix is forgotten, seen in an older one", here: trunk()[:2], fix: in("4.3.0", 15), release: "4.2.0", at: day(16), want: old, by: issue.OrderSemVer},
	{name: "the release with the fix is forgotten, seen in a later one", here: append(trunk()[:2:2], ran("4.4.0", 20, 40, 900)), fix: in("4.3.0", 15), release: "4.4.0", at: day(21), want: holds, by: issue.OrderSemVer},
	{name: "the newest of then is forgotten, seen in a hash that came since", here: []Release{ran("1a2b3c4", 0, 40, 900), ran("f00ba47", 20, 40, 900)}, fix: next("0000000", 8), release: "f00ba47", at: day(21), want: holds, by: issue.OrderArrival},
	{name: "the newest of then is forgotten, seen in a hash from before", here: []Release{ran("1a2b3c4", 0, 40, 900), ran("f00ba47", 20, 40, 900)}, fix: next("0000000", 8), release: "1a2b3c4", at: day(21), want: old, by: issue.OrderArrival},
}

func TestJudge_Situations(t *testing.T) {
	for _, s := range situations {
		t.Run(s.name, func(t *testing.T) { s.check(t) })
	}
}

func TestHistory_Newest(t *testing.T) {
	for name, c := range map[string]struct {
		here []Release
		want string
	}{
		"none when none is known":                                  {nil, ""},
		"the last to arrive of a line":                             {trunk(), "4.3.0"},
		"a canary, however small":                                  {append(trunk(), stray("4.4.0", 20, 40)), "4.4.0"},
		"not a client that arrives late":                           {append(trunk(), stray("3.9.1", 20, 21)), "4.3.0"},
		"not a backport":                                           {append(trunk(), ran("4.1.1", 20, 40, 900_000)), "4.3.0"},
		"not 999.9.9":                                              {append(trunk(), stray("999.9.9", 20, 30)), "4.3.0"},
		"not 999.9.9 that was there first":                         {append(trunk(), stray("999.9.9", -1, 30)), "4.3.0"},
		"what goes on below 999.9.9":                               {append(trunk(), stray("999.9.9", 5, 30), ran("4.3.1", 20, 40, 9_000)), "4.3.1"},
		"a release far above that has the traffic":                 {append(trunk(), ran("120.0.0", 20, 40, 90_000)), "120.0.0"},
		"what goes on below a release that was taken back":         {[]Release{ran("4.2.0", 0, 30, 90_000), ran("4.3.0", 7, 8, 2_000), ran("4.2.1", 9, 30, 9_000)}, "4.2.1"},
		"no beta that few use":                                     {append(trunk(), stray("5.0.0-beta.1", 20, 40)), "4.3.0"},
		"a beta that many use":                                     {append(trunk(), ran("5.0.0-beta.1", 20, 40, 9_000)), "5.0.0-beta.1"},
		"a beta when there is nothing else":                        {[]Release{stray("0.1.0-beta.1", 0, 40)}, "0.1.0-beta.1"},
		"what ran last when all of it is long ago":                 {[]Release{ran("4.1.0", 0, 9, 900), ran("4.2.0", 7, 10, 900)}, "4.2.0"},
		"the last hash to arrive":                                  {[]Release{ran("1a2b3c4", 0, 40, 900), ran("f00ba47", 7, 40, 900)}, "f00ba47"},
		"not a stray name beside versions":                         {append(trunk(), stray("dev", 20, 21)), "4.3.0"},
		"a version when a service turns from dates to them":        {[]Release{ran("2026.03.01", 7, 40, 900), ran("1.0.0", 20, 40, 900)}, "1.0.0"},
		"the next version when it has turned, however small it is": {[]Release{ran("2026.03.01", 7, 40, 900), ran("1.0.0", 20, 40, 900), stray("1.0.1", 21, 40)}, "1.0.1"},
		"no date of another century":                               {[]Release{ran("2026.03.01", 7, 40, 900), stray("2099.01.01", 20, 21)}, "2026.03.01"},
		"of two that began together the higher":                    {[]Release{ran("4.2.0", 0, 40, 900), ran("4.1.0", 0.001, 40, 900)}, "4.2.0"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, New("production", c.here, nil).Newest())
		})
	}
}

func TestHistory_OfRevision(t *testing.T) {
	here := []Release{ran("4.2.0", 0, 40, 900), built(ran("4.3.0", 7, 40, 900), Revision{ID: "1a2b3c4d5e6f"})}
	h := New("production", here, map[string][]Release{"staging": {built(ran("4.4.0", 9, 40, 9), Revision{ID: "f00ba47f00ba"})}})
	for commit, want := range map[string]string{
		"1a2b3c4d5e6f": "4.3.0", "1A2B3C4": "4.3.0", "1a2b3c4d5e6f00": "4.3.0", "f00ba47": "4.4.0", "1a2b": "", "": "", "1a2b3c5": "",
	} {
		got, found := h.OfRevision(commit)
		require.Equal(t, want, got, commit)
		require.Equal(t, want != "", found, commit)
	}
}

func TestHistory_After(t *testing.T) {
	h := New("production", append(trunk(), stray("3.9.1", 20, 21), stray("999.9.9", 21, 22)), nil)
	for _, c := range []struct {
		a, b  string
		after bool
		by    string
		known bool
	}{
		{"4.3.0", "4.2.0", true, issue.OrderArrival, true},
		{"4.2.1", "4.2.0", true, issue.OrderSemVer, true},
		{"4.2.0", "4.3.0", false, issue.OrderSemVer, true},
		{"4.2.0", "4.2.0", false, "", true},
		{"3.9.1", "4.2.0", false, issue.OrderSemVer, true},
		{"999.9.9", "4.2.0", false, issue.OrderSemVer, true},
		{"4.4.0", "999.9.9", false, issue.OrderSemVer, true},
		{"1a2b3c4", "4.2.0", false, "", false},
	} {
		after, by, known := h.After(c.a, c.b)
		require.Equal(t, c.after, after, c)
		require.Equal(t, c.by, by, c)
		require.Equal(t, c.known, known, c)
	}
}
