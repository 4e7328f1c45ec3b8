package issue

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	later      = start.Add(2 * time.Minute)
	week       = start.Add(7 * 24 * time.Hour)
	month      = start.Add(30 * 24 * time.Hour)
	personal   = Step{Version: 1, Person: true, Kind: ChangeMuted, Before: Standing{State: StateOngoing, Since: start, Reason: ReasonAge}}
	muteEvent  = Event{Type: EventMute, At: later, Actor: "ann", Mute: Conditions{Count: 5}}
	finding    = Event{Type: EventFinding, At: later}
	alarming   = alarmAt(later, Finding{Release: "1"})
	suspecting = alarmAt(later, Finding{Release: "2"})
	repeating  = alarmAt(later, Finding{Release: "0.9"})
	late       = alarmAt(start, Finding{Release: "2"})
	recovering = Event{Type: EventRecover, At: later, Finding: &Finding{Incident: "signups", DecidedAt: later, Until: later}}
	another    = Event{Type: EventRecover, At: later, Finding: &Finding{Incident: "logins", DecidedAt: later, Until: later}}
	resolving  = Event{Type: EventResolve, At: later, Actor: "ann", Comment: "fixed"}
	inRelease  = Event{Type: EventResolve, At: later, Resolution: Resolution{Scope: ScopeRelease, Release: "2"}}
	reopening  = Event{Type: EventReopen, At: later, Actor: "ann"}
	unmuting   = Event{Type: EventUnmute, At: later, Actor: "ann"}
	assigning  = Event{Type: EventAssign, At: later, Actor: "ann", Assignee: "bob"}
	undoing    = Event{Type: EventUndo, At: later, Actor: "ann", Undo: personal}
	takingIn   = Event{Type: EventMembers, At: later, Actor: "ann", Merge: Merge{Members: []Totals{{Count: 2, Observed: 2}}, Releases: 1}}
	goingInto  = Event{Type: EventInto, At: later, Actor: "ann", Merge: Merge{Into: "other"}}
	allEvents  = []Event{seen(later, 1, 1), tick(month), finding, alarming, recovering, resolving, reopening, muteEvent, unmuting, assigning, undoing, takingIn, goingInto}
	existing   = []State{StateNew, StateOngoing, StateEscalating, StateResolved, StateRegressed, StateMuted}
	openStates = []State{StateNew, StateOngoing, StateEscalating, StateRegressed}
)

// cell is what an event does in a state.
type cell struct {
	name   string
	from   State
	event  Event
	to     State
	change ChangeKind
	reason Reason // "" when there is no step
	fails  string // part of the error
}

// cells lists at least one case of each pair of a state and an event.
func cells() []cell {
	all := []cell{
		{"the first occurrence opens it", 0, seen(later, 1, 1), StateNew, ChangeOpened, ReasonFirstOccurrence, ""},
		{"time does nothing to what does not exist", 0, tick(month), 0, "", "", ""},
		{"no detector finds what does not exist", 0, finding, 0, "", "", ""},
		{"the first alarm opens it", 0, alarming, StateNew, ChangeOpened, ReasonAlarm, ""},
		{"what does not exist is not over", 0, recovering, 0, "", "", ""},

		{"a new issue becomes ongoing by age", StateNew, tick(week), StateOngoing, "", ReasonAge, ""},
		{"a regressed issue becomes ongoing by age", StateRegressed, tick(week), StateOngoing, "", ReasonAge, ""},
		{"an escalating issue becomes ongoing by age", StateEscalating, tick(week), StateOngoing, "", ReasonAge, ""},
		{"an ongoing issue does not age", StateOngoing, tick(week), StateOngoing, "", "", ""},
		{"a new issue does not age before its time", StateNew, tick(week.Add(-1)), StateNew, "", "", ""},

		{"a new issue that grows escalates", StateNew, finding, StateEscalating, ChangeEscalated, ReasonFinding, ""},
		{"an ongoing issue that grows escalates", StateOngoing, finding, StateEscalating, ChangeEscalated, ReasonFinding, ""},
		{"a regressed issue that grows escalates", StateRegressed, finding, StateEscalating, ChangeEscalated, ReasonFinding, ""},
		{"one that escalates does so once", StateEscalating, finding, StateEscalating, "", "", ""},
		{"only an occurrence reopens a resolved issue", StateResolved, finding, StateResolved, "", "", ""},

		{"a resolved issue that is seen again regresses", StateResolved, seen(later, 1, 1), StateRegressed, ChangeRegressed, ReasonReturned, ""},
		{"an occurrence from before the resolution proves nothing", StateResolved, seen(start.Add(time.Minute), 1, 1), StateResolved, "", "", ""},
		{"an alarm after the resolution reopens it", StateResolved, alarming, StateRegressed, ChangeRegressed, ReasonAlarmAgain, ""},
		{"an alarm from before the resolution proves nothing", StateResolved, late, StateResolved, "", "", ""},
		{"what is resolved is over already", StateResolved, recovering, StateResolved, "", "", ""},
		{"time does nothing to a resolved issue", StateResolved, tick(month), StateResolved, "", "", ""},
		{"resolving again changes nothing", StateResolved, resolving, StateResolved, "", "", ""},
		{"a person corrects where the fix is", StateResolved, inRelease, StateResolved, ChangeResolved, ReasonByPerson, ""},
		{"a person reopens a resolved issue", StateResolved, reopening, StateOngoing, ChangeUpdated, ReasonReopened, ""},
		{"a resolved issue is not muted", StateResolved, muteEvent, StateResolved, "", "", "silent until it comes back"},

		{"a muted issue counts and is silent", StateMuted, seen(later, 99, 9), StateMuted, "", "", ""},
		{"until its condition is reached", StateMuted, seen(later, 100, 9), StateOngoing, ChangeUnmuted, ReasonMuteCount, ""},
		{"time does nothing to a muted issue", StateMuted, tick(month), StateMuted, "", "", ""},
		{"until it has been silent for a year", StateMuted, tick(start.Add(time.Minute + MaxMute)), StateOngoing, ChangeUnmuted, ReasonMuteTime, ""},
		{"a finding ends a mute until escalation", StateMuted, finding, StateEscalating, ChangeUnmuted, ReasonMuteEscalation, ""},
		{"a finding does not end another mute", StateMuted, finding, StateMuted, "", "", ""},
		{"an alarm of a muted issue counts in silence", StateMuted, suspecting, StateMuted, "", "", ""},
		{"until its condition is reached by alarms", StateMuted, alarmAt(start.Add(time.Minute+MaxMute), Finding{}), StateOngoing, ChangeUnmuted, ReasonMuteTime, ""},
		{"a muted issue that is over is resolved", StateMuted, recovering, StateResolved, ChangeResolved, ReasonRecovered, ""},
		{"what else is over does not concern a muted issue", StateMuted, another, StateMuted, "", "", ""},
		{"a muted issue is unmuted before it is reopened", StateMuted, reopening, StateMuted, "", "", "unmute it"},
		{"a person unmutes a muted issue", StateMuted, unmuting, StateOngoing, ChangeUnmuted, ReasonByPerson, ""},
		{"a muted issue that gets an owner stays silent", StateMuted, assigning, StateMuted, "", ReasonAssigned, ""},
		{"undo of a mute", StateMuted, undoing, StateOngoing, ChangeUnmuted, ReasonUndone, ""},
		{"a muted issue that takes in others stays silent", StateMuted, takingIn, StateMuted, "", ReasonMerged, ""},
		{"a muted issue goes into another in silence", StateMuted, goingInto, StateMuted, "", ReasonMerged, ""},
	}
	for _, ev := range allEvents {
		if ev.Type.byPerson() {
			all = append(all, cell{fmt.Sprintf("nobody can %s what does not exist", ev.Type), 0, ev, 0, "", "", "never seen"})
		}
	}
	for _, s := range openStates {
		all = append(all,
			cell{fmt.Sprintf("an issue that is %s tells a new release", s), s, seen(later, 1, 2), s, ChangeUpdated, ReasonNewRelease, ""},
			cell{fmt.Sprintf("an issue that is %s counts", s), s, seen(later, 1, 1), s, "", "", ""},
			cell{fmt.Sprintf("an issue that is %s and has news tells them in time", s), s, tick(later.Add(time.Hour)), s, ChangeUpdated, ReasonHourly, ""},
			cell{fmt.Sprintf("time does nothing to an issue that is %s before that", s), s, tick(later), s, "", "", ""},
			cell{fmt.Sprintf("an alarm of an issue that is %s tells another suspect", s), s, suspecting, s, ChangeUpdated, ReasonNewRelease, ""},
			cell{fmt.Sprintf("an alarm of an issue that is %s counts", s), s, alarming, s, "", "", ""},
			cell{fmt.Sprintf("an alarm of an issue that is %s and says nothing new changes nothing", s), s, repeating, s, "", "", ""},
			cell{fmt.Sprintf("recovery resolves an issue that is %s", s), s, recovering, StateResolved, ChangeResolved, ReasonRecovered, ""},
			cell{fmt.Sprintf("what else is over does not concern an issue that is %s", s), s, another, s, "", "", ""},
			cell{fmt.Sprintf("quiet resolves an issue that is %s", s), s, tick(month), StateResolved, ChangeResolved, ReasonQuiet, ""},
			cell{fmt.Sprintf("an issue that is %s is open already", s), s, reopening, s, "", "", "open already"},
			cell{fmt.Sprintf("an issue that is %s gets an owner", s), s, assigning, s, ChangeUpdated, ReasonAssigned, ""},
			cell{fmt.Sprintf("undo for an issue that is %s", s), s, undoing, StateOngoing, ChangeUpdated, ReasonUndone, ""},
			cell{fmt.Sprintf("an issue that is %s takes in others", s), s, takingIn, s, ChangeUpdated, ReasonMerged, ""},
			cell{fmt.Sprintf("an issue that is %s goes into another", s), s, goingInto, s, ChangeUpdated, ReasonMerged, ""},
		)
	}
	for _, s := range existing {
		if s != StateResolved {
			all = append(all,
				cell{fmt.Sprintf("a person resolves an issue that is %s", s), s, resolving, StateResolved, ChangeResolved, ReasonByPerson, ""},
				cell{fmt.Sprintf("a person mutes an issue that is %s", s), s, muteEvent, StateMuted, ChangeMuted, ReasonByPerson, ""})
		}
		if s != StateMuted {
			all = append(all, cell{fmt.Sprintf("an issue that is %s is not muted", s), s, unmuting, s, "", "", "not muted"})
		}
	}
	return append(all,
		cell{"a resolved issue gets an owner", StateResolved, assigning, StateResolved, ChangeUpdated, ReasonAssigned, ""},
		cell{"undo of a resolution", StateResolved, undoing, StateOngoing, ChangeUpdated, ReasonUndone, ""},
		cell{"a resolved issue takes in others", StateResolved, takingIn, StateResolved, ChangeUpdated, ReasonMerged, ""},
		cell{"a resolved issue goes into another", StateResolved, goingInto, StateResolved, ChangeUpdated, ReasonMerged, ""},
	)
}

func TestTransition_Table(t *testing.T) {
	listed := map[State]map[EventType]bool{}
	for _, c := range cells() {
		if listed[c.from] == nil {
			listed[c.from] = map[EventType]bool{}
		}
		listed[c.from][c.event.Type] = true
		t.Run(c.name, func(t *testing.T) {
			before := in(c.from)
			if c.from == 0 {
				before = Issue{ID: "id"}
			}
			if c.event.Finding != nil && c.from != 0 {
				before.Finding = alarmAt(start, Finding{Release: "0.9"}).Finding
			}
			if c.reason == ReasonHourly {
				before.Observed++
			}
			c.event.Undo.To, c.event.Undo.At = before.State, before.StateSince
			if c.name == "a finding does not end another mute" {
				before.Mute = &Mute{Conditions: Conditions{Count: 100}, At: start}
			}
			after, change, err := Transition(before, c.event, NewDefaultPolicy())
			require.Equal(t, c.to, after.State)
			if c.fails != "" {
				var conflict *ConflictError
				require.True(t, errors.As(err, &conflict))
				require.Equal(t, ConflictError{c.event.Type, c.from, conflict.Why}, *conflict)
				require.ErrorContains(t, err, c.fails)
				require.Equal(t, before, after)
				require.Nil(t, change)
				return
			}
			require.NoError(t, err)
			if c.event.Type == EventSeen {
				require.Equal(t, before.Observed+c.event.Seen.Observed, after.Observed, "everything is counted")
			}
			if c.reason == "" {
				require.Nil(t, change)
				require.Equal(t, before.Version, after.Version)
				require.Equal(t, before.StateSince, after.StateSince)
				return
			}
			requireChange(t, before, after, c.event, change)
			require.Equal(t, c.change, change.Kind)
			require.Equal(t, c.change != "", change.Told())
			require.Equal(t, c.reason, change.Reason)
			switch {
			case c.event.Type == EventUndo:
				require.Equal(t, personal.Before, after.Standing())
			case c.from == c.to:
				require.Equal(t, before.StateSince, after.StateSince)
				require.Equal(t, before.StateReason, after.StateReason)
			default:
				require.Equal(t, c.event.At, after.StateSince)
				require.Equal(t, c.reason, after.StateReason)
			}
		})
	}
	for _, state := range append([]State{0}, existing...) {
		for _, event := range EventTypes {
			require.True(t, listed[state][event], "%s of an issue that is %s has no case", event, state)
		}
	}
	require.Len(t, EventTypes, eventTypes)
	require.ElementsMatch(t, States, existing)
}

// requireChange checks what every change says.
func requireChange(t *testing.T, before, after Issue, event Event, change *Change) {
	t.Helper()
	require.Equal(t, before.Version+1, after.Version)
	require.Equal(t, fmt.Sprintf("id-%d", after.Version), change.ID)
	require.Equal(t, after.Version, change.Version)
	require.Equal(t, event.At, change.At)
	require.Equal(t, before.Standing(), change.Before)
	require.Equal(t, after.State, change.To)
	require.Equal(t, after, change.Issue)
	require.Equal(t, event.Comment, change.Comment)
	require.Equal(t, event.Type.byPerson(), change.Person)
	if event.Actor == "" {
		require.Equal(t, ActorTidemark, change.Actor)
	} else {
		require.Equal(t, event.Actor, change.Actor)
	}
}

func TestTransition_AnIssueThatIsPartOfAnotherIsFrozen(t *testing.T) {
	for _, state := range existing {
		for _, ev := range allEvents {
			t.Run(fmt.Sprintf("%s while it is %s", ev.Type, state), func(t *testing.T) {
				before := in(state)
				before.MergedInto = "a"
				after, change, err := Transition(before, ev, NewDefaultPolicy())
				if ev.Type == EventInto {
					require.NoError(t, err)
					require.Equal(t, ID("other"), after.MergedInto)
					return
				}
				require.Nil(t, change)
				require.Equal(t, before, after)
				require.Zero(t, after.Due(NewDefaultPolicy()))
				if ev.Type.byPerson() {
					require.ErrorContains(t, err, "merged into a")
				} else {
					require.NoError(t, err)
				}
			})
		}
	}
}

func TestTransition_WhatItDoesNotKnowChangesNothing(t *testing.T) {
	for _, ev := range []Event{{}, {Type: eventTypes + 1}} {
		after, change, err := Transition(opened(), ev, NewDefaultPolicy())
		require.NoError(t, err)
		require.Nil(t, change)
		require.Equal(t, opened(), after)
	}
	strange := opened()
	strange.State = StateMuted + 1
	after, change, err := Transition(strange, tick(month), NewDefaultPolicy())
	require.NoError(t, err)
	require.Nil(t, change)
	require.Equal(t, strange, after)
}

func TestNames_AreUnique(t *testing.T) {
	var names []string
	for _, e := range EventTypes {
		names = append(names, e.String())
	}
	for _, s := range States {
		names = append(names, s.String())
		again, err := ParseState(s.String())
		require.NoError(t, err)
		require.Equal(t, s, again)
	}
	for _, v := range Verdicts {
		names = append(names, v.String())
		var again Verdict
		require.NoError(t, again.UnmarshalText([]byte(v.String())))
		require.Equal(t, v, again)
	}
	for s := range ScopeRecovered {
		names = append(names, "in "+(s+1).String())
		again, err := ParseScope((s + 1).String())
		require.NoError(t, err)
		require.Equal(t, s+1, again)
	}
	require.NotContains(t, names, "unknown")
	slices.Sort(names)
	require.Equal(t, slices.Compact(slices.Clone(names)), names)
	require.True(t, slices.IsSorted(Verdicts))
}
