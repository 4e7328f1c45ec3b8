package latencyregressionprocessor

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

// sender sends spans that nobody should send.
type sender struct {
	*fixture
	at time.Time
}

func newSender(t *testing.T, change ...func(*Config)) *sender {
	s := &sender{fixture: newFixture(t, append([]func(*Config){func(c *Config) { c.ColdStart = ColdStartConfig{} }}, change...)...), at: noon}
	s.next = consumertest.NewNop()
	s.tracesProcessor.now = func(context.Context, otlp.Received) time.Time { return s.at }
	return s
}

// batch returns one of a release, none when it is "".
func (s *sender) batch(release string) (ptrace.Traces, ptrace.SpanSlice) {
	td, spans := newBatch("shop")
	td.ResourceSpans().At(0).Resource().Attributes().PutStr("service.version", release)
	if release == "" {
		td.ResourceSpans().At(0).Resource().Attributes().Remove("service.version")
	}
	return td, spans
}

// call adds one of 100 ms that ended some time ago.
func (s *sender) call(spans ptrace.SpanSlice, name string, ago time.Duration) ptrace.Span {
	span := s.add(spans, name, nil)
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(s.at.Add(-ago - 100*time.Millisecond)))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(s.at.Add(-ago)))
	return span
}

func (s *sender) send(t *testing.T, td ptrace.Traces) {
	t.Helper()
	require.NoError(t, s.ConsumeTraces(t.Context(), td))
}

// pass lets time pass, in steps as the tracker does.
func (s *sender) pass(d time.Duration) {
	for end := s.at.Add(d); s.at.Before(end); {
		s.at = s.at.Add(min(d, 10*time.Second))
		s.tracker.Advance(s.at)
	}
}

func (s *sender) quiet(t *testing.T) {
	t.Helper()
	require.Zero(t, s.latencies.Stats().Findings, "nothing became slower")
	require.Zero(t, s.latencies.Stats().Waiting)
}

func TestHostile_DurationsThatCannotBeAreCountedAsOdd(t *testing.T) {
	s := newSender(t)
	td, spans := s.batch("4.2.0")
	at := pcommon.NewTimestampFromTime(s.at)
	for _, times := range [][2]pcommon.Timestamp{
		{at, at}, {at, at - 1}, {at, 0}, {0, at}, {0, 0}, {math.MaxUint64, at}, {at, math.MaxUint64}, {math.MaxUint64, math.MaxUint64},
		{1, math.MaxInt64}, {math.MaxInt64, 1}, {1, at},
	} {
		span := s.call(spans, "GET /pay", 0)
		span.SetStartTimestamp(times[0])
		span.SetEndTimestamp(times[1])
	}
	s.send(t, td)
	s.pass(time.Hour)
	stats := s.latencies.Stats()
	require.EqualValues(t, 11, stats.Items[ledger.FateReceived])
	require.Positive(t, stats.Odd)
	require.Len(t, s.latencies.Operations(), 1)
	for _, r := range s.latencies.Operations()[0].Releases {
		for _, q := range r.Quantiles {
			require.False(t, math.IsNaN(q.Value) || math.IsInf(q.Value, 0) || q.Value < 0)
		}
	}
	s.quiet(t)
}

func TestHostile_SpansAnHourLateAreNoEvidence(t *testing.T) {
	s := newSender(t)
	for range 30 {
		td, spans := s.batch("4.1.9")
		for range 50 {
			s.call(spans, "GET /pay", time.Second)
		}
		for range 50 {
			late := s.call(spans, "GET /pay", time.Hour)
			late.SetStartTimestamp(late.StartTimestamp() - pcommon.Timestamp(time.Second)) // and ten times as long
		}
		s.send(t, td)
		s.pass(time.Minute)
	}
	stats := s.latencies.Stats()
	require.EqualValues(t, 1500, stats.Items[ledger.FateLate], "sent an hour after they ended")
	require.EqualValues(t, 1500, stats.Late)
	list := s.latencies.Operations()
	require.Len(t, list, 1)
	require.EqualValues(t, 1500, list[0].Releases[0].Spans)
	s.quiet(t)
}

func TestHostile_VersionsThatFlapMakeNoRegression(t *testing.T) {
	s := newSender(t)
	for n := range 120 {
		td, spans := s.batch([]string{"4.1.9", "4.2.0", "4.1.9", ""}[n%4])
		for range 100 {
			s.call(spans, "GET /pay", time.Second)
		}
		s.send(t, td)
		s.pass(15 * time.Second)
	}
	stats := s.latencies.Stats()
	require.EqualValues(t, 12_000, stats.Items[ledger.FateCounted])
	require.EqualValues(t, 3000, stats.Unversioned)
	require.Equal(t, 2, stats.Releases)
	s.quiet(t)
}

func TestHostile_AThousandVersionsAtOnceAreAFewAndTheRest(t *testing.T) {
	s := newSender(t)
	for range 20 {
		for n := range 1000 {
			td, spans := s.batch(fmt.Sprintf("build-%d", n))
			s.call(spans, "GET /pay", time.Second)
			s.send(t, td)
		}
		s.pass(time.Minute)
	}
	stats := s.latencies.Stats()
	require.EqualValues(t, 20_000, stats.Items[ledger.FateCounted])
	require.LessOrEqual(t, stats.Releases, 64)
	require.Positive(t, stats.ReleaseOverflow)
	require.Positive(t, stats.Folded)
	require.LessOrEqual(t, len(s.latencies.Operations()[0].Releases), 3)
	s.quiet(t)
}

func TestHostile_WithoutAVersionCallsAreHeldAgainstTheirOwnPast(t *testing.T) {
	s := newSender(t)
	for range 30 {
		td, spans := s.batch("")
		for range 50 {
			s.call(spans, "GET /pay", time.Second)
		}
		s.send(t, td)
		s.pass(time.Minute)
	}
	stats := s.latencies.Stats()
	require.EqualValues(t, 1500, stats.Unversioned)
	require.Zero(t, stats.Comparisons)
	require.Equal(t, "shadow", s.latencies.Operations()[0].State)
	s.quiet(t)
}

// letters writes a number such that no part of it looks like a variable.
func letters(n int) string {
	b := []byte("operation of gggggg")
	for i := len(b) - 1; n > 0; i, n = i-1, n/20 {
		b[i] = byte('g' + n%20)
	}
	return string(b)
}

func TestHostile_AMillionNamesLeaveAKnownOperationAlone(t *testing.T) {
	const batches, each, room = 1000, 1000, 500
	s := newSender(t, func(c *Config) { c.MaxOperations, c.Breakdown.MaxSpans = room, 1000 })
	for n := range batches {
		td, spans := s.batch("4.2.0")
		s.call(spans, "GET /pay", time.Second)
		for i := range each {
			s.call(spans, letters(n*each+i), time.Second)
			if i%10 == 0 { // parts of calls are as many
				s.call(spans, letters(n*each+i), time.Second).SetKind(ptrace.SpanKindClient)
			}
		}
		s.send(t, td)
		s.at = s.at.Add(time.Second)
		s.tracker.Advance(s.at)
	}
	stats := s.latencies.Stats()
	require.Equal(t, room, stats.Operations)
	require.EqualValues(t, batches*(each+1), stats.Items[ledger.FateCounted]+stats.Items[ledger.FateOverflow])
	require.EqualValues(t, batches+room-1, stats.Items[ledger.FateCounted])
	require.Positive(t, stats.Breakdown.Refused, "the buffer of traces is full")
	for _, o := range s.latencies.Operations() {
		if o.Key.Operation == "server GET /pay" {
			require.InDelta(t, batches, o.Spans, 0)
			return
		}
	}
	t.Fatal("the known operation is gone")
}

func TestHostile_NamesWithoutEndAreCut(t *testing.T) {
	s := newSender(t)
	long := strings.Repeat("ab ", 1<<20)
	td, spans := s.batch(long)
	td.ResourceSpans().At(0).Resource().Attributes().PutStr("service.instance.id", long)
	s.call(spans, long, time.Second)
	client := s.call(spans, long, time.Second)
	client.SetKind(ptrace.SpanKindClient)
	client.Attributes().PutStr("db.system.name", long)
	client.Attributes().PutStr("db.query.text", long)
	s.send(t, td)
	list := s.latencies.Operations()
	require.Len(t, list, 1)
	require.LessOrEqual(t, len(list[0].Key.Operation), 256)
	for _, r := range list[0].Releases {
		require.LessOrEqual(t, len(r.Release), 1024)
	}
}
