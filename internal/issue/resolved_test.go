package issue

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func resolvedAs(t testing.TB, at time.Time, r Resolution) Issue {
	i, _ := step(t, opened(), Event{Type: EventResolve, At: at, Actor: "ann", Resolution: r}, NewDefaultPolicy())
	return i
}

func TestResolve_KeepsWhatBelongsToItsScope(t *testing.T) {
	at := start.Add(time.Hour)
	for _, c := range []struct {
		name      string
		ask, want Resolution
		fails     string
	}{
		{"no scope is now", Resolution{Release: "1", Commit: "c"}, Resolution{Scope: ScopeNow, At: at, Release: "1"}, ""},
		{"in the next release", Resolution{Scope: ScopeNextRelease, Release: "1", Commit: "c"}, Resolution{Scope: ScopeNextRelease, At: at, Release: "1"}, ""},
		{"in a release", Resolution{Scope: ScopeRelease, Release: "2", Commit: "c"}, Resolution{Scope: ScopeRelease, At: at, Release: "2"}, ""},
		{"in a release without its name", Resolution{Scope: ScopeRelease}, Resolution{}, "name the release"},
		{"in a commit", Resolution{Scope: ScopeCommit, Commit: "c"}, Resolution{Scope: ScopeCommit, At: at, Commit: "c"}, ""},
		{"in a commit without its name", Resolution{Scope: ScopeCommit}, Resolution{}, "name the commit"},
		{"only silence is quiet", Resolution{Scope: ScopeQuiet}, Resolution{}, "not quiet"},
		{"a scope that there is not", Resolution{Scope: 99}, Resolution{}, "not unknown"},
		{"a name that is too long", Resolution{Scope: ScopeRelease, Release: strings.Repeat("x", 201)}, Resolution{}, "200 is the most"},
	} {
		t.Run(c.name, func(t *testing.T) {
			i, _, err := Transition(opened(), Event{Type: EventResolve, At: at, Resolution: c.ask}, NewDefaultPolicy())
			if c.fails != "" {
				require.ErrorIs(t, err, ErrInvalid)
				require.ErrorContains(t, err, c.fails)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, i.Resolution)
		})
	}
}

func TestResolve_AgainCorrectsWhereTheFixIs(t *testing.T) {
	inTwo := Resolution{Scope: ScopeRelease, Release: "2"}
	for _, c := range []struct {
		name          string
		first, second Resolution
		changes       bool
	}{
		{"the same release", inTwo, inTwo, false},
		{"another release", inTwo, Resolution{Scope: ScopeRelease, Release: "3"}, true},
		{"now, twice, though there is a newer release", Resolution{Release: "1"}, Resolution{Release: "2"}, false},
		{"the same commit", Resolution{Scope: ScopeCommit, Commit: "c"}, Resolution{Scope: ScopeCommit, Commit: "c"}, false},
		{"another commit", Resolution{Scope: ScopeCommit, Commit: "c"}, Resolution{Scope: ScopeCommit, Commit: "d"}, true},
		{"a release instead of now", Resolution{}, inTwo, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := resolvedAs(t, start.Add(time.Hour), c.first)
			again, change := step(t, i, Event{Type: EventResolve, At: start.Add(2 * time.Hour), Resolution: c.second}, NewDefaultPolicy())
			if !c.changes {
				require.Nil(t, change)
				require.Equal(t, i, again)
				return
			}
			require.Equal(t, ChangeResolved, change.Kind)
			require.Equal(t, i.StateSince, again.StateSince)
			require.Equal(t, start.Add(2*time.Hour), again.Resolution.At)
		})
	}
	t.Run("somebody claims a fix for what was only quiet", func(t *testing.T) {
		i, _ := step(t, opened(), tick(month), NewDefaultPolicy())
		require.Equal(t, Resolution{Scope: ScopeQuiet, At: month}, i.Resolution)
		i, change := step(t, i, Event{Type: EventResolve, At: month.Add(1)}, NewDefaultPolicy())
		require.Equal(t, ChangeResolved, change.Kind)
		require.Equal(t, ScopeNow, i.Resolution.Scope)
	})
}

func TestJudge_OnlyAProofReopens(t *testing.T) {
	at := start.Add(2 * time.Hour)
	for _, v := range Verdicts {
		t.Run(v.String(), func(t *testing.T) {
			i := resolvedAs(t, start.Add(time.Hour), Resolution{})
			ev := seen(at, 3, 1)
			ev.Seen.Proof = &Proof{Verdict: v, Words: "so"}
			after, change := step(t, i, ev, NewDefaultPolicy())
			require.EqualValues(t, 4, after.Observed)
			if !v.Reopens() {
				require.Nil(t, change)
				require.Equal(t, i.Standing(), after.Standing())
				return
			}
			require.Equal(t, StateRegressed, after.State)
			require.Equal(t, ev.Seen.Proof, change.Proof)
			require.Zero(t, after.Resolution)
		})
	}
}

func TestJudge_ACommitMaterialisesInTheReleaseThatWasFound(t *testing.T) {
	i := resolvedAs(t, start, Resolution{Scope: ScopeCommit, Commit: "c"})
	ev := seen(start.Add(time.Hour), 1, 1)
	ev.Seen.Proof = &Proof{Verdict: VerdictOldRelease, Fix: Resolution{Scope: ScopeCommit, Commit: "c", Release: "2"}}
	i, change := step(t, i, ev, NewDefaultPolicy())
	require.Nil(t, change)
	require.Equal(t, "2", i.Resolution.Release)
}

func TestJudgeByTime(t *testing.T) {
	at := start.Add(time.Hour)
	inTwo := Resolution{Scope: ScopeRelease, At: start, Release: "2"}
	for _, c := range []struct {
		name    string
		fix     Resolution
		release string
		at      time.Time
		want    Verdict
	}{
		{"at the time of the resolution", Resolution{Scope: ScopeNow, At: at}, "1", at, VerdictLate},
		{"before it, in the release with the fix", inTwo, "2", start, VerdictLate},
		{"after it", Resolution{Scope: ScopeNow, At: start}, "1", at, VerdictAfterResolution},
		{"after it, in the next release for all we know", Resolution{Scope: ScopeNextRelease, At: start}, "", at, VerdictAfterResolution},
		{"after a silence", Resolution{Scope: ScopeQuiet, At: start}, "1", at, VerdictAfterQuiet},
		{"in the release with the fix", inTwo, "2", at, VerdictHoldsFix},
		{"in another release", inTwo, "3", at, VerdictOrderUnknown},
		{"in none", inTwo, "", at, VerdictReleaseUnknown},
		{"before the commit was released", Resolution{Scope: ScopeCommit, At: start, Commit: "c"}, "2", at, VerdictFixNotReleased},
		{"in the release with the commit", Resolution{Scope: ScopeCommit, At: start, Commit: "c", Release: "2"}, "2", at, VerdictHoldsFix},
		{"an issue from before resolutions had a scope", Resolution{At: start}, "2", at, VerdictAfterResolution},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := JudgeByTime(c.fix, c.release, c.at)
			require.NotEmpty(t, p.Words)
			p.Words = ""
			require.Equal(t, Proof{Verdict: c.want, Release: c.release, SeenAt: c.at, Fix: c.fix}, p)
		})
	}
}

func TestStrongest_AReopeningProofWins(t *testing.T) {
	weak, strong := &Proof{Verdict: VerdictOrderUnknown}, &Proof{Verdict: VerdictForgotten}
	require.Same(t, strong, Strongest(weak, strong))
	require.Same(t, strong, Strongest(strong, weak))
	require.Same(t, weak, Strongest(nil, weak))
	require.Same(t, weak, Strongest(weak, nil))
	require.Same(t, weak, Strongest(weak, &Proof{Verdict: VerdictOrderUnknown}), "of equals the first")
	require.Nil(t, Strongest(nil, nil))
}

func TestQuestion_IsAskedOnlyWhenSomethingDependsOnIt(t *testing.T) {
	resolved := resolvedAs(t, start.Add(time.Hour), Resolution{Scope: ScopeRelease, Release: "2"})
	fix, asked := resolved.Question()
	require.True(t, asked)
	require.Equal(t, resolved.Resolution, fix)

	untilRelease := muted(t, Conditions{NextRelease: true})
	fix, asked = untilRelease.Question()
	require.True(t, asked)
	require.Equal(t, Resolution{Scope: ScopeNextRelease, At: start.Add(time.Minute), Release: "1"}, fix)

	for _, i := range []Issue{opened(), muted(t, Conditions{Count: 1}), {State: StateResolved}} {
		_, asked = i.Question()
		require.False(t, asked)
	}
}
