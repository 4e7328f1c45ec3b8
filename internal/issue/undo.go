package issue

import (
	"fmt"
	"time"
)

// Undoable returns the step that an undo takes back: the last one that a person made, if nothing but counting
// has happened since. Else a *ConflictError says what has. steps are the latest of the issue, the newest first.
func Undoable(steps []Step) (Step, error) {
	conflict := func(why string) (Step, error) {
		err := &ConflictError{Event: EventUndo, Why: why}
		if len(steps) > 0 {
			err.State = steps[0].To
		}
		return Step{}, err
	}
	for n, s := range steps {
		switch {
		case !s.Person && s.Kind == ChangeUpdated:
			continue
		case !s.Person && !anyPerson(steps[n:]):
			return conflict("nobody has done anything to it")
		case !s.Person:
			return conflict(fmt.Sprintf("since then it became %s by itself (%s), %s", s.To, s.Reason, s.when()))
		case s.Reason == ReasonUndone:
			return conflict(fmt.Sprintf("%s has undone the last step already, %s", s.Actor, s.when()))
		case s.Reason == ReasonMerged || s.Reason == ReasonUnmerged:
			return conflict(fmt.Sprintf("the last step was that %s %s issues, %s; unmerge or merge them", s.Actor, s.Reason, s.when()))
		}
		return s, nil
	}
	return conflict("no step that somebody made is in its history")
}

func anyPerson(steps []Step) bool {
	for _, s := range steps {
		if s.Person {
			return true
		}
	}
	return false
}

func (s *Step) when() string { return s.At.UTC().Format(time.RFC3339) }

// undo restores how the issue stood before a step of a person. What is told follows from where that leads.
func undo(i *Issue, ev Event, _ Policy) (effect, error) {
	if ev.Undo.Version == 0 || ev.Undo.Before.State == 0 {
		return refuse("nobody has done anything to it")(i, ev, Policy{})
	}
	// Steps that came by themselves may be gone from the audit trail when those of people are not.
	if i.State != ev.Undo.To || i.StateSince.After(ev.Undo.At) {
		return refuse("something else has happened since")(i, ev, Policy{})
	}
	did := effect{kind: ChangeUpdated, reason: ReasonUndone}
	before := ev.Undo.Before
	switch {
	case before.State == i.State:
	case before.State == StateMuted:
		did.kind = ChangeMuted
	case before.State == StateResolved:
		did.kind = ChangeResolved
	case i.State == StateMuted:
		did.kind, did.meanwhile = ChangeUnmuted, i.Meanwhile()
	}
	i.State, i.StateSince, i.StateReason = before.State, before.Since, before.Reason
	i.Resolution, i.Mute, i.Assignee = before.Resolution, before.Mute, before.Assignee
	return did, nil
}
