package store

import (
	"errors"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// ErrNotFound says that no issue has this id, not even by alias.
var ErrNotFound = errors.New("issue not found")

// Key names an issue across tenants.
type Key struct {
	Tenant string
	ID     issue.ID
}

// Query selects issues. Empty lists select all; values of one list are alternatives.
type Query struct {
	Tenant       string
	States       []issue.State
	Services     []string
	Kinds        []issue.Kind
	Environments []string
	// Text is a case-insensitive part of the title or the culprit.
	Text  string
	Limit int // 1 to 500
	// After continues behind the last issue of a page; zero starts at the top.
	After Position
}

// Position is a place in the order of a list: last seen descending, then id ascending.
type Position struct {
	LastSeen time.Time
	ID       issue.ID
}

// Page is a part of a list of issues. Next is the zero Position on the last page.
type Page struct {
	Issues []issue.Issue
	Next   Position
}

// Detail is one issue with what is kept beside it.
type Detail struct {
	Issue     issue.Issue
	Members   []issue.Issue // merged into it, each as it was then, by id
	Releases  []Release     // by first seen
	Exemplars []Exemplar    // by time, latest first
}

// Release is what was seen of an issue in one release.
type Release struct {
	// Release is "" for occurrences whose sender gave no release, OtherRelease for those over the limit.
	Release             string
	Count               float64
	Observed            int64
	FirstSeen, LastSeen time.Time
}

// Exemplar is one kept occurrence.
type Exemplar struct {
	// Slot says why it is kept: "first", "latest" or "release:<release>".
	Slot    string
	Release string
	Time    time.Time
	// Body is the occurrence as JSON (internal/wire/event.Exemplar).
	Body []byte
}

// Count is the estimated number of occurrences of one issue in one release within one step of time.
type Count struct {
	Time     time.Time // start of the step
	Release  string
	Count    float64
	Observed int64
}

// Series selects the counts of one issue over time.
type Series struct {
	Key
	// From is rounded down to a whole step; To is excluded.
	From, To time.Time
	// Step is a multiple of a minute. Steps are aligned to the epoch in UTC.
	Step time.Duration
	// Now decides which granularity still reaches back to From.
	Now time.Time
}

// Tombstone is what is left of an issue that was removed for space, so that its return is not new.
type Tombstone struct {
	ID           issue.ID
	Version      int64
	FirstSeen    time.Time
	FirstRelease string
}
