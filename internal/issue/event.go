package issue

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// EventType is what can happen to an issue.
type EventType uint8

// The events. The first five come by themselves, the others from people.
const (
	// EventSeen: occurrences were observed.
	EventSeen EventType = iota + 1
	// EventTick: time has passed.
	EventTick
	// EventFinding: a detector found that it grows beyond what is normal for it.
	EventFinding
	// EventAlarm: a detector reports a finding, for the first time or once more.
	EventAlarm
	// EventRecover: a detector reports that what it found is over.
	EventRecover
	// EventResolve: its cause is gone.
	EventResolve
	// EventReopen: it was not gone after all.
	EventReopen
	// EventMute: nobody wants to hear of it until something happens.
	EventMute
	// EventUnmute: somebody does.
	EventUnmute
	// EventAssign: somebody takes care of it, or nobody does any more.
	EventAssign
	// EventUndo: the last step that a person made was wrong.
	EventUndo
	// EventMembers: the issues that are merged into it have become more or fewer.
	EventMembers
	// EventInto: it was merged into another, or came back from there.
	EventInto

	eventTypes = iota
)

// EventTypes lists all events in the order in which documentation shows them.
var EventTypes = []EventType{
	EventSeen, EventTick, EventFinding, EventAlarm, EventRecover, EventResolve, EventReopen, EventMute, EventUnmute, EventAssign, EventUndo,
	EventMembers, EventInto,
}

var eventNames = [...]string{"", "seen", "tick", "finding", "alarm", "recover", "resolve", "reopen", "mute", "unmute", "assign", "undo", "members", "into"}

// String returns the name that documentation and errors use.
func (t EventType) String() string {
	if int(t) < len(eventNames) {
		return eventNames[t]
	}
	return "unknown"
}

// byPerson says that somebody asked for it and is told when it cannot be.
func (t EventType) byPerson() bool { return t >= EventResolve }

// Event is one thing that happens to an issue. A field that names an event belongs to that alone.
type Event struct {
	Type EventType
	// At is the time of the decision: receive time for EventSeen.
	At time.Time
	// Actor is who did it. Comment is what they said, or what a detector says of its finding.
	Actor, Comment string
	// EventSeen.
	Seen Seen
	// Finding is what was found. EventAlarm, EventRecover.
	Finding *Finding
	// Away is how long no tracker ran since the issue was last seen: not quiet time. EventTick.
	Away time.Duration
	// Resolution says what a person claims; its time is At. EventResolve.
	Resolution Resolution
	// Mute is how the silence ends, Release the newest of the environment, "" for unknown. EventMute.
	Mute    Conditions
	Release string
	// Assignee is "" for nobody. EventAssign.
	Assignee string
	// Undo is the step to take back, as Undoable returned it. EventUndo.
	Undo Step
	// Merge is who belongs together now. EventMembers, EventInto.
	Merge Merge
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
	// Proof is what the occurrences say about Issue.Question: the strongest of the releases in which they were
	// seen. nil on a resolved issue: the time decides (JudgeByTime).
	Proof *Proof

	// What follows is kept from the first occurrence, except that the level rises.
	Title, Culprit, GroupReason string
	Level                       exception.Level
	Handled                     bool
}
