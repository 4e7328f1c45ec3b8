package engine

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// BenchmarkSaveLearned saves what 50,000 streams learned, as the writer does: after each piece there is a flush of 200 issues. It
// reports how long a flush waits beside flushes alone, the median and the longest but one of a hundred, and how many pieces a
// round has.
func BenchmarkSaveLearned(b *testing.B) {
	const streams, services = 50_000, 500
	db, err := store.Open(b.Context(), store.Settings{Path: filepath.Join(b.TempDir(), "t.db"), Force: true})
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close()) }()
	tracker, err := New(Settings{DB: db, Scrubber: scrub.New(scrub.Settings{Key: []byte("key")}), Policy: issue.NewDefaultPolicy(), Instance: "bench"})
	require.NoError(b, err)
	f, err := tracker.Flatlines("flatline", flatline.Settings{MaxStreams: streams, Discover: flatline.Discover{MaxStreams: streams}})
	require.NoError(b, err)
	now := start
	_, err = tracker.Restore(b.Context(), time.Time{}, now)
	require.NoError(b, err)
	errors := tracker.NewErrors(Ignore{}, nil)

	var id uint64
	traffic := func(of int) {
		batch := f.Begin(flatline.SignalSpan, now)
		for n := range of {
			sender := flatline.Sender{Service: fmt.Sprint("shop-", n%services)}
			batch.From(&sender)
			id++
			batch.Item(id, now, true, true)
			batch.Discovered(fmt.Sprint("server GET /", n), now, 1)
		}
		batch.Commit()
		tracker.Advance(now)
	}
	flush := func() time.Duration {
		batch := errors.Begin(now)
		for n := range 200 {
			id++
			batch.Judge(&exception.Record{
				Source: exception.SourceLogRecord, Service: exception.Service{Name: "shop", Environment: "production"},
				Name: "exception", Type: fmt.Sprint("Error", string(rune('A'+n%26)), string(rune('A'+n/26))), Message: "declined",
				Level: exception.LevelError, Time: now, Weight: 1, TraceID: exception.TraceID{byte(id), byte(id >> 8), byte(id >> 16), 1},
			}, noAttributes{})
		}
		batch.Commit(context.Background())
		began := time.Now()
		require.NoError(b, tracker.Flush(context.Background(), now))
		return time.Since(began)
	}
	traffic(streams)
	flush()
	var alone, beside, pieces []time.Duration
	for b.Loop() {
		for range 100 {
			now = now.Add(500 * time.Millisecond)
			alone = append(alone, flush())
		}
		now = now.Add(time.Minute)
		traffic(streams)
		for {
			now = now.Add(500 * time.Millisecond)
			traffic(services) // something always happens
			began := time.Now()
			require.NoError(b, tracker.SaveLearned(b.Context(), now))
			took := time.Since(began)
			pieces = append(pieces, took)
			beside = append(beside, took+flush())
			if f.learned.round.IsZero() {
				break
			}
		}
	}
	for name, all := range map[string][]time.Duration{"flush-alone": alone, "flush-beside": beside, "piece": pieces} {
		slices.Sort(all)
		b.ReportMetric(all[len(all)/2].Seconds()*1e3, "ms-"+name)
		b.ReportMetric(all[len(all)*98/100].Seconds()*1e3, "ms-"+name+"-p98")
	}
	b.ReportMetric(beside[len(beside)/2].Seconds()/alone[len(alone)/2].Seconds(), "ratio")
	b.ReportMetric(float64(len(pieces))/float64(b.N), "pieces/round")
}
