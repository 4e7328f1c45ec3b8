package latency

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRank_EqualsEnumerationOfAllWaysToSplitTheSpans(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for range 40 {
		n, m := 2+r.IntN(5), 2+r.IntN(5)
		// Few bins, so that there are many ties.
		var at []int
		for range n + m {
			at = append(at, 40+r.IntN(1+r.IntN(6)))
		}
		var old, fresh Hist
		for i, b := range at {
			if i < n {
				old.Record(edge(float64(b) + 0.5))
			} else {
				fresh.Record(edge(float64(b) + 0.5))
			}
		}
		u, variance := rank(&old, &fresh)

		observed := uint(1<<(n+m) - 1<<n)
		require.InDelta(t, pairsWon(at, observed), u, 1e-9)
		var sum, squares, ways float64
		for chosen := range uint(1) << (n + m) {
			if bits.OnesCount(chosen) == m {
				x := pairsWon(at, chosen)
				sum, squares, ways = sum+x, squares+x*x, ways+1
			}
		}
		require.InDelta(t, float64(n*m)/2, sum/ways, 1e-9)
		require.InDelta(t, squares/ways-sum/ways*sum/ways, variance, 1e-9)
	}
}

// pairsWon compares each span whose bit is set with each other one.
func pairsWon(at []int, chosen uint) (u float64) {
	for i := range at {
		for j := range at {
			if chosen>>i&1 == 1 && chosen>>j&1 == 0 {
				switch {
				case at[i] > at[j]:
					u++
				case at[i] == at[j]:
					u += 0.5
				}
			}
		}
	}
	return u
}

func TestBlocked_LeavesOutBlocksThatSayNothing(t *testing.T) {
	var few, many, same Hist
	for i := range 10 {
		if i < Fewest-1 {
			few.Record(1e6)
		}
		many.Record(1e6 * float64(i+1))
		same.Record(1e6)
	}
	var b Blocked
	require.False(t, b.Close(&few, &many))
	require.False(t, b.Close(&many, &few))
	require.False(t, b.Close(&same, &same), "all in one bin")
	require.Equal(t, Blocked{}, b)
	require.True(t, b.Close(&many, &same))
	require.Equal(t, 1, b.Blocks())
}

func TestBlocked_LearnsByHowMuchBlocksVaryMoreThanSpansExplain(t *testing.T) {
	tests := []struct {
		name string
		w    world
		// want is 1 for independent spans. A shift of θ standard deviations moves the score by 6θ/√π per unit of its variance,
		// which is a 48th of the spans of a block.
		want float64
	}{
		{"nothing is learned where spans are independent", world{spread: 0.6, size: 400, share: 0.5}, 1},
		{"nor where both releases are slow in the same minutes", world{spread: 0.6, size: 400, share: 0.5, common: 0.3}, 1},
		{"nor by an effect", world{spread: 0.6, size: 400, share: 0.5, ratio: 1.3}, 1},
		{"nor by an effect while the release is rolled out", world{spread: 0.6, size: 400, share: 0.02, ramp: 0.002, ratio: 1.3}, 1},
		{
			"releases that go their own ways by a tenth", world{spread: 0.6, size: 400, share: 0.5, apart: 0.1},
			1 + 2*0.1*0.1/(0.6*0.6)*36/math.Pi*400/48,
		},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(uint64(50+i), tt.w)
			var b Blocked
			for range 400 {
				w.next()
				b.Close(&w.old, &w.fresh)
			}
			require.InEpsilon(t, tt.want, b.Inflation(), 0.2)
		})
	}
}

func TestBlocked_ExpectsWhatFormerReleasesTaught(t *testing.T) {
	var b Blocked
	b.Expect(8)
	require.Greater(t, b.Inflation(), 8.0)
	for _, x := range []float64{0, -1, 0.5, math.NaN(), math.Inf(1)} {
		b.Expect(x)
		require.InDelta(t, 80./9, b.Inflation(), 1e-9)
	}
}

func TestBoundary_IsWhereTheMixtureReachesTheEvidence(t *testing.T) {
	for _, v := range []float64{0, 0.1, 1, 30, 1e4, 1e9} {
		for _, h := range []float64{1, 3, 9.2, 40} {
			require.InDelta(t, h, mixture(boundary(v, h), v), 1e-6)
		}
	}
	for _, s := range []float64{-1e9, -1e3, -30, 0, 30, 1e3} {
		require.False(t, math.IsNaN(mixture(s, 10)))
	}
}
