package api

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// Step is what made one version of an issue: a row of its audit trail.
type Step struct {
	Version int64 `json:"version"`
	// Kind is the change that others were told, "" when nobody was.
	Kind string    `json:"kind"`
	At   time.Time `json:"at"`
	// From is "" in the step that opened the issue.
	From   string `json:"from"`
	To     string `json:"to"`
	Reason string `json:"reason"`
	Actor  string `json:"actor"`
	// Person says that a person made it.
	Person  bool   `json:"person"`
	Comment string `json:"comment"`
	// Meanwhile is how many occurrences came while the issue was muted, in the step that ended the mute.
	Meanwhile int64 `json:"meanwhile"`
	// Proof is why a resolved issue came back, or a mute until the next release ended.
	Proof *event.Proof `json:"proof"`
	// After is how the issue stood after the step, nil when that is not known: the next one was removed for space.
	After *Standing `json:"after"`
}

// Standing is what people or time decided about an issue.
type Standing struct {
	Assignee   string            `json:"assignee"`
	Resolution *event.Resolution `json:"resolution"`
	Mute       *event.Mute       `json:"mute"`
}

// History is the audit trail of an issue, the newest step first.
type History struct {
	// IssueID is the issue that the steps are of; it differs from the one that was asked for after a merge.
	IssueID string `json:"issue_id"`
	Steps   []Step `json:"steps"`
}

// NewHistory returns the wire form of the latest steps of an issue, the newest first.
func NewHistory(i *issue.Issue, newestFirst []issue.Step) History {
	w := History{IssueID: string(i.ID), Steps: make([]Step, len(newestFirst))}
	version, after := i.Version, i.Standing()
	for n := range newestFirst {
		s := &newestFirst[n]
		w.Steps[n] = newStep(s)
		if s.Version == version {
			w.Steps[n].After = newStanding(&after)
		}
		version, after = s.Version-1, s.Before
	}
	return w
}

func newStep(s *issue.Step) Step {
	w := Step{
		Version: s.Version, Kind: string(s.Kind), At: s.At.UTC(), To: s.To.String(), Reason: string(s.Reason),
		Actor: s.Actor, Person: s.Person, Comment: s.Comment, Meanwhile: s.Meanwhile, Proof: event.NewProof(s.Proof),
	}
	if s.Before.State != 0 {
		w.From = s.Before.State.String()
	}
	return w
}

func newStanding(s *issue.Standing) *Standing {
	i := issue.Issue{Mute: s.Mute}
	if s.Mute != nil {
		i.Count = s.Mute.FromCount // nothing had come yet
	}
	return &Standing{Assignee: s.Assignee, Resolution: event.NewResolution(s.Resolution), Mute: event.NewMute(&i)}
}
