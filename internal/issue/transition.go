package issue

import "fmt"

// stage is what a cell of the table does with an issue and an event. An effect without a reason has done no
// more than count. An error means that the issue is left as it was.
type stage func(*Issue, Event, Policy) (effect, error)

// effect is what a stage did.
type effect struct {
	kind      ChangeKind // "" when nobody is told
	reason    Reason
	proof     *Proof
	meanwhile int64
}

// transitions is the state machine: every state and every event. State 0 is an issue that does not exist yet.
// nothing leaves the issue alone; absent and the names with not and is refuse with a ConflictError, because
// somebody asked.
var transitions = [...][eventTypes]stage{
	//               seen          tick     finding     alarm       recover  resolve  reopen       mute        unmute    assign  undo  members  into
	0:               {open, nothing, nothing, alarm, nothing, absent, absent, absent, absent, absent, absent, absent, absent},
	StateNew:        {count, pass, escalate, renew, recovered, resolve, notResolved, mute, notMuted, assign, undo, members, into},
	StateOngoing:    {count, pass, escalate, renew, recovered, resolve, notResolved, mute, notMuted, assign, undo, members, into},
	StateEscalating: {count, pass, nothing, renew, recovered, resolve, notResolved, mute, notMuted, assign, undo, members, into},
	StateResolved:   {judge, nothing, nothing, alarmAgain, nothing, claim, reopen, isResolved, notMuted, assign, undo, members, into},
	StateRegressed:  {count, pass, escalate, renew, recovered, resolve, notResolved, mute, notMuted, assign, undo, members, into},
	StateMuted:      {countMuted, passMuted, wake, renewMuted, recovered, resolve, isMuted, mute, unmute, assign, undo, members, into},
}

// ConflictError says why what a person asked for cannot happen to an issue as it is.
type ConflictError struct {
	Event EventType
	State State
	Why   string
}

// Error says it in one sentence.
func (e *ConflictError) Error() string {
	do := e.Event.String()
	if e.Event == EventInto || e.Event == EventMembers {
		do = "merge or unmerge"
	}
	return fmt.Sprintf("cannot %s an issue that is %s: %s", do, e.State, e.Why)
}

func nothing(*Issue, Event, Policy) (effect, error) { return effect{}, nil }

func refuse(why string) stage {
	return func(i *Issue, ev Event, _ Policy) (effect, error) {
		return effect{}, &ConflictError{Event: ev.Type, State: i.State, Why: why}
	}
}

// What people cannot do.
var (
	absent      = refuse("it was never seen")
	notResolved = refuse("it is open already")
	notMuted    = refuse("it is not muted")
	isResolved  = refuse("it is silent until it comes back; reopen it first")
	isMuted     = refuse("it is not resolved; unmute it to hear of it")
)

// Transition applies an event to an issue. It is the only place that sets State. The change is nil when
// nothing but counting happened, and it is not Told when nobody has to hear of it. The version rises with each
// change, so that no id of one is ever used twice. The error is a *ConflictError or wraps ErrInvalid; it comes
// from events of people only.
func Transition(current Issue, event Event, policy Policy) (Issue, *Change, error) {
	if event.Type < 1 || event.Type > eventTypes || int(current.State) >= len(transitions) {
		return current, nil, nil
	}
	do := transitions[current.State][event.Type-1]
	if current.MergedInto != "" && event.Type != EventInto {
		do = frozen
	}
	next := current
	did, err := do(&next, event, policy)
	if err != nil {
		return current, nil, err
	}
	if did.reason == "" {
		return next, nil, nil
	}
	if current.State == StateMuted && next.State == StateMuted && did.kind == ChangeUpdated {
		did.kind = ""
	}
	next.Version++
	if did.kind != "" {
		next.notify(event, did.reason)
	}
	return next, newChange(&current, &next, event, did), nil
}

// frozen is what happens to an issue that was merged into another.
func frozen(i *Issue, ev Event, p Policy) (effect, error) {
	if !ev.Type.byPerson() {
		return effect{}, nil
	}
	return refuse("it was merged into "+string(i.MergedInto))(i, ev, p)
}

func newChange(before, after *Issue, event Event, did effect) *Change {
	actor := event.Actor
	if actor == "" {
		actor = ActorTidemark
	}
	return &Change{
		ID: fmt.Sprintf("%s-%d", after.ID, after.Version),
		Step: Step{
			Version: after.Version, Kind: did.kind, At: event.At, Reason: did.reason,
			Actor: actor, Person: event.Type.byPerson(), Comment: event.Comment,
			Proof: did.proof, Meanwhile: did.meanwhile, Before: before.Standing(), To: after.State,
		},
		Issue: *after,
	}
}

// enter moves the issue into a state. In the state it is in, it stays since when it was.
func (i *Issue) enter(state State, ev Event, reason Reason) {
	if i.State == state {
		return
	}
	i.State, i.StateSince, i.StateReason = state, ev.At, reason
}

// notify remembers what is told with a change.
func (i *Issue) notify(ev Event, reason Reason) {
	i.Notified.At = ev.At
	i.Notified.Count = i.Count
	i.Notified.Observed = i.Observed
	i.Notified.Releases = i.Releases
	switch reason {
	case ReasonSettled:
		i.Notified.Settled++
	case ReasonHourly: // no new burst: what trickles is told hourly from here on
	default:
		i.Notified.Settled = 0
	}
}
