package flatlineprocessor

import (
	"context"
	"encoding/binary"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

// newWatched is a fixture whose pipelines tell a detector, without anything that runs beside it.
func newWatched(t testing.TB, change ...func(*Config)) (*fixture, *engine.Flatlines) {
	f := newFixture(t, change...)
	db, err := store.Open(context.Background(), store.Settings{Path: filepath.Join(t.TempDir(), "t.db"), Force: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	tracker, err := engine.New(engine.Settings{DB: db, Scrubber: scrub.New(scrub.Settings{}), Policy: issue.NewDefaultPolicy(), Instance: "a"})
	require.NoError(t, err)
	flatlines, err := tracker.Flatlines("flatline", f.traces.settings)
	require.NoError(t, err)
	f.traces.streams, f.logs.streams = shared{flatlines}, shared{flatlines}
	return f, flatlines
}

// letters writes a number such that no part of it looks like a variable.
func letters(n int) string {
	b := []byte("operation of gggggg")
	for i := len(b) - 1; n > 0; i, n = i-1, n/20 {
		b[i] = byte('g' + n%20)
	}
	return string(b)
}

// renumber gives each span an id that none had before, as the next batch of a sender has.
func renumber(td ptrace.Traces, next *uint64) {
	spans := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	for n := range spans.Len() {
		var id pcommon.SpanID
		*next++
		binary.BigEndian.PutUint64(id[:], *next)
		spans.At(n).SetSpanID(id)
	}
}

func TestDetector_AMillionDistinctKeysLeaveDeclaredStreamsAlone(t *testing.T) {
	const batches, each, room = 1000, 1000, 500
	f, flatlines := newWatched(t, func(c *Config) {
		c.Streams = []StreamConfig{{Name: "signups", Match: MatchConfig{SpanName: "POST /signup"}}}
		c.Discover.MaxStreams, c.MaxStreams = room, room+10
	})
	var ids uint64
	for n := range batches {
		td, spans := newTraces("shop")
		for i := range each {
			addSpan(spans, letters(n*each+i), nil)
		}
		addSpan(spans, "POST /signup", nil).SetKind(ptrace.SpanKindInternal)
		renumber(td, &ids)
		require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
		f.sink.Reset()
	}
	all := flatlines.Streams()
	require.Len(t, all, room+1)
	for _, s := range all {
		if s.Declared {
			require.Equal(t, "signups", s.Stream)
			require.InDelta(t, batches, s.Events, 0)
		}
	}
	metric, err := f.telemetry.GetMetric("otelcol_processor_flatline_items")
	require.NoError(t, err)
	got := map[string]int64{}
	for _, p := range metric.Data.(metricdata.Sum[int64]).DataPoints {
		fate, _ := p.Attributes.Value("fate")
		got[fate.AsString()] = p.Value
	}
	require.Equal(t, map[string]int64{
		"received": batches * (each + 1), "counted": batches + room, "overflow": batches*each - room,
	}, got)
}

func TestDetector_OneStreamInTwoPipelines(t *testing.T) {
	f, flatlines := newWatched(t, declare(StreamConfig{Name: "signups", Match: MatchConfig{SpanName: "s"}}))
	other, _ := f.pipelines(t, f.traces.config)
	other.streams, other.now = f.traces.streams, func(context.Context, otlp.Received) time.Time { return f.now }
	count := func() float64 {
		all := flatlines.Streams()
		require.Len(t, all, 1)
		return all[0].Events
	}
	var ids uint64
	for n := range 4 {
		td, spans := newTraces("shop")
		addSpan(spans, "s", nil)
		addSpan(spans, "s", nil)
		renumber(td, &ids)
		require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
		require.NoError(t, other.ConsumeTraces(t.Context(), td), "the same data")
		require.InDelta(t, 4*n+2, count(), 0)
		renumber(td, &ids)
		require.NoError(t, other.ConsumeTraces(t.Context(), td), "other data")
		require.InDelta(t, 4*n+4, count(), 0)
	}
}
