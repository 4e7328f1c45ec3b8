//go:build !race

// The race detector makes pools forget what they were given at random, so allocations are counted without it.

package latencyregressionprocessor

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

// stream sends one batch again and again, each time as the next one of its sender: with ids that none had before, 100 ms later.
type stream struct {
	*fixture
	td  ptrace.Traces
	ids uint64
	at  time.Time
}

// newStream is a sender of calls that each make one call of a database.
func newStream(t testing.TB, calls int) *stream {
	s := &stream{fixture: newFixture(t), at: noon}
	s.next = consumertest.NewNop()
	s.tracesProcessor.now = func(context.Context, otlp.Received) time.Time { return s.at }
	td, spans := newBatch("shop")
	for range calls {
		s.add(spans, "GET", map[string]any{"http.route": "/pay", "http.request.method": "GET", "http.response.status_code": 200, "user.id": "4711"})
		s.add(spans, "query", map[string]any{"db.system.name": "postgresql", "db.query.text": "SELECT * FROM orders WHERE id = 7"}).SetKind(ptrace.SpanKindClient)
	}
	s.td = td
	return s
}

func (s *stream) renew() {
	s.at = s.at.Add(100 * time.Millisecond)
	spans := s.td.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	var trace pcommon.TraceID
	var parent pcommon.SpanID
	for n := range spans.Len() {
		span := spans.At(n)
		s.ids++
		var id pcommon.SpanID
		binary.BigEndian.PutUint64(id[:], s.ids)
		span.SetSpanID(id)
		if span.Kind() == ptrace.SpanKindServer {
			binary.BigEndian.PutUint64(trace[:], s.ids)
			parent = id
		} else {
			span.SetParentSpanID(parent)
		}
		span.SetTraceID(trace)
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(s.at.Add(-time.Second)))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(s.at.Add(-900 * time.Millisecond)))
	}
}

func (s *stream) send(t testing.TB) {
	if err := s.ConsumeTraces(context.Background(), s.td); err != nil {
		t.Fatal(err)
	}
}

// perBatch is how many allocations a batch costs of a sender that is known.
func perBatch(t *testing.T, calls int) float64 {
	const warm, runs = 20, 50
	s := newStream(t, calls)
	for range warm {
		s.renew()
		s.tracker.Advance(s.at)
		s.send(t)
	}
	allocations := testing.AllocsPerRun(runs, func() {
		s.renew()
		s.send(t)
	})
	items := s.latencies.Stats().Items
	require.EqualValues(t, (warm+runs+1)*calls, items[ledger.FateCounted], "each is one that the detector had not seen")
	require.Zero(t, items[ledger.FateRepeated])
	require.Positive(t, s.latencies.Stats().Breakdown.Spans)
	return allocations
}

func TestLatencyRegression_ASpanOfAKnownOperationAllocatesNothing(t *testing.T) {
	few, many := perBatch(t, 10), perBatch(t, 500)
	require.LessOrEqual(t, few, 2.0, "a batch allocates for what it adds to two counters,")
	require.LessOrEqual(t, many, few, "its spans nothing")
}

func BenchmarkSpans(b *testing.B) {
	s := newStream(b, 500)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		s.renew()
		s.tracker.Advance(s.at)
		b.StartTimer()
		s.send(b)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/span")
}
