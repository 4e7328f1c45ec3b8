package engine

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

var start = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// fixture is a tracker over a database in memory, with a time that only the test moves.
type fixture struct {
	t       *testing.T
	tracker *Tracker
	db      *store.DB
	now     time.Time
	errors  *Errors
	span    byte
}

func newFixture(t *testing.T, change ...func(*Settings)) *fixture {
	t.Helper()
	db, err := store.Open(t.Context(), store.Settings{Path: filepath.Join(t.TempDir(), "test.db")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	settings := Settings{
		DB: db, Scrubber: scrub.New(scrub.Settings{Key: []byte("key")}), Policy: issue.NewDefaultPolicy(),
		Instance: "test", CommitWait: time.Second,
	}
	for _, c := range change {
		c(&settings)
	}
	tracker, err := New(settings)
	require.NoError(t, err)
	return &fixture{t: t, tracker: tracker, db: db, now: start, errors: tracker.NewErrors(Ignore{}, nil)}
}

// record returns an error of its own trace.
func (f *fixture) record(message string) exception.Record {
	f.span++
	return exception.Record{
		Source:  exception.SourceSpanEvent,
		Service: exception.Service{Name: "payment", Environment: "production", Version: "1.0.0", Language: "python"},
		Name:    "exception", Type: "PaymentError", Message: message,
		Level: exception.LevelError, Time: f.now, Weight: 1,
		TraceID: exception.TraceID{1, f.span}, SpanID: exception.SpanID{f.span},
	}
}

type noAttributes struct{}

func (noAttributes) Select(func(string) bool) []exception.Attribute { return nil }

// send judges and commits records in one batch and flushes until nobody waits.
func (f *fixture) send(records ...exception.Record) *Batch {
	f.t.Helper()
	batch := f.errors.Begin(f.now)
	for i := range records {
		batch.Judge(&records[i], noAttributes{})
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		batch.Commit(f.t.Context())
	}()
	for {
		select {
		case <-done:
			f.flush()
			return batch
		case <-f.tracker.Kick():
			f.flush()
		}
	}
}

func (f *fixture) flush() {
	f.t.Helper()
	require.NoError(f.t, f.tracker.Flush(f.t.Context(), f.now))
}

func (f *fixture) tick(d time.Duration) {
	f.t.Helper()
	f.now = f.now.Add(d)
	_, err := f.tracker.Tick(f.t.Context(), f.now)
	require.NoError(f.t, err)
}

func (f *fixture) issues() []issue.Issue {
	f.t.Helper()
	page, err := f.db.Issues(f.t.Context(), store.Query{Limit: 500})
	require.NoError(f.t, err)
	return page.Issues
}

// only returns the issue that there is.
func (f *fixture) only() issue.Issue {
	f.t.Helper()
	list := f.issues()
	require.Len(f.t, list, 1)
	return list[0]
}

// changes returns what a new destination gets, as "kind reason count".
func (f *fixture) changes() []string {
	f.t.Helper()
	f.span++
	d, err := f.tracker.Destination(f.t.Context(), fmt.Sprint("test", f.span), StartBeginning, outbox.Filter{}, f.now)
	require.NoError(f.t, err)
	last, err := f.db.LastSeq(f.t.Context())
	require.NoError(f.t, err)
	var list []string
	for d.cursor < last {
		entry, err := d.Next(f.t.Context())
		require.NoError(f.t, err)
		doc, err := event.Unmarshal(entry.Body)
		require.NoError(f.t, err)
		require.Equal(f.t, doc.Change.ID, entry.ChangeID)
		list = append(list, fmt.Sprint(doc.Change.Kind, " ", doc.Change.Reason, " ", doc.Issue.Count))
		require.NoError(f.t, d.Done(f.t.Context(), f.now))
	}
	return list
}

func canceledContext(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
