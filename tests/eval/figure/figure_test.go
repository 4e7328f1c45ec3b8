package figure

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQuantile_IsWhatAShareDidNotExceed(t *testing.T) {
	values := []float64{3, math.Inf(1), 1, 2}
	for _, c := range []struct{ p, want float64 }{{0.25, 1}, {0.26, 2}, {0.5, 2}, {0.75, 3}, {0.9, math.Inf(1)}, {1, math.Inf(1)}} {
		require.Equal(t, c.want, Quantile(values, c.p), "share %g", c.p)
	}
	require.Equal(t, []float64{3, math.Inf(1), 1, 2}, values, "they stay as they were")
	require.True(t, math.IsNaN(Quantile(nil, 0.5)))
}

func TestPoissonInterval_IsThatOfGarwood(t *testing.T) {
	for _, c := range []struct {
		count     int
		low, high float64
	}{{0, 0, 3.6889}, {1, 0.0253, 5.5716}, {10, 4.7954, 18.3904}, {100, 81.3640, 121.6272}} {
		low, high := PoissonInterval(c.count)
		require.InDelta(t, c.low, low, 1e-3)
		require.InDelta(t, c.high, high, 1e-3)
	}
}

func TestPoissonQuantile_IsTheSmallestThatIsSeldomExceeded(t *testing.T) {
	for _, c := range []struct {
		mean float64
		want int
	}{{0, 0}, {0.02, 0}, {0.03, 1}, {1, 3}, {10, 17}, {1000, 1062}} {
		require.Equal(t, c.want, PoissonQuantile(c.mean, 0.975), "mean %g", c.mean)
	}
}

func TestBinomialInterval_IsThatOfClopperAndPearson(t *testing.T) {
	for name, tt := range map[string]struct {
		times, of int
		low, high float64
	}{
		"none of 20":     {0, 20, 0, 0.168433},
		"all of 20":      {20, 20, 0.831567, 1},
		"half of 10":     {5, 10, 0.187086, 0.812914},
		"100 of 2000":    {100, 2000, 0.040864, 0.060482},
		"nothing is run": {0, 0, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			low, high := BinomialInterval(tt.times, tt.of)
			require.InDelta(t, tt.low, low, 5e-6)
			require.InDelta(t, tt.high, high, 5e-6)
		})
	}
}
