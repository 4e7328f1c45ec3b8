package engine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// in returns an error of a release.
func (f *fixture) in(version string) { f.inAt(version, f.now) }

// inAt sends an error of a release that happened at a time.
func (f *fixture) inAt(version string, at time.Time) {
	f.t.Helper()
	r := f.record("declined")
	r.Version, r.Time = version, at
	f.send(r)
}

// resolve resolves the only issue.
func (f *fixture) resolve(scope issue.Scope, release, commit string) issue.Issue {
	f.t.Helper()
	i, err := f.tracker.Resolve(f.t.Context(), f.now, "", f.only().ID, Person{Actor: "ann"}, issue.Resolution{Scope: scope, Release: release, Commit: commit})
	require.NoError(f.t, err)
	return i
}

// later moves the time by days.
func (f *fixture) later(days float64) {
	f.now = f.now.Add(time.Duration(days * 24 * float64(time.Hour)))
}

func TestOrder_ResolvedInTheNextRelease(t *testing.T) {
	f := newFixture(t)
	f.in("4.1.0")
	f.later(1)
	f.healthy("4.2.0", "", 50)
	f.flush()
	f.later(1)
	require.Equal(t, "4.2.0", f.resolve(issue.ScopeNextRelease, "", "").Resolution.Release, "the newest, although no error came from it")
	f.later(1)
	for _, release := range []string{"4.1.0", "4.2.0", "3.9.1", "999.9.9", ""} {
		f.in(release)
		require.Equal(t, issue.StateResolved, f.only().State, release)
	}
	f.in("4.3.0")
	require.Equal(t, issue.StateRegressed, f.only().State)
	steps, err := f.tracker.History(t.Context(), "", f.only().ID, 1)
	require.NoError(t, err)
	require.Equal(t, issue.VerdictHoldsFix, steps[0].Proof.Verdict)
	require.Equal(t, "seen in 4.3.0, which arrived in production 2 days after 4.2.0, the newest when the issue was resolved", steps[0].Proof.Words)
}

func TestOrder_ResolvedByACommitThatAReleaseBrings(t *testing.T) {
	f := newFixture(t)
	f.in("aaaaaaa")
	f.later(1)
	f.resolve(issue.ScopeCommit, "", "1a2b3c4")
	f.later(1)
	f.healthy("bbbbbbb", "ffffffffffff", 5)
	f.in("bbbbbbb")
	require.Equal(t, issue.StateResolved, f.only().State, "no release was built from it yet")
	f.later(1)
	f.healthy("ccccccc", "1a2b3c4d5e6f", 5)
	f.flush()
	f.later(1)
	f.in("bbbbbbb")
	require.Equal(t, issue.StateResolved, f.only().State, "an earlier release")
	f.healthy("ddddddd", "eeeeeeeeeeee", 5)
	f.in("ddddddd")
	require.Equal(t, issue.StateRegressed, f.only().State, "a later release")
}

func TestOrder_AReleaseThatArrivesWithTheError(t *testing.T) {
	f := newFixture(t)
	f.in("aaaaaaa")
	f.later(1)
	f.resolve(issue.ScopeNow, "", "")
	f.in("bbbbbbb") // the history of this minute does not know it
	require.Equal(t, issue.StateResolved, f.only().State, "it happened just when the issue was resolved")
	f.now = f.now.Add(time.Second)
	f.in("ccccccc")
	require.Equal(t, issue.StateRegressed, f.only().State)
}

func TestOrder_AnErrorFromBeforeTheResolutionComesLate(t *testing.T) {
	f := newFixture(t)
	f.in("4.1.0")
	f.later(1)
	f.resolve(issue.ScopeNow, "", "")
	f.later(1)
	f.inAt("4.1.0", f.now.Add(-36*time.Hour))
	require.Equal(t, issue.StateResolved, f.only().State)
	f.inAt("4.1.0", f.now.Add(-12*time.Hour))
	require.Equal(t, issue.StateRegressed, f.only().State)
}

func TestOrder_TheFirstReleaseIsTheOldestHoweverOccurrencesCome(t *testing.T) {
	for name, c := range map[string]struct {
		releases []string // in order of arrival
		want     string
	}{
		"in order":                              {[]string{"4.1.0", "4.2.0"}, "4.1.0"},
		"the older one comes later":             {[]string{"4.2.0", "4.1.0"}, "4.1.0"},
		"an old client, long after":             {[]string{"4.1.0", "4.2.0", "3.9.1"}, "3.9.1"},
		"numbers are no texts":                  {[]string{"4.10.0", "4.9.0"}, "4.9.0"},
		"hashes, as they arrived":               {[]string{"bbbbbbb", "aaaaaaa"}, "bbbbbbb"},
		"one without a release after one":       {[]string{"4.2.0", ""}, "4.2.0"},
		"one without a release before all else": {[]string{"", "4.2.0"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			for _, release := range c.releases {
				f.in(release)
				f.later(1)
			}
			require.Equal(t, c.want, f.only().FirstRelease)
		})
	}
	t.Run("in one flush, and with times out of order", func(t *testing.T) {
		f := newFixture(t)
		newer, older := f.record("declined"), f.record("declined")
		newer.Version, newer.Time = "4.2.0", f.now.Add(-time.Hour)
		older.Version = "4.1.0"
		f.send(newer, older)
		require.Equal(t, "4.1.0", f.only().FirstRelease)
		require.Equal(t, f.now.Add(-time.Hour), f.only().FirstSeen)
	})
}

func TestOrder_ResolvedByACommitThatRunsAlready(t *testing.T) {
	f := newFixture(t)
	f.in("4.1.0")
	f.later(1)
	f.healthy("4.2.0", "1a2b3c4d5e6f", 5)
	f.flush()
	f.later(1)
	require.Equal(t, "4.2.0", f.resolve(issue.ScopeCommit, "", "1a2b3c4").Resolution.Release)
	f.later(1)
	f.in("4.1.0")
	require.Equal(t, issue.StateResolved, f.only().State)
	f.in("4.2.0")
	require.Equal(t, issue.StateRegressed, f.only().State)
}
