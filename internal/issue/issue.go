package issue

import (
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// State is where an issue stands in its life.
type State uint8

// The states. Escalating and Muted are part of the contract; nothing enters them yet.
const (
	StateNew State = iota + 1
	StateOngoing
	StateEscalating
	StateResolved
	StateRegressed
	StateMuted
)

var stateNames = map[State]string{
	StateNew: "new", StateOngoing: "ongoing", StateEscalating: "escalating",
	StateResolved: "resolved", StateRegressed: "regressed", StateMuted: "muted",
}

// String returns the name used by the API, the events and the store.
func (s State) String() string {
	if name, ok := stateNames[s]; ok {
		return name
	}
	return "unknown"
}

// ParseState is the inverse of State.String.
func ParseState(text string) (State, error) {
	for s, name := range stateNames {
		if name == text {
			return s, nil
		}
	}
	return 0, fmt.Errorf("unknown state %q: use new, ongoing, escalating, resolved, regressed or muted", text)
}

// Issue is the durable record of one cause.
type Issue struct {
	ID ID
	// Identity is the one that the issue is found by today. It differs from the one that made the
	// id when an alias moved it (an environment that was unknown and is known now).
	Identity
	// Path is what the issue has in common with those that differ from it only in their messages
	// (grouping.Decision.Path); "" when it was grouped by other things, and for the issue that takes all
	// messages of a path, whose fingerprint the path is.
	Path string
	// Version counts transitions; the change a transition makes is named <id>-<version>.
	Version    int64
	State      State
	StateSince time.Time
	// StateReason says why the issue is in its state.
	StateReason Reason

	Title, Culprit string
	Level          exception.Level
	Handled        bool
	// GroupReason says why occurrences were put together (grouping.Reason as text).
	GroupReason string

	// Count estimates the occurrences before sampling, Observed is what was seen.
	Count    float64
	Observed int64
	// Users is nil when no user id was ever seen.
	Users *Users

	// FirstSeen and LastSeen are times of occurrences; ArrivedAt is when the latest was received.
	FirstSeen, LastSeen, ArrivedAt time.Time
	FirstRelease, LastRelease      string
	// Releases is how many releases were seen.
	Releases int

	// Resolution is zero unless the issue is resolved.
	Resolution Resolution
	// Mute is nil unless the issue is muted. It is never changed in place.
	Mute *Mute
	// Assignee is who takes care of it, "" for nobody.
	Assignee string
	Notified Notified
}

// Notified is what the last change told, so that the next one is made only when there is news.
type Notified struct {
	At       time.Time
	Count    float64
	Observed int64
	Releases int
	// Settled counts the updates since the last burst that said no more than "it is quiet again,
	// this is the count". Each doubles the time until the next such one.
	Settled int
	// Exemplar is the id of the last exemplar that was sent.
	Exemplar string
}

// ChangeKind is what happened to an issue.
type ChangeKind string

// The kinds of change.
const (
	ChangeOpened    ChangeKind = "opened"
	ChangeUpdated   ChangeKind = "updated"
	ChangeRegressed ChangeKind = "regressed"
	ChangeEscalated ChangeKind = "escalated"
	ChangeResolved  ChangeKind = "resolved"
	ChangeMuted     ChangeKind = "muted"
	ChangeUnmuted   ChangeKind = "unmuted"
)

// ChangeKinds lists all kinds in the order in which documentation shows them.
var ChangeKinds = []ChangeKind{
	ChangeOpened, ChangeUpdated, ChangeRegressed, ChangeEscalated, ChangeResolved, ChangeMuted, ChangeUnmuted,
}

// Reason is why a transition happened or a change was emitted.
type Reason string

// The reasons.
const (
	ReasonFirstOccurrence Reason = "first_occurrence"  // never seen before
	ReasonReturned        Reason = "returned"          // came back after it was resolved
	ReasonForgotten       Reason = "returned_from_old" // came back after its record had been removed for space
	ReasonNewRelease      Reason = "new_release"       // first occurrence in this release
	ReasonTenfold         Reason = "tenfold"           // ten times as many as the last change told
	ReasonHourly          Reason = "hourly"            // an hour since the last change
	ReasonSettled         Reason = "settled"           // a burst is over, this is its count
	ReasonByPerson        Reason = "by_person"         // somebody said so
	ReasonQuiet           Reason = "quiet"             // no occurrence for the configured time
	ReasonAge             Reason = "age"               // no longer new
)

// ActorTidemark is the actor of changes that no person made.
const ActorTidemark = "tidemark"

// Change is one transition of an issue that others are told about.
type Change struct {
	ID       string
	Kind     ChangeKind
	At       time.Time
	Previous State
	Reason   Reason
	Actor    string
	Comment  string
	// Issue is the issue after the change.
	Issue Issue
}
