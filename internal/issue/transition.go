package issue

import (
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Policy is what the operator decides about the life of an issue.
type Policy struct {
	// NewFor is how long an issue stays new, and regressed after a return, before it is ongoing.
	NewFor time.Duration
	// ResolveAfterQuiet resolves an issue that was not seen for so long. Zero: never.
	ResolveAfterQuiet time.Duration
	// UpdateEvery is the least time between two changes that only tell a new count.
	UpdateEvery time.Duration
	// UpdateAtLeastEvery is when a grown count is told although it did not grow tenfold.
	UpdateAtLeastEvery time.Duration
	// SettleAfter is how long a burst must be over before its final count is told.
	SettleAfter time.Duration
}

// NewDefaultPolicy returns the documented defaults.
func NewDefaultPolicy() Policy {
	return Policy{
		NewFor:             7 * 24 * time.Hour,
		ResolveAfterQuiet:  14 * 24 * time.Hour,
		UpdateEvery:        time.Minute,
		UpdateAtLeastEvery: time.Hour,
		SettleAfter:        15 * time.Second,
	}
}

// EventType is what can happen to an issue.
type EventType uint8

// The events.
const (
	// EventSeen: occurrences were observed.
	EventSeen EventType = iota + 1
	// EventResolve: a person resolved it.
	EventResolve
	// EventTick: time has passed.
	EventTick
)

// Event is one thing that happens to an issue.
type Event struct {
	Type EventType
	// At is the time of the decision: receive time for EventSeen.
	At             time.Time
	Actor, Comment string // EventResolve
	Seen           Seen   // EventSeen
	// Away is how long no tracker ran since the issue was last seen: not quiet time. EventTick.
	Away time.Duration
}

// Seen sums up occurrences of one issue that were received together.
type Seen struct {
	Count       float64
	Observed    int64
	Users       *Users
	First, Last time.Time // of the occurrences
	// FirstRelease and LastRelease belong to the occurrences at First and Last.
	FirstRelease, LastRelease string
	// Releases is the number of releases of the issue with these occurrences.
	Releases int
	// Proof is what the occurrences say about the fix of a resolved issue: the strongest of the releases in
	// which they were seen. nil on a resolved issue: the time decides (JudgeByTime).
	Proof *Proof

	// What follows is kept from the first occurrence, except that the level rises.
	Title, Culprit, GroupReason string
	Level                       exception.Level
	Handled                     bool
}

// stage is what a cell of the table does with an issue and an event. It sets everything but the
// version, and returns the kind of change and its reason, or an empty kind when nobody is told.
type stage func(*Issue, Event, Policy) (ChangeKind, Reason)

// transitions is the state machine: every state and event that may meet. A pair that is not in it
// changes nothing. State 0 is an issue that does not exist yet.
var transitions = map[State]map[EventType]stage{
	0:               {EventSeen: open},
	StateNew:        {EventSeen: count, EventResolve: resolve, EventTick: pass},
	StateOngoing:    {EventSeen: count, EventResolve: resolve, EventTick: pass},
	StateEscalating: {EventSeen: count, EventResolve: resolve, EventTick: pass},
	StateRegressed:  {EventSeen: count, EventResolve: resolve, EventTick: pass},
	StateMuted:      {EventSeen: countSilently, EventResolve: resolve},
	StateResolved:   {EventSeen: reopen},
}

// Transition applies an event to an issue. It is the only place that sets State. The change is nil
// when nobody has to be told. The version rises with each change of state and each change told, so
// that a change id is never used twice.
func Transition(current Issue, event Event, policy Policy) (Issue, *Change) {
	do, ok := transitions[current.State][event.Type]
	if !ok {
		return current, nil
	}
	next := current
	kind, reason := do(&next, event, policy)
	if next.State == current.State && kind == "" {
		return next, nil
	}
	next.Version++
	if next.State != current.State {
		next.StateSince = event.At
		next.StateReason = reason
	}
	if kind == "" {
		return next, nil
	}
	next.Notified.At = event.At
	next.Notified.Count = next.Count
	next.Notified.Observed = next.Observed
	next.Notified.Releases = next.Releases
	switch reason {
	case ReasonSettled:
		next.Notified.Settled++
	case ReasonHourly: // no new burst: what trickles is told hourly from here on
	default:
		next.Notified.Settled = 0
	}
	actor := event.Actor
	if actor == "" {
		actor = ActorTidemark
	}
	return next, &Change{
		ID:       fmt.Sprintf("%s-%d", next.ID, next.Version),
		Kind:     kind,
		At:       event.At,
		Previous: current.State,
		Reason:   reason,
		Actor:    actor,
		Comment:  event.Comment,
		Issue:    next,
	}
}

func open(i *Issue, ev Event, _ Policy) (ChangeKind, Reason) {
	i.add(ev)
	i.State = StateNew
	return ChangeOpened, ReasonFirstOccurrence
}

func count(i *Issue, ev Event, p Policy) (ChangeKind, Reason) {
	i.add(ev)
	return i.news(ev.At, p)
}

func countSilently(i *Issue, ev Event, _ Policy) (ChangeKind, Reason) {
	i.add(ev)
	return "", ""
}

// reopen counts what comes to a resolved issue. Occurrences from before the resolution were under way
// when it was resolved: they are counted and prove nothing.
func reopen(i *Issue, ev Event, _ Policy) (ChangeKind, Reason) {
	forgotten := i.Observed == 0
	i.add(ev)
	if !ev.Seen.Last.After(i.Resolution.At) {
		return "", ""
	}
	i.State = StateRegressed
	i.Resolution = Resolution{}
	if forgotten {
		return ChangeRegressed, ReasonForgotten
	}
	return ChangeRegressed, ReasonReturned
}

func resolve(i *Issue, ev Event, _ Policy) (ChangeKind, Reason) {
	i.State = StateResolved
	i.Resolution = Resolution{Scope: ScopeNow, At: ev.At}
	return ChangeResolved, ReasonByPerson
}

// pass lets time pass: quiet resolves, age makes ongoing, and news are told when they are due.
func pass(i *Issue, ev Event, p Policy) (ChangeKind, Reason) {
	if p.ResolveAfterQuiet > 0 && ev.At.Sub(i.ArrivedAt)-ev.Away >= p.ResolveAfterQuiet {
		i.State = StateResolved
		i.Resolution = Resolution{Scope: ScopeQuiet, At: ev.At}
		return ChangeResolved, ReasonQuiet
	}
	// News that are due at the same time wait for the next tick: a step has one reason.
	if i.ages() && ev.At.Sub(i.StateSince) >= p.NewFor {
		i.State = StateOngoing
		return "", ReasonAge
	}
	return i.news(ev.At, p)
}

func (i *Issue) ages() bool { return i.State == StateNew || i.State == StateRegressed }

// news decides whether others are told that there are more occurrences, and why.
func (i *Issue) news(now time.Time, p Policy) (ChangeKind, Reason) {
	since := now.Sub(i.Notified.At)
	if since < 0 { // the clock was set back
		since = p.UpdateEvery
	}
	switch {
	case i.Observed == i.Notified.Observed, since < p.UpdateEvery:
		return "", ""
	case i.Releases > i.Notified.Releases:
		return ChangeUpdated, ReasonNewRelease
	case i.Count >= 10*i.Notified.Count:
		return ChangeUpdated, ReasonTenfold
	case since >= p.UpdateAtLeastEvery:
		return ChangeUpdated, ReasonHourly
	case now.Sub(i.ArrivedAt) >= p.SettleAfter && since >= i.settleEvery(p):
		return ChangeUpdated, ReasonSettled
	}
	return "", ""
}

// settleEvery is the least time between the last change and one that tells the count of a burst
// that is over: UpdateEvery, doubled by each such change in a row. The first burst of an issue is so
// told exactly and at once, and an error that trickles in every few minutes becomes no stream of messages.
func (i *Issue) settleEvery(p Policy) time.Duration {
	every := p.UpdateEvery
	for range i.Notified.Settled {
		every *= 2
		if every >= p.UpdateAtLeastEvery {
			return p.UpdateAtLeastEvery
		}
	}
	return every
}

// add sums occurrences into the issue.
func (i *Issue) add(ev Event) {
	s := ev.Seen
	first := i.Observed == 0
	i.Count += s.Count
	i.Observed += s.Observed
	i.Users = mergeUsers(i.Users, s.Users)
	if i.FirstSeen.IsZero() || s.First.Before(i.FirstSeen) {
		i.FirstSeen, i.FirstRelease = s.First, s.FirstRelease
	}
	if s.Last.After(i.LastSeen) {
		i.LastSeen, i.LastRelease = s.Last, s.LastRelease
	}
	if ev.At.After(i.ArrivedAt) {
		i.ArrivedAt = ev.At
	}
	i.Releases = max(i.Releases, s.Releases)
	i.Level = max(i.Level, s.Level)
	i.Handled = s.Handled && (first || i.Handled)
	if i.Title == "" {
		i.Title, i.Culprit, i.GroupReason = s.Title, s.Culprit, s.GroupReason
	}
}

// mergeUsers returns the union without changing either side, because both may be in use elsewhere.
func mergeUsers(a, b *Users) *Users {
	if b == nil {
		return a
	}
	sum := NewUsers()
	// Both sides have the same precision, so that merging cannot fail.
	_ = sum.Merge(a)
	_ = sum.Merge(b)
	return sum
}

// Due returns when time alone may next change the issue: the time at which EventTick should be tried.
// Zero means never.
func (i *Issue) Due(p Policy) time.Time {
	var due time.Time
	at := func(t time.Time) {
		if due.IsZero() || t.Before(due) {
			due = t
		}
	}
	if transitions[i.State][EventTick] == nil {
		return due
	}
	if p.ResolveAfterQuiet > 0 {
		at(i.ArrivedAt.Add(p.ResolveAfterQuiet))
	}
	if i.ages() {
		at(i.StateSince.Add(p.NewFor))
	}
	if i.Observed != i.Notified.Observed {
		if i.Releases > i.Notified.Releases || i.Count >= 10*i.Notified.Count {
			at(i.Notified.At.Add(p.UpdateEvery))
		}
		at(i.Notified.At.Add(p.UpdateAtLeastEvery))
		settled := i.Notified.At.Add(i.settleEvery(p))
		if quiet := i.ArrivedAt.Add(p.SettleAfter); quiet.After(settled) {
			settled = quiet
		}
		at(settled)
	}
	return due
}
