//go:build !race

// The race detector makes pools forget what they were given at random, so allocations are counted without it.

package flatlineprocessor

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// busy is a batch of a service with ten operations.
func busy(size int) ptrace.Traces {
	td, spans := newTraces("shop")
	for n := range size {
		addSpan(spans, letters(n%10), map[string]any{"http.request.method": "GET", "http.route": "/pay/" + letters(n%10)})
	}
	return td
}

func TestDetector_ASpanOfAKnownStreamAllocatesNothing(t *testing.T) {
	f, _ := newWatched(t)
	f.traces.next = &discard{}
	var ids uint64
	perBatch := func(size int) float64 {
		td := busy(size)
		for range 3 {
			renumber(td, &ids)
			require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
		}
		return testing.AllocsPerRun(50, func() {
			renumber(td, &ids)
			_ = f.traces.ConsumeTraces(context.Background(), td)
		})
	}
	few, many := perBatch(10), perBatch(2000)
	require.LessOrEqual(t, many, few, "a batch may allocate, its spans may not")
}

// discard takes everything and keeps nothing.
type discard struct{ consumertest.TracesSink }

func (*discard) ConsumeTraces(context.Context, ptrace.Traces) error { return nil }

func BenchmarkSpans(b *testing.B) {
	f, _ := newWatched(b, func(c *Config) {
		for n := range 1000 {
			c.Streams = append(c.Streams, StreamConfig{Name: letters(n), Match: MatchConfig{SpanName: letters(n + 5), Service: "sh*"}})
		}
	})
	f.traces.next = &discard{}
	td, ids := busy(1000), uint64(0)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		renumber(td, &ids)
		b.StartTimer()
		_ = f.traces.ConsumeTraces(context.Background(), td)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/span")
}
