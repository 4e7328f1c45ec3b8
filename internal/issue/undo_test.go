package issue

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestUndoable(t *testing.T) {
	person := Step{Version: 5, Person: true, Actor: "ann", Kind: ChangeResolved, Reason: ReasonByPerson, At: start, To: StateResolved}
	counting := Step{Version: 6, Kind: ChangeUpdated, Reason: ReasonHourly, At: start, To: StateOngoing}
	returned := Step{Version: 7, Kind: ChangeRegressed, Reason: ReasonReturned, At: start, To: StateRegressed}
	aged := Step{Version: 7, Reason: ReasonAge, At: start, To: StateOngoing}
	undone := Step{Version: 8, Person: true, Actor: "bob", Reason: ReasonUndone, At: start, To: StateOngoing}
	merged := Step{Version: 8, Person: true, Actor: "bob", Reason: ReasonMerged, At: start, To: StateOngoing}
	opening := Step{Version: 1, Kind: ChangeOpened, Reason: ReasonFirstOccurrence, At: start, To: StateNew}
	for _, c := range []struct {
		name  string
		steps []Step // newest first
		fails string
	}{
		{"the last step of a person", []Step{person, opening}, ""},
		{"after counting", []Step{counting, counting, person, opening}, ""},
		{"not after a return", []Step{returned, person}, "since then it became regressed by itself (returned), 2026-03-04T12:00:00Z"},
		{"not after a silent step", []Step{counting, aged, person}, "since then it became ongoing by itself (age)"},
		{"not an undo", []Step{undone, person}, "bob has undone the last step already, 2026-03-04T12:00:00Z"},
		{"not a merge", []Step{merged, person}, "bob merged issues"},
		{"not what came by itself", []Step{counting, opening}, "nobody has done anything"},
		{"not what is not known", nil, "no step that somebody made is in its history"},
		{"not what is gone from the history", []Step{counting}, "no step that somebody made is in its history"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Undoable(c.steps)
			if c.fails == "" {
				require.NoError(t, err)
				require.Equal(t, person, got)
				return
			}
			var conflict *ConflictError
			require.ErrorAs(t, err, &conflict)
			require.Equal(t, EventUndo, conflict.Event)
			require.ErrorContains(t, err, c.fails)
		})
	}
}

func TestUndo_TellsWhereItLeads(t *testing.T) {
	ongoing, _ := step(t, opened(), tick(week), NewDefaultPolicy())
	at := week.Add(time.Hour)
	mute := Event{Type: EventMute, At: at, Mute: Conditions{Count: 50}}
	resolve := Event{Type: EventResolve, At: at}
	for _, c := range []struct {
		name   string
		events []Event
		kind   ChangeKind
		state  State
	}{
		{"a resolution", []Event{resolve}, ChangeUpdated, StateOngoing},
		{"a mute", []Event{mute}, ChangeUnmuted, StateOngoing},
		{"the end of a mute", []Event{mute, {Type: EventUnmute, At: at}}, ChangeMuted, StateMuted},
		{"the resolution of a muted issue", []Event{mute, resolve}, ChangeMuted, StateMuted},
		{"a reopening", []Event{resolve, {Type: EventReopen, At: at}}, ChangeResolved, StateResolved},
		{"a correction of a resolution", []Event{resolve, {Type: EventResolve, At: at, Resolution: Resolution{Scope: ScopeRelease, Release: "2"}}}, ChangeUpdated, StateResolved},
		{"an owner", []Event{{Type: EventAssign, At: at, Assignee: "ann"}}, ChangeUpdated, StateOngoing},
		{"an owner of a muted issue", []Event{mute, {Type: EventAssign, At: at, Assignee: "ann"}}, "", StateMuted},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := ongoing
			var last *Change
			for _, ev := range c.events {
				var err error
				i, last, err = Transition(i, ev, NewDefaultPolicy())
				require.NoError(t, err)
			}
			i, _ = step(t, i, seen(at, 0, 1), NewDefaultPolicy())
			after, change, err := Transition(i, Event{Type: EventUndo, At: at.Add(time.Hour), Actor: "bob", Undo: last.Step}, NewDefaultPolicy())
			require.NoError(t, err)
			require.Equal(t, last.Before, after.Standing())
			require.Equal(t, c.kind, change.Kind)
			require.Equal(t, ReasonUndone, change.Reason)
			require.Equal(t, c.state, after.State)
		})
	}
}

func TestUndo_IsRefusedWhenTheHistoryForgotWhatHappenedSince(t *testing.T) {
	at := start.Add(time.Hour)
	i, resolved := step(t, opened(), Event{Type: EventResolve, At: at}, NewDefaultPolicy())
	i, _ = step(t, i, seen(at.Add(time.Hour), 1, 1), NewDefaultPolicy())
	require.Equal(t, StateRegressed, i.State)
	_, _, err := Transition(i, Event{Type: EventUndo, At: at.Add(2 * time.Hour), Undo: resolved.Step}, NewDefaultPolicy())
	require.ErrorContains(t, err, "something else has happened since")
	i, _ = step(t, i, Event{Type: EventTick, At: at.Add(365 * 24 * time.Hour)}, NewDefaultPolicy())
	require.Equal(t, StateResolved, i.State)
	_, _, err = Transition(i, Event{Type: EventUndo, At: at.Add(366 * 24 * time.Hour), Undo: resolved.Step}, NewDefaultPolicy())
	require.ErrorContains(t, err, "something else has happened since")
}
