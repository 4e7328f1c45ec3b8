package issuetrackerextension

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

// long is when the recording begins: years before the test runs.
var long = time.Date(2023, 3, 1, 8, 0, 0, 0, time.UTC)

func replaying(c *Config) { c.Clock = clockReplay }

// received is a batch that says when it was received.
func received(at time.Time) otlp.Received {
	ld := plog.NewLogs()
	ld.ResourceLogs().AppendEmpty().Resource().Attributes().PutStr(otlp.AttrReceivedAt, at.Format(time.RFC3339Nano))
	return otlp.ReceivedLogs(ld)
}

// replayed sends one error in a batch that was received at a time, and returns the time of the tracker.
func (f *fixture) replayed(t *testing.T, at time.Time, records ...exception.Record) time.Time {
	t.Helper()
	now := f.Now(t.Context(), received(at))
	group, err := f.Errors(component.MustNewID("error_group"), engine.Ignore{}, nil, nil)
	require.NoError(t, err)
	batch := group.Begin(now)
	for i := range records {
		records[i].Time = at
		batch.Judge(&records[i], attributes{"http.route": "/pay"})
	}
	batch.Commit(t.Context())
	return now
}

func TestReplay_TheDataMakesTimePass(t *testing.T) {
	directory := t.TempDir()
	f := started(t, directory, replaying)
	f.replayed(t, long, seen(0))
	f.replayed(t, long.Add(8*24*time.Hour), seen(1)) // the first is ongoing after a week
	f.replayed(t, long.Add(23*24*time.Hour))         // quiet for two weeks: resolved
	f.stop(t)

	list := issues(t, directory)
	require.Len(t, list, 2)
	byTitle := map[string]issue.Issue{}
	for _, i := range list {
		byTitle[i.Title] = i
	}
	first, second := byTitle["ErrorA: card declined"], byTitle["ErrorB: card declined"]
	require.Equal(t, issue.StateResolved, first.State)
	require.Equal(t, long, first.FirstSeen)
	require.Equal(t, long.Add(14*24*time.Hour), first.StateSince.Truncate(tickEvery))
	require.Equal(t, issue.StateResolved, second.State)
}

func TestReplay_TimeNeverGoesBack(t *testing.T) {
	f := started(t, t.TempDir(), replaying)
	require.Equal(t, long, f.replayed(t, long))
	require.Equal(t, long, f.replayed(t, long.Add(-time.Hour)))
	require.Equal(t, long.Add(time.Second), f.replayed(t, long.Add(time.Second)))
	require.Equal(t, long.Add(time.Second), f.Now(t.Context(), otlp.ReceivedLogs(plog.NewLogs())))
	require.Equal(t, long.Add(time.Second), f.Time())
}

func TestReplay_AWrongTimeFarAheadEndsAtOnce(t *testing.T) {
	f := started(t, t.TempDir(), replaying)
	f.replayed(t, long, seen(0))
	require.Equal(t, 2241, f.replayed(t, time.Date(2241, 1, 1, 0, 0, 0, 0, time.UTC)).Year())
}

func TestReplay_AnUnknownErrorIsDurableWhenItsBatchEnds(t *testing.T) {
	f := started(t, t.TempDir(), replaying)
	f.replayed(t, long, seen(0))
	page, err := f.db.Issues(t.Context(), store.Query{Limit: 10})
	require.NoError(t, err)
	require.Len(t, page.Issues, 1)
}

func TestReplay_TheSameDataMakesTheSameIssuesAndChanges(t *testing.T) {
	play := func() string {
		directory := t.TempDir()
		f := started(t, directory, replaying)
		for hour := range 24 * 2 {
			at := long.Add(time.Duration(hour)*time.Hour + 137*time.Millisecond)
			f.replayed(t, at, seen(hour%7))
			f.replayed(t, at.Add(20*time.Second), seen(0), seen(hour%3))
			if hour == 30 {
				f.stop(t)
				f = started(t, directory, replaying)
			}
		}
		f.stop(t)
		return told(t, directory)
	}
	require.JSONEq(t, play(), play())
}

// told returns all issues and changes of a store that no tracker has open.
func told(t *testing.T, directory string) string {
	t.Helper()
	f := started(t, directory, replaying)
	defer f.stop(t)
	d, err := f.Destination(t.Context(), "issues/all", engine.StartBeginning, outbox.Filter{})
	require.NoError(t, err)
	last, err := f.db.LastSeq(t.Context())
	require.NoError(t, err)
	require.NotZero(t, last)
	var all struct {
		Issues  []issue.Issue
		Changes []event.Document
	}
	for range last {
		entry, err := d.Next(t.Context())
		require.NoError(t, err)
		doc, err := event.Unmarshal(entry.Body)
		require.NoError(t, err)
		all.Changes = append(all.Changes, doc)
		require.NoError(t, d.Done(t.Context(), f.Time()))
	}
	page, err := f.db.Issues(t.Context(), store.Query{Limit: 100})
	require.NoError(t, err)
	require.Len(t, page.Issues, 7)
	all.Issues = page.Issues
	text, err := json.Marshal(all)
	require.NoError(t, err)
	return string(text)
}

func TestClock_LiveDataSaysNotWhatTimeItIs(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := started(t, t.TempDir())
		ld := plog.NewLogs()
		attributes := ld.ResourceLogs().AppendEmpty().Resource().Attributes()
		attributes.PutInt(otlp.AttrReceivedAt, long.UnixNano())
		attributes.PutStr("service.name", "shop")
		batch := otlp.ReceivedLogs(ld)
		f.Strip(t.Context(), batch)
		require.Equal(t, time.Now(), f.Now(t.Context(), batch))
		require.Equal(t, map[string]any{"service.name": "shop"}, attributes.AsRaw())
	})
}
