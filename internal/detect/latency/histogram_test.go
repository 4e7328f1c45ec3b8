package latency

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIndex_IsTheCeilingOfFourLogarithmsLessOne(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	checked := 0
	for range 200_000 {
		d := math.Float64frombits(r.Uint64() >> 1) // every finite exponent, subnormal ones too
		if math.IsNaN(d) || math.IsInf(d, 0) || d == 0 {
			continue
		}
		exact := 4 * math.Log2(d)
		if math.Abs(exact-math.Round(exact)) < 1e-9 {
			continue // where the logarithm itself may be rounded to the other side
		}
		require.Equal(t, int(math.Ceil(exact))-1, Index(d), "%g", d)
		checked++
	}
	require.Greater(t, checked, 190_000)
}

func TestIndex_AtTheEdges(t *testing.T) {
	for exp := -1074; exp <= 1023; exp++ {
		p := math.Ldexp(1, exp)
		require.Equal(t, 4*exp-1, Index(p), "a power of two belongs to the bin that it ends")
		if exp > -1000 {
			require.Equal(t, 4*exp, Index(math.Nextafter(p, math.Inf(1))))
			require.Equal(t, 4*exp-1, Index(math.Nextafter(p, 0)))
		}
	}
	for _, d := range []float64{0, math.Copysign(0, -1), -1, math.Inf(-1), math.NaN()} {
		require.Equal(t, least, Index(d))
	}
	require.Equal(t, most, Index(math.Inf(1)))
}

func TestHist_CountsEverything(t *testing.T) {
	var h Hist
	for _, d := range []float64{0, -5, math.NaN(), math.SmallestNonzeroFloat64, 1, math.Inf(1), math.MaxFloat64, 50e6} {
		require.False(t, h.Record(d))
	}
	require.Equal(t, 8, h.Count())
	require.Equal(t, 3, h.Odd())
	require.EqualValues(t, 5, h.bins[0])
	require.EqualValues(t, 2, h.bins[Bins-1])
	require.Zero(t, h.Lost())
}

func TestHist_SaysWhenABinIsAboutToBeFullAndLosesOnlyWhatIsBeyond(t *testing.T) {
	var h Hist
	for i := range 70_000 {
		require.Equal(t, i+1 >= full, h.Record(1e6))
	}
	require.Equal(t, math.MaxUint16, h.Count())
	require.Equal(t, 70_000-math.MaxUint16, h.Lost())
	o := h
	require.True(t, h.Merge(&o))
	require.Equal(t, math.MaxUint16, h.Count())
	require.Equal(t, 2*70_000-math.MaxUint16, h.Lost())
}

func TestHist_MergedIsAsIfRecordedInOne(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	var a, b, both Hist
	for range 5000 {
		d := math.Exp(17 + r.NormFloat64())
		if r.IntN(2) == 0 {
			a.Record(d)
		} else {
			b.Record(d)
		}
		both.Record(d)
	}
	b.Record(-1)
	both.Record(-1)
	require.False(t, a.Merge(&b))
	require.Equal(t, both, a)
}

func TestHist_QuantilesAreWithinABinOfTheSortedSpansAndTheirIntervalsHoldTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	const runs, n = 400, 300
	for _, q := range []float64{0.5, 0.9, 0.95} {
		truth := math.Exp(17 + 0.6*normalQuantile(q))
		held := 0
		for range runs {
			var h Hist
			var all []float64
			for range n {
				d := math.Exp(17 + 0.6*r.NormFloat64())
				h.Record(d)
				all = append(all, d)
			}
			slices.Sort(all)
			got := h.Quantile(q)
			require.InDelta(t, math.Log(all[int(q*n)]), math.Log(got.Value), width)
			if got.Low <= truth && truth <= got.High {
				held++
			}
		}
		require.InDelta(t, 0.9, float64(held)/runs, 0.06, "%v", q)
	}
}

func TestHist_OfNothingHasNoQuantile(t *testing.T) {
	var h Hist
	require.True(t, math.IsNaN(h.Quantile(0.5).Value))
	require.True(t, math.IsNaN(h.Median()))
}

func TestHist_LogVarianceIsThatOfTheBins(t *testing.T) {
	var h Hist
	require.True(t, math.IsNaN(h.LogVariance()))
	for range 3 {
		h.Record(1e6)
	}
	require.Zero(t, h.LogVariance())
	h.Record(16e6)
	x := math.Log(16)
	require.InEpsilon(t, (3*x*x/16+9*x*x/16)/3, h.LogVariance(), 1e-12)
}
