// Package outbox answers: which change goes to which destination next?
//
// The outbox is a log with retention. Every change is appended in the transaction that made it and
// gets the next sequence number; each destination reads on from its own durable cursor, in order,
// and moves it when its backend has answered. The log is kept by internal/issue/store; this package
// has the nouns and the decision whether a destination wants a change.
package outbox

import (
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

// Entry is one change in the log.
type Entry struct {
	Seq      int64 // position in the log, from 1; zero before it is appended
	ChangeID string
	IssueID  issue.ID
	Version  int64
	Kind     issue.ChangeKind
	At       time.Time
	// ReceivedAt is when the occurrence that led to the change was received, zero when none did: the
	// change was made by time or by a person.
	ReceivedAt time.Time

	// What destinations filter on.
	IssueKind   issue.Kind
	Level       exception.Level
	Service     string
	Environment string

	// Body is the issue document as JSON (internal/wire/event).
	Body []byte
}

// Filter is what a destination wants. An empty list wants all.
type Filter struct {
	Changes      []issue.ChangeKind
	Kinds        []issue.Kind
	MinimumLevel exception.Level
	Services     []string
	Environments []string
}

// Wants says whether the destination is to get the entry.
func (f *Filter) Wants(e *Entry) bool {
	return e.Level >= f.MinimumLevel && within(f.Changes, e.Kind) && within(f.Kinds, e.IssueKind) &&
		within(f.Services, e.Service) && within(f.Environments, e.Environment)
}

func within[T comparable](list []T, v T) bool {
	return len(list) == 0 || slices.Contains(list, v)
}
