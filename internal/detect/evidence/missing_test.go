package evidence

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBand_HoldsNineteenOfTwentyCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for _, mean := range []float64{3, 40, 400, 4000} {
		for _, cv2 := range []float64{0, 0.01} {
			low, high := Band(mean, cv2)
			var within int
			for range 4000 {
				// A gamma forecast of small variance is about lognormal.
				m := mean * math.Exp(math.Sqrt(cv2)*r.NormFloat64()-cv2/2)
				n := math.Round(m + math.Sqrt(m)*r.NormFloat64())
				if n >= low && n <= high {
					within++
				}
			}
			require.InDelta(t, 0.96, float64(within)/4000, 0.025, "%v %v", mean, cv2)
		}
	}
}

func TestMissingInterval_IsExpectedMinusSeen(t *testing.T) {
	low, high := MissingInterval(412, 0, 0)
	require.Equal(t, []float64{373, 452}, []float64{low, high})
	low, high = MissingInterval(412, 400, 0)
	require.Equal(t, []float64{0, 52}, []float64{low, high})
	low, high = MissingInterval(1e6, 0, 1e-4)
	require.InEpsilon(t, 980500, low, 1e-3)
	require.InEpsilon(t, 1019800, high, 1e-3)
	for _, x := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		low, high = MissingInterval(x, x, x)
		require.Zero(t, low)
		require.Zero(t, high)
	}
	low, high = MissingInterval(1e300, 3, 1e300)
	require.False(t, math.IsNaN(low) || math.IsNaN(high))
}
