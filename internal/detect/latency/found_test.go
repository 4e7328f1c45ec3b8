package latency

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// found plays blocks until there is an answer or the new release had 10,000 spans, and returns how many it had.
func found(w *world, alpha float64) (Answer, int) {
	var c Comparison
	spans := 0
	for spans < 10_000 {
		w.next()
		spans += w.fresh.Count()
		c.Close(&w.old, &w.fresh)
		if a := c.Answer(alpha, NewDefaultGate()); a != AnswerNothing {
			return a, spans
		}
	}
	return AnswerNothing, spans
}

func TestComparison_FindsASlowerReleaseNearTheSequentialLimit(t *testing.T) {
	tests := []struct {
		name  string
		w     world
		alpha float64
		// most is how many times the limit the median may take.
		most float64
	}{
		{"a tenth at 0.6", world{spread: 0.6, size: 100, share: 0.5, ratio: 1.1}, 1e-4, 1.5},
		{"a tenth at 0.6, canary with a tenth of the traffic", world{spread: 0.6, size: 1000, share: 0.1, ratio: 1.1}, 1e-4, 1.5},
		{"a tenth at 0.6, while all minutes differ by a tenth", world{spread: 0.6, size: 100, share: 0.5, ratio: 1.1, common: 0.1}, 1e-4, 1.5},
		{"a tenth at 0.8", world{spread: 0.8, size: 100, share: 0.5, ratio: 1.1}, 1e-4, 1.5},
		{"a fifth at 0.6", world{spread: 0.6, size: 40, share: 0.5, ratio: 1.2}, 1e-4, 1.5},
		{"a tenth at 0.6, one false alarm in a hundred", world{spread: 0.6, size: 100, share: 0.5, ratio: 1.1}, 0.01, 1.7},
	}
	const runs = 300
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var spans []float64
			answers := map[Answer]int{}
			for run := range runs {
				a, n := found(newWorld(uint64(190_000_000+1_000_000*i+run), tt.w), tt.alpha)
				answers[a]++
				if a == AnswerNothing {
					n = math.MaxInt
				}
				spans = append(spans, float64(n))
			}
			slices.Sort(spans)
			limit := SequentialLimit(tt.w.ratio, tt.w.spread, tt.alpha, tt.w.share)
			t.Logf("%v of %d; median %.0f, p90 %.0f spans, %.2f of %.0f", answers, runs, spans[runs/2], spans[runs*9/10], spans[runs/2]/limit, limit)
			require.GreaterOrEqual(t, float64(answers[AnswerSlower]), 0.97*runs)
			require.LessOrEqual(t, spans[runs/2], tt.most*limit)
		})
	}
}

func TestComparison_TellsATailFromABody(t *testing.T) {
	const runs = 300
	answers := map[Answer]int{}
	var spans []int
	for run := range runs {
		a, n := found(newWorld(uint64(207_000_000+run), world{spread: 0.6, size: 200, share: 0.5, slow: 0.05}), 1e-4)
		answers[a]++
		if a == AnswerTail {
			spans = append(spans, n)
		}
	}
	slices.Sort(spans)
	t.Logf("%v of %d; median %d spans", answers, runs, spans[len(spans)/2])
	// All durations together are 4.3 % longer: nearly what the gate lets through.
	require.GreaterOrEqual(t, float64(answers[AnswerTail]), 0.95*runs)
	require.Zero(t, answers[AnswerNothing])
}

func TestComparison_TellsATailBelowALongerOne(t *testing.T) {
	// What takes three times as long is not beyond the 0.95 quantile, where six in a hundred calls always were, but beyond 0.9.
	const runs = 100
	answers := map[Answer]int{}
	for run := range runs {
		a, _ := found(newWorld(uint64(209_000_000+run), world{spread: 0.2, size: 200, share: 0.5, slow: 0.07, long: 0.06}), 1e-4)
		answers[a]++
	}
	require.GreaterOrEqual(t, float64(answers[AnswerTail]), 0.95*runs, "%v", answers)
}

func TestComparison_KeepsQuietAboutEffectsThatAreNotWorthIt(t *testing.T) {
	tests := []struct {
		name string
		w    world
		want Answer
	}{
		{"three per cent are shown beyond doubt and too few", world{spread: 0.2, size: 400, share: 0.5, ratio: 1.03}, AnswerNothing},
		{"a fifth of 4 ms is less than 1 ms", world{spread: 0.2, size: 400, share: 0.5, ratio: 1.2, base: 4e6}, AnswerNothing},
		{"a fifth of 10 ms is more", world{spread: 0.2, size: 400, share: 0.5, ratio: 1.2, base: 10e6}, AnswerSlower},
		{"what became faster is no regression", world{spread: 0.2, size: 400, share: 0.5, ratio: 0.8}, AnswerNothing},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(uint64(600+i), tt.w)
			var c Comparison
			got := AnswerNothing
			for range 100 {
				w.next()
				c.Close(&w.old, &w.fresh)
				got = max(got, c.Answer(0.01, NewDefaultGate()))
			}
			require.Equal(t, tt.want, got)
			if tt.w.ratio > 1 {
				require.Less(t, c.PValue(), 1e-6, "the effect itself is certain")
			}
		})
	}
}

func TestComparison_NeedBracketsWhatIsThenNeeded(t *testing.T) {
	const runs, alpha = 300, 1e-4
	held, low, high := 0, 0, 0
	for run := range runs {
		w := newWorld(uint64(208_000_000+run), world{spread: 0.6, size: 60, share: 0.4, ratio: 1.15})
		var c Comparison
		var need Need
		asked, spans := 0, 0
		for block := 0; c.Answer(alpha, NewDefaultGate()) == AnswerNothing; block++ {
			if block == 8 {
				need, asked = c.Need(1.15, 0.4, alpha, NewDefaultGate()), spans
			}
			w.next()
			spans += w.fresh.Count()
			c.Close(&w.old, &w.fresh)
		}
		// An answer comes with the block that holds the span it takes.
		switch more := float64(spans - asked); {
		case asked == 0:
		case more < need.Low:
			low++
		case more-float64(w.fresh.Count()) > need.High:
			high++
		default:
			held++
		}
	}
	t.Logf("held %d, sooner %d, later %d", held, low, high)
	require.GreaterOrEqual(t, float64(held), 0.85*float64(held+low+high))
	require.Greater(t, held, 200)
}

func TestComparison_NeverNeedsForWhatTheGateStops(t *testing.T) {
	w := newWorld(9, world{spread: 0.6, size: 60, share: 0.5})
	var c Comparison
	require.True(t, math.IsInf(c.Need(1.2, 0.5, 0.01, NewDefaultGate()).Likely, 1), "nothing is known")
	for range 10 {
		w.next()
		c.Close(&w.old, &w.fresh)
	}
	require.True(t, math.IsInf(c.Need(1.04, 0.5, 0.01, NewDefaultGate()).Likely, 1))
	need := c.Need(1.2, 0.5, 0.01, NewDefaultGate())
	require.Less(t, need.Low, need.Likely)
	require.Less(t, need.Likely, need.High)
	require.False(t, math.IsInf(need.High, 1))
}

func TestLimits_AreThoseOfTheTables(t *testing.T) {
	tests := []struct {
		spread, ratio                  float64
		best, ranks, sequential, seen2 float64
	}{
		{0.6, 1.1, 1982, 2075, 730, 1460},
		{0.6, 1.2, 542, 567, 199, 399},
		{1.0, 1.1, 5505, 5765, 2028, 4055},
		{1.0, 1.2, 1505, 1575, 554, 1108},
		{1.5, 1.1, 12387, 12971, 4563, 9125},
	}
	for _, tt := range tests {
		require.InDelta(t, tt.best, FixedNeed(tt.ratio, tt.spread, 1e-4, 0.9, false), 1)
		require.InDelta(t, tt.ranks, FixedNeed(tt.ratio, tt.spread, 1e-4, 0.9, true), 1)
		require.InDelta(t, tt.sequential, SequentialLimit(tt.ratio, tt.spread, 1e-4, 0), 1)
		require.InDelta(t, tt.seen2, SequentialLimit(tt.ratio, tt.spread, 1e-4, 0.5), 2)
	}
}
