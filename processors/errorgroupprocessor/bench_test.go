package errorgroupprocessor

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// BenchmarkExceptionsInOneSpan shows that the time per exception does not grow with their number, in a
// span whose own name, trace state and attributes are large.
func BenchmarkExceptionsInOneSpan(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			f := newBadFixture(b)
			td := ptrace.NewTraces()
			span := newResource(td, "bad").ScopeSpans().At(0).Spans().At(0)
			span.SetName(strings.Repeat("n", 100_000))
			span.TraceState().FromRaw(strings.Repeat("x=1,", 25_000))
			for i := range 1_000 {
				span.Attributes().PutInt(fmt.Sprint("a", i), 1)
			}
			for range n {
				raiseBad(span, "E", "m", "")
			}
			b.ReportAllocs()
			trace := uint64(0)
			for b.Loop() {
				trace++ // another trace each time: what was seen before is a retry
				again := ptrace.NewTraces()
				td.CopyTo(again)
				span := again.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
				span.SetTraceID(pcommon.TraceID{1: byte(trace), 2: byte(trace >> 8), 3: byte(trace >> 16), 4: 1})
				for i := range n {
					span.Events().At(i).SetTimestamp(pcommon.NewTimestampFromTime(received.Add(-time.Duration(i))))
				}
				f.traces(again)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/exception")
		})
	}
}
