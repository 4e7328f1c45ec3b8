package latency

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEffect_IsTheMedianOfAllRatiosOfPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for range 20 {
		var old, fresh Hist
		var a, b, ratios []float64
		for range 300 {
			a = append(a, math.Exp(17+0.6*r.NormFloat64()))
			b = append(b, math.Exp(17.3+0.6*r.NormFloat64()))
		}
		for i := range a {
			old.Record(a[i])
			fresh.Record(b[i])
			for j := range a {
				ratios = append(ratios, b[i]/a[j])
			}
		}
		slices.Sort(ratios)
		var before, after Sample
		before.Add(&old)
		after.Add(&fresh)
		e := effectOf(&before, &after, 1)
		require.InDelta(t, math.Log(ratios[len(ratios)/2]), math.Log(e.Ratio), 0.01, "bins are 0.17 wide")
	}
}

func TestEffect_IntervalHoldsTheTruthInNineOfTenCases(t *testing.T) {
	tests := []struct {
		name string
		w    world
	}{
		{"small blocks", world{spread: 0.6, size: 40, share: 0.5, ratio: 1.1}},
		{"a tenth of the traffic", world{spread: 0.8, size: 100, share: 0.1, ratio: 1.5}},
		{"minutes that differ by a third", world{spread: 0.6, size: 40, share: 0.3, ratio: 1.2, common: 0.3}},
		{"heavy tails", world{spread: 0.4, size: 40, share: 0.5, ratio: 1.2, heavy: true}},
		{"durations within few bins", world{spread: 0.15, size: 40, share: 0.5, ratio: 1.1}},
	}
	const runs = 600
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			held := 0
			for run := range runs {
				w := newWorld(uint64(230_000_000+1_000_000*i+run), tt.w)
				var c Comparison
				for range 20 {
					w.next()
					c.Close(&w.old, &w.fresh)
				}
				if e := c.Effect(); e.Low <= tt.w.ratio && tt.w.ratio <= e.High {
					held++
				}
			}
			t.Logf("%d of %d", held, runs)
			// 0.87 to 0.95: between exact in the mean and careful by the floor of φ.
			require.InDelta(t, 0.91, float64(held)/runs, 0.04)
		})
	}
}

func TestEffect_IsNotMovedByWhenAReleaseRan(t *testing.T) {
	// Durations double in the course of the roll-out, for both.
	var c Comparison
	w := newWorld(11, world{spread: 0.5, size: 2000, share: 0.05, ramp: 0.02})
	for range 40 {
		w.base *= 1.02
		w.next()
		c.Close(&w.old, &w.fresh)
	}
	e := c.Effect()
	require.Less(t, e.Low, 1.0)
	require.Greater(t, e.High, 1.0)
	require.InDelta(t, 1, e.Ratio, 0.01)
}

func TestEffect_OfNothingIsNoNumber(t *testing.T) {
	var c Comparison
	require.True(t, math.IsNaN(c.Effect().Ratio))
	require.False(t, NewDefaultGate().Passes(c.Effect(), 1e9))
}

func TestSample_IsHalvedBeforeSpansVanishBesideIt(t *testing.T) {
	var h Hist
	for i := range 50_000 {
		h.Record(1e6 * float64(1+i%7))
	}
	var s Sample
	for range 200 {
		s.Add(&h)
	}
	var sum float64
	for _, n := range s.bins {
		sum += float64(n)
	}
	require.LessOrEqual(t, s.weight, float64(heavy))
	require.InEpsilon(t, s.weight, sum, 1e-4)
	require.InEpsilon(t, h.Quantile(0.5).Value, s.Quantile(0.5).Value, 1e-6)
}

func TestPlot_HoldsEverySpanInAtMost96Bins(t *testing.T) {
	tests := []struct {
		name  string
		from  float64
		to    float64
		scale int
	}{
		{"usual durations at full resolution", 1e6, 1e9, Scale},
		{"microseconds to hours at half", 1e3, 6e13, Scale - 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var old, fresh Hist
			for x := tt.from; x <= tt.to; x *= 1.05 {
				old.Record(x)
				fresh.Record(x * 1.1)
			}
			var c Comparison
			c.Close(&old, &fresh)
			p := c.Plot()
			require.Equal(t, tt.scale, p.Scale)
			require.LessOrEqual(t, len(p.Before), plotBins)
			require.Len(t, p.After, len(p.Before))
			var before, after float64
			for i := range p.Before {
				before += p.Before[i]
				after += p.After[i]
			}
			require.InDelta(t, 1, before, 1e-6)
			require.InDelta(t, 1, after, 1e-6)
			// The first bin holds the shortest duration.
			base := math.Exp2(math.Exp2(-float64(p.Scale)))
			require.LessOrEqual(t, math.Pow(base, float64(p.Offset)), max(tt.from, 1024.0))
			require.GreaterOrEqual(t, math.Pow(base, float64(p.Offset+2)), tt.from)
		})
	}
	require.Nil(t, new(Comparison).Plot().Before)
}
