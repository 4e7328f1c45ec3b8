package issue

import (
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// State is where an issue stands in its life.
type State uint8

// The states.
const (
	StateNew        State = iota + 1 // seen for the first time, lately
	StateOngoing                     // known and not fixed
	StateEscalating                  // grows beyond what is normal for it, since lately
	StateResolved                    // its cause is gone, as far as somebody knows or silence tells
	StateRegressed                   // came back lately, with a proof
	StateMuted                       // counted in silence until something happens
)

// States lists all states in the order in which documentation shows them.
var States = []State{StateNew, StateOngoing, StateEscalating, StateResolved, StateRegressed, StateMuted}

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
	// Version counts steps; the change that a step is, is named <id>-<version>.
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

	// Finding is what a detector reported last, nil for an error. It is never changed in place.
	Finding *Finding

	// MergedInto is the issue that this one is part of since a person merged it. It is frozen then.
	MergedInto ID
	// Own is what the issue has without those that are merged into it; nil when none is.
	Own *Totals
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
	ReasonQuiet           Reason = "quiet"             // no occurrence for the configured time
	ReasonAge             Reason = "age"               // nothing that happened lately any more
	ReasonFinding         Reason = "finding"           // a detector found that it grows
	ReasonAlarm           Reason = "alarm"             // a detector found it
	ReasonAlarmAgain      Reason = "alarm_again"       // a detector found it again after it was resolved
	ReasonRecovered       Reason = "recovered"         // its detector reports that it is over
	ReasonNotRenewed      Reason = "not_renewed"       // its detector has reported nothing for 7 days
	ReasonByPerson        Reason = "by_person"         // somebody said so
	ReasonReopened        Reason = "reopened"          // somebody said that it is not fixed
	ReasonAssigned        Reason = "assigned"          // somebody takes care of it, or nobody does any more
	ReasonUndone          Reason = "undone"            // somebody took back the step before
	ReasonMerged          Reason = "merged"            // somebody put issues together
	ReasonUnmerged        Reason = "unmerged"          // somebody took them apart again

	// What ended a mute.
	ReasonMuteTime       Reason = "mute_time"
	ReasonMuteCount      Reason = "mute_count"
	ReasonMuteRate       Reason = "mute_rate"
	ReasonMuteUsers      Reason = "mute_users"
	ReasonMuteRelease    Reason = "mute_release"
	ReasonMuteEscalation Reason = "mute_escalation"
)

// Reasons lists all reasons in the order in which documentation shows them.
var Reasons = []Reason{
	ReasonFirstOccurrence, ReasonReturned, ReasonForgotten, ReasonNewRelease, ReasonTenfold, ReasonHourly, ReasonSettled,
	ReasonQuiet, ReasonAge, ReasonFinding, ReasonAlarm, ReasonAlarmAgain, ReasonRecovered, ReasonNotRenewed,
	ReasonByPerson, ReasonReopened, ReasonAssigned, ReasonUndone, ReasonMerged, ReasonUnmerged,
	ReasonMuteTime, ReasonMuteCount, ReasonMuteRate, ReasonMuteUsers, ReasonMuteRelease, ReasonMuteEscalation,
}

// ActorTidemark is the actor of changes that no person made.
const ActorTidemark = "tidemark"

// Change is one step of an issue with the issue after it. Others are told about it when it is Told.
type Change struct {
	ID string
	Step
	Issue Issue
}

// Told says whether others are told about the change. A nil change is not.
func (c *Change) Told() bool { return c != nil && c.Kind != "" }
