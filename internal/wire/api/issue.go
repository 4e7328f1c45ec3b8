package api

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// Issue is one issue as it stands in a list.
type Issue struct {
	ID               string `json:"id"`
	Kind             string `json:"kind"`
	Title            string `json:"title"`
	Culprit          string `json:"culprit"`
	State            string `json:"state"`
	Level            string `json:"level"`
	Service          string `json:"service"`
	ServiceNamespace string `json:"service_namespace"`
	Environment      string `json:"environment"`
	// Count estimates the occurrences before sampling, Observed is what was seen.
	Count    int64 `json:"count"`
	Observed int64 `json:"observed"`
	// Users is nil when no user id was ever seen.
	Users        *int64    `json:"users"`
	FirstSeen    time.Time `json:"first_seen"`
	LastSeen     time.Time `json:"last_seen"`
	FirstRelease string    `json:"first_release"`
	LastRelease  string    `json:"last_release"`
	Fingerprint  string    `json:"fingerprint"`
	// Assignee is who takes care of it, "" for nobody.
	Assignee string `json:"assignee"`
	// Resolution is nil unless the issue is resolved, Mute unless it is muted.
	Resolution *event.Resolution `json:"resolution"`
	Mute       *event.Mute       `json:"mute"`
}

// IssueList is one page of issues, the last seen first. NextCursor is "" on the last page.
type IssueList struct {
	Issues     []Issue `json:"issues"`
	NextCursor string  `json:"next_cursor"`
}

// IssueDetail is one issue with all that is known about it.
type IssueDetail struct {
	Issue
	StateSince  time.Time `json:"state_since"`
	StateReason string    `json:"state_reason"`
	// StateActor and StateComment are of the step that brought the issue into its state, or corrected that.
	StateActor   string `json:"state_actor"`
	StateComment string `json:"state_comment"`
	// GroupReason says why these occurrences are one issue.
	GroupReason string `json:"group_reason"`
	Handled     bool   `json:"handled"`
	// Proof is why a regressed issue is open again, nil for others.
	Proof *event.Proof `json:"proof"`
	// Finding is what a detector reported last, nil for an error.
	Finding *event.Finding `json:"finding"`
	// FirstBadRelease is the one in which the issue began, or came back; LastGoodRelease the newest before it that did
	// not have it. "" when that is not known.
	FirstBadRelease string `json:"first_bad_release"`
	LastGoodRelease string `json:"last_good_release"`
	// Merged are the issues that people made part of this one, as each was then. Never nil.
	Merged []Issue `json:"merged"`
	// Releases are in the order in which they were first seen.
	Releases []Release `json:"releases"`
	// Exemplars are kept occurrences, the latest first.
	Exemplars []event.Exemplar `json:"exemplars"`
}

// Release is what was seen of an issue in one release.
type Release struct {
	Release   string    `json:"release"`
	Count     int64     `json:"count"`
	Observed  int64     `json:"observed"`
	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
}

// NewIssue returns the wire form of an issue.
func NewIssue(i issue.Issue) Issue {
	w := Issue{
		ID: string(i.ID), Kind: string(i.Kind), Title: i.Title, Culprit: i.Culprit,
		State: i.State.String(), Level: i.Level.String(),
		Service: i.Service, ServiceNamespace: i.ServiceNamespace, Environment: i.Environment,
		Count: event.Round(i.Count), Observed: i.Observed,
		FirstSeen: i.FirstSeen.UTC(), LastSeen: i.LastSeen.UTC(),
		FirstRelease: i.FirstRelease, LastRelease: i.LastRelease, Fingerprint: i.Fingerprint,
		Assignee: i.Assignee, Resolution: event.NewResolution(i.Resolution), Mute: event.NewMute(&i),
	}
	if i.Users != nil {
		n := i.Users.Estimate()
		w.Users = &n
	}
	return w
}
