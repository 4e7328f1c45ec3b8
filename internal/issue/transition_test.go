package issue

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// start is when every test begins.
var start = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func seen(at time.Time, n int64, releases int) Event {
	return Event{Type: EventSeen, At: at, Seen: Seen{
		Count: float64(n), Observed: n, First: at, Last: at, FirstRelease: "1", LastRelease: "1", Releases: releases,
		Title: "ValueError", Level: exception.LevelError,
	}}
}

func tick(at time.Time) Event { return Event{Type: EventTick, At: at} }

// opened is an issue that was opened at start by one occurrence.
func opened() Issue {
	i, _, _ := Transition(Issue{ID: "id"}, seen(start, 1, 1), NewDefaultPolicy())
	return i
}

// step applies an event that cannot fail. The change is nil when nobody is told.
func step(t testing.TB, i Issue, ev Event, p Policy) (Issue, *Change) {
	t.Helper()
	i, change, err := Transition(i, ev, p)
	require.NoError(t, err)
	if !change.Told() {
		return i, nil
	}
	return i, change
}

// in is an issue opened long ago that is in a state, with nothing to tell.
func in(state State) Issue {
	i := opened()
	i.State = state
	switch state {
	case StateResolved:
		i.Resolution = Resolution{Scope: ScopeNow, At: start.Add(time.Minute)}
	case StateMuted:
		i.Mute = &Mute{Conditions: Conditions{Count: 100, Escalation: true}, At: start.Add(time.Minute), FromCount: 1}
	}
	return i
}

func TestTransition_AResolvedIssueRemembersWhen(t *testing.T) {
	at := start.Add(time.Hour)
	i, _ := step(t, opened(), Event{Type: EventResolve, At: at}, NewDefaultPolicy())
	require.Equal(t, at, i.Resolution.At)
	i, _ = step(t, i, seen(at.Add(1), 1, 1), NewDefaultPolicy())
	require.Zero(t, i.Resolution)
}

func TestTransition_AnIssueThatWasForgottenReturnsWithItsPast(t *testing.T) {
	old := Issue{ID: "id", State: StateResolved, Version: 7, FirstSeen: start.Add(-time.Hour), FirstRelease: "0.9"}
	i, change := step(t, old, seen(start, 3, 1), NewDefaultPolicy())
	require.Equal(t, StateRegressed, i.State)
	require.Equal(t, ReasonForgotten, change.Reason)
	require.Equal(t, "id-8", change.ID)
	require.Equal(t, "0.9", i.FirstRelease)
	require.Equal(t, start.Add(-time.Hour), i.FirstSeen)
	require.EqualValues(t, 3, i.Observed)
}

func TestTransition_QuietIsTimeInWhichATrackerRan(t *testing.T) {
	p := NewDefaultPolicy()
	p.NewFor = 365 * 24 * time.Hour
	at := start.Add(p.ResolveAfterQuiet)
	for _, c := range []struct {
		name     string
		at       time.Time
		away     time.Duration
		quiet    time.Duration
		resolved bool
	}{
		{"quiet for long enough", at, 0, p.ResolveAfterQuiet, true},
		{"not yet", at.Add(-1), 0, p.ResolveAfterQuiet, false},
		{"nobody watched for a part", at, time.Second, p.ResolveAfterQuiet, false},
		{"watched for long enough beside that", at.Add(time.Second), time.Second, p.ResolveAfterQuiet, true},
		{"never, when it is turned off", at.Add(1000 * time.Hour), 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := p
			p.ResolveAfterQuiet = c.quiet
			i, _ := step(t, opened(), Event{Type: EventTick, At: c.at, Away: c.away}, p)
			require.Equal(t, c.resolved, i.State == StateResolved)
		})
	}
}

func TestTransition_AgeHasItsOwnStepWhenNewsAreDue(t *testing.T) {
	p := NewDefaultPolicy()
	at := start.Add(p.NewFor)
	i, _ := step(t, opened(), seen(at.Add(-time.Second), 1, 1), Policy{UpdateEvery: 2 * p.NewFor})
	i, change := step(t, i, tick(at), p)
	require.Nil(t, change)
	require.Equal(t, StateOngoing, i.State)
	require.Equal(t, ReasonAge, i.StateReason)
	i, change = step(t, i, tick(at.Add(time.Second)), p)
	require.Equal(t, ReasonHourly, change.Reason)
	require.Equal(t, ReasonAge, i.StateReason)
}
