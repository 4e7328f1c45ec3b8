package issue

import (
	"fmt"
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
	i, _ := Transition(Issue{ID: "id"}, seen(start, 1, 1), NewDefaultPolicy())
	return i
}

// in is an issue opened long ago that is in a state, with nothing to tell.
func in(state State) Issue {
	i := opened()
	i.State = state
	if state == StateResolved {
		i.Resolution = Resolution{Scope: ScopeNow, At: start.Add(time.Minute)}
	}
	return i
}

func TestTransition_Table(t *testing.T) {
	later := start.Add(2 * time.Minute)
	resolveEvent := Event{Type: EventResolve, At: later, Actor: "ann", Comment: "fixed"}
	week, month := start.Add(7*24*time.Hour), start.Add(30*24*time.Hour)
	for _, c := range []struct {
		name   string
		from   State
		event  Event
		to     State
		change ChangeKind
		reason Reason // of the change, or of the state when nobody is told
	}{
		{"the first occurrence opens it", 0, seen(later, 1, 1), StateNew, ChangeOpened, ReasonFirstOccurrence},
		{"nobody resolves what does not exist", 0, resolveEvent, 0, "", ""},
		{"time does nothing to what does not exist", 0, tick(month), 0, "", ""},

		{"a new issue counts", StateNew, seen(later, 1, 1), StateNew, "", ""},
		{"a new issue tells a new release", StateNew, seen(later, 1, 2), StateNew, ChangeUpdated, ReasonNewRelease},
		{"a person resolves a new issue", StateNew, resolveEvent, StateResolved, ChangeResolved, ReasonByPerson},
		{"a new issue becomes ongoing by age", StateNew, tick(week), StateOngoing, "", ReasonAge},
		{"and not before", StateNew, tick(week.Add(-1)), StateNew, "", ""},
		{"quiet resolves a new issue", StateNew, tick(month), StateResolved, ChangeResolved, ReasonQuiet},

		{"an ongoing issue counts", StateOngoing, seen(later, 1, 1), StateOngoing, "", ""},
		{"a person resolves an ongoing issue", StateOngoing, resolveEvent, StateResolved, ChangeResolved, ReasonByPerson},
		{"an ongoing issue does not age", StateOngoing, tick(week), StateOngoing, "", ""},
		{"quiet resolves an ongoing issue", StateOngoing, tick(month), StateResolved, ChangeResolved, ReasonQuiet},

		{"an escalating issue counts", StateEscalating, seen(later, 1, 1), StateEscalating, "", ""},
		{"a person resolves an escalating issue", StateEscalating, resolveEvent, StateResolved, ChangeResolved, ReasonByPerson},
		{"quiet resolves an escalating issue", StateEscalating, tick(month), StateResolved, ChangeResolved, ReasonQuiet},

		{"a regressed issue counts", StateRegressed, seen(later, 1, 1), StateRegressed, "", ""},
		{"a person resolves a regressed issue", StateRegressed, resolveEvent, StateResolved, ChangeResolved, ReasonByPerson},
		{"a regressed issue becomes ongoing by age", StateRegressed, tick(week), StateOngoing, "", ReasonAge},
		{"quiet resolves a regressed issue", StateRegressed, tick(month), StateResolved, ChangeResolved, ReasonQuiet},

		{"a resolved issue that is seen again regresses", StateResolved, seen(later, 1, 1), StateRegressed, ChangeRegressed, ReasonReturned},
		{"an occurrence from before the resolution proves nothing", StateResolved, seen(start.Add(time.Minute), 1, 1), StateResolved, "", ""},
		{"resolving again changes nothing", StateResolved, resolveEvent, StateResolved, "", ""},
		{"time does nothing to a resolved issue", StateResolved, tick(month), StateResolved, "", ""},

		{"a muted issue counts and is silent", StateMuted, seen(later, 1000, 9), StateMuted, "", ""},
		{"a person resolves a muted issue", StateMuted, resolveEvent, StateResolved, ChangeResolved, ReasonByPerson},
		{"time does nothing to a muted issue", StateMuted, tick(month), StateMuted, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := in(c.from)
			if c.from == 0 {
				before = Issue{ID: "id"}
			}
			after, change := Transition(before, c.event, NewDefaultPolicy())
			require.Equal(t, c.to, after.State)
			if c.event.Type == EventSeen {
				require.Equal(t, before.Observed+c.event.Seen.Observed, after.Observed, "everything is counted")
			}
			if c.change == "" {
				require.Nil(t, change)
			} else {
				requireChange(t, before, after, c.event, change)
				require.Equal(t, c.change, change.Kind)
				require.Equal(t, c.reason, change.Reason)
			}
			if c.from == c.to {
				require.Equal(t, before.StateSince, after.StateSince)
				require.Equal(t, before.StateReason, after.StateReason)
				return
			}
			require.Equal(t, before.Version+1, after.Version)
			require.Equal(t, c.event.At, after.StateSince)
			require.Equal(t, c.reason, after.StateReason)
		})
	}
}

// requireChange checks what every change says.
func requireChange(t *testing.T, before, after Issue, event Event, change *Change) {
	t.Helper()
	require.Equal(t, before.Version+1, after.Version)
	require.Equal(t, fmt.Sprintf("id-%d", after.Version), change.ID)
	require.Equal(t, event.At, change.At)
	require.Equal(t, before.State, change.Previous)
	require.Equal(t, after, change.Issue)
	require.Equal(t, event.Comment, change.Comment)
	if event.Actor == "" {
		require.Equal(t, ActorTidemark, change.Actor)
	} else {
		require.Equal(t, event.Actor, change.Actor)
	}
}

func TestTransition_AResolvedIssueRemembersWhen(t *testing.T) {
	at := start.Add(time.Hour)
	i, _ := Transition(opened(), Event{Type: EventResolve, At: at}, NewDefaultPolicy())
	require.Equal(t, at, i.Resolution.At)
	i, _ = Transition(i, seen(at.Add(1), 1, 1), NewDefaultPolicy())
	require.Zero(t, i.Resolution)
}

func TestTransition_AnIssueThatWasForgottenReturnsWithItsPast(t *testing.T) {
	old := Issue{ID: "id", State: StateResolved, Version: 7, FirstSeen: start.Add(-time.Hour), FirstRelease: "0.9"}
	i, change := Transition(old, seen(start, 3, 1), NewDefaultPolicy())
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
			i, _ := Transition(opened(), Event{Type: EventTick, At: c.at, Away: c.away}, p)
			require.Equal(t, c.resolved, i.State == StateResolved)
		})
	}
}

func TestTransition_AgeHasItsOwnStepWhenNewsAreDue(t *testing.T) {
	p := NewDefaultPolicy()
	at := start.Add(p.NewFor)
	i, _ := Transition(opened(), seen(at.Add(-time.Second), 1, 1), Policy{UpdateEvery: 2 * p.NewFor})
	i, change := Transition(i, tick(at), p)
	require.Nil(t, change)
	require.Equal(t, StateOngoing, i.State)
	require.Equal(t, ReasonAge, i.StateReason)
	i, change = Transition(i, tick(at.Add(time.Second)), p)
	require.Equal(t, ReasonHourly, change.Reason)
	require.Equal(t, ReasonAge, i.StateReason)
}
