package engine

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/latency"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

// fakeSlower finds what it is told.
type fakeSlower struct{ found []slowdown.Finding }

func (s *fakeSlower) Advance(time.Time) []slowdown.Finding {
	found := s.found
	s.found = nil
	return found
}

func newLatencies(t testing.TB, tracker *Tracker) *Latencies {
	settings := breakdown.NewDefaultSettings()
	settings.SampleOneIn = 1
	l, err := tracker.Latencies("latency_regression", slowdown.Settings{Breakdown: settings})
	require.NoError(t, err)
	return l
}

// slow is a finding about an operation that 4.2.0 made slower.
func slow(phase slowdown.Phase, at time.Time) slowdown.Finding {
	return slowdown.Finding{
		Kind: slowdown.KindRegression, Phase: phase, Tier: slowdown.TierPage, Incident: "shop 4.2.0",
		Key: slowdown.Key{Service: "shop", Environment: "production", Operation: "server GET /pay"}, At: at, Onset: start.Add(-10 * time.Minute),
		Release: "4.2.0", Previous: "4.1.9", ReleaseSeen: start.Add(-11 * time.Minute), Odds: 40,
		Effect: latency.Effect{Ratio: 1.12, Low: 1.09, High: 1.15}, Before: 900, After: 700,
		Quantiles: []slowdown.Quantile{{Q: 0.5, Before: latency.Quantile{Value: 100e6}, After: latency.Quantile{Value: 112e6}}},
		Plot:      latency.Plot{Scale: 2, Offset: 100, Before: []float64{0.4, 0.6}, After: []float64{math.NaN(), 1}},
		Words:     []string{"4.2.0 is slower than 4.1.9, which ran beside it."},
	}
}

func TestLatencies_ARegressionOpensAnIssueAndARollBackResolvesIt(t *testing.T) {
	f := newFixture(t)
	l := newLatencies(t, f.tracker)
	fake := &fakeSlower{found: []slowdown.Finding{slow(slowdown.PhaseShadow, f.now), slow(slowdown.PhaseBegan, f.now)}}
	l.slower = fake
	f.tracker.Advance(f.now)
	require.Equal(t, 1, l.Stats().Waiting, "what is in shadow is told to nobody")
	require.NoError(t, f.tracker.ReportFound(t.Context(), f.now))
	i := f.only()
	require.Equal(t, issue.KindLatency, i.Kind)
	require.Equal(t, "server GET /pay is 12 % slower since 4.2.0", i.Title)
	require.Equal(t, "4.2.0", i.FirstRelease)
	require.Equal(t, "error", i.Level.String())
	require.Equal(t, issue.Histogram{Scale: 2, Offset: 100, Before: []float64{0.4, 0.6}, After: []float64{0, 1}}, i.Finding.Latency.Histogram)

	f.now = f.now.Add(time.Hour)
	end := slow(slowdown.PhaseRecovered, f.now)
	end.Until, end.GoneWith, end.Instance, end.Words = f.now, "4.2.1", "web-3", []string{"It went away with 4.2.1."}
	fake.found = []slowdown.Finding{end}
	f.tracker.Advance(f.now)
	require.NoError(t, f.tracker.ReportFound(t.Context(), f.now))
	i = f.only()
	require.Equal(t, issue.StateResolved, i.State)
	require.Equal(t, []string{"It went away with 4.2.1."}, i.Finding.Words)
	require.Equal(t, "4.2.1", i.Finding.Latency.GoneWith)
	require.Equal(t, "web-3", i.Finding.Latency.Instance)
	require.Equal(t, []string{"opened alarm 1", "resolved recovered 1"}, f.changes())
}

func TestSlowFindingOf_EveryKindAndTierIsOne(t *testing.T) {
	f := newFixture(t)
	for kind := slowdown.KindRegression; kind <= slowdown.KindDrift; kind++ {
		raw := slow(slowdown.PhaseBegan, f.now)
		raw.Kind = kind
		one, ok := slowFindingOf(&raw, f.tracker.settings.Scrubber)
		require.True(t, ok)
		require.Contains(t, issue.LatencyAnswers, one.Latency.Answer)
	}
	for tier := slowdown.TierNote; tier <= slowdown.TierPage; tier++ {
		require.Contains(t, issue.Tiers, issue.Tier(tier.String()))
	}
}

func TestSlowFindingOf_NamesThePartsThatGrewScrubbed(t *testing.T) {
	f := newFixture(t)
	raw := slow(slowdown.PhaseBegan, f.now)
	raw.Key.Failed = true
	growth := make([]breakdown.Growth, 2*issue.MaxCauses)
	growth[0] = breakdown.Growth{
		Part: breakdown.Part{Kind: breakdown.PartDatabase, Name: "SELECT ann@example.com"}, Before: breakdown.Spent{Nanoseconds: 2e6, Times: 1},
		After: breakdown.Spent{Nanoseconds: 13e6, Times: 2}, Nanoseconds: 11e6, Share: math.Inf(1), Certain: true,
	}
	growth[1].Nanoseconds = -1
	growth[issue.MaxCauses].Nanoseconds = 1
	raw.Growth = growth
	one, ok := slowFindingOf(&raw, f.tracker.settings.Scrubber)
	require.True(t, ok)
	require.Equal(t, "server GET /pay (failed)", one.Stream)
	require.Len(t, one.Latency.Causes, 1, "what shrank is no cause")
	c := one.Latency.Causes[0]
	require.NotContains(t, c.Name, "ann@")
	c.Name = ""
	require.Equal(t, issue.Cause{Kind: "database", Before: 2e6, After: 13e6, TimesBefore: 1, TimesAfter: 2, Share: 1e15, Certain: true}, c)
}

// pays sends calls of an operation in a batch.
func pays(l *Latencies, from, calls int, now time.Time) *LatencyBatch {
	b := l.Begin(now)
	b.From("", "shop", "production", "4.2.0", "web-1", "node-1")
	for n := from; n < from+calls; n++ {
		at := now.Add(-time.Second)
		b.Item(uint64(n), at)
		operation := b.Call(&Call{Operation: "server GET /pay", Start: at.Add(-100 * time.Millisecond), Duration: 100e6, Weight: 1})
		ref := breakdown.SpanRef{
			Trace: [16]byte{1, byte(n)}, ID: [8]byte{1}, Start: at.Add(-100 * time.Millisecond).UnixNano(), End: at.UnixNano(), Entry: true,
		}
		b.Part(&ref, operation, breakdown.Part{})
		ref.ID, ref.Parent, ref.Entry = [8]byte{2}, [8]byte{1}, false
		b.Part(&ref, 0, breakdown.Part{Kind: breakdown.PartDatabase, Name: "SELECT orders"})
	}
	return b
}

func TestLatencyBatch_CountsWhatWasAcceptedOnce(t *testing.T) {
	f := newFixture(t)
	l := newLatencies(t, f.tracker)
	pays(l, 1, 3, f.now).Abort()
	require.Equal(t, ledger.Sums{ledger.FateReceived: 3, ledger.FateRefused: 3}, l.Stats().Items)
	b := pays(l, 1, 3, f.now)
	b.Own(2)
	received := b.Commit()
	require.EqualValues(t, 3, received[ledger.FateReceived])
	require.EqualValues(t, 2, received[ledger.FateOwn])
	require.EqualValues(t, 3, received[ledger.FateCounted]+received[ledger.FateOverflow])
	require.Equal(t, ledger.Sums{ledger.FateReceived: 3, ledger.FateRepeated: 3}, pays(l, 1, 3, f.now).Commit(), "through another pipeline")
	require.EqualValues(t, 3, pays(l, 4, 3, f.now).Commit()[ledger.FateReceived])
}

func TestLatencies_SamplesTheTracesThatThereIsRoomFor(t *testing.T) {
	f := newFixture(t)
	settings := breakdown.NewDefaultSettings()
	settings.MaxSpans = 8
	l, err := f.tracker.Latencies("latency_regression", slowdown.Settings{Breakdown: settings})
	require.NoError(t, err)
	sampled := func() (traces []int) {
		for n := range 64 {
			if l.Samples([16]byte{1, byte(n)}) {
				traces = append(traces, n)
			}
		}
		return traces
	}
	all := sampled()
	require.Len(t, all, 64)
	pays(l, 1, 3, f.now).Commit()
	require.Equal(t, 6, l.Stats().Breakdown.Held, "of 8")
	require.Equal(t, all, sampled(), "nothing changes until time passes")

	f.tracker.Advance(f.now)
	var half []int
	for _, n := range all {
		if breakdown.Samples([16]byte{1, byte(n)}, 2) {
			half = append(half, n)
		}
	}
	require.Equal(t, half, sampled())

	f.now = f.now.Add(2 * settings.Hold)
	f.tracker.Advance(f.now)
	require.Zero(t, l.Stats().Breakdown.Held)
	require.Equal(t, all, sampled())
}

func TestLatencies_AnIDHasOneDetectorOfAnyKind(t *testing.T) {
	f := newFixture(t)
	newLatencies(t, f.tracker)
	_, err := f.tracker.Latencies("latency_regression", slowdown.Settings{})
	require.EqualError(t, err, "latency_regression has a detector already")
	_, err = f.tracker.Latencies("bad", slowdown.Settings{Breakdown: breakdown.Settings{MaxSpans: -1}})
	require.Error(t, err)
}
