package score

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestInterval_IsExact(t *testing.T) {
	for _, c := range []struct {
		count     int
		low, high float64
	}{{0, 0, 3.6889}, {1, 0.0253, 5.5716}, {10, 4.7954, 18.3904}, {100, 81.3640, 121.6272}} {
		low, high := Interval(c.count)
		require.InDelta(t, c.low, low, 1e-3)
		require.InDelta(t, c.high, high, 1e-3)
	}
}

func TestQuantile_IsTheSmallestThatIsSeldomExceeded(t *testing.T) {
	for _, c := range []struct {
		mean float64
		want int
	}{{0, 0}, {0.02, 0}, {0.03, 1}, {1, 3}, {10, 17}, {1000, 1062}} {
		require.Equal(t, c.want, Quantile(c.mean, 0.975), "mean %g", c.mean)
	}
}

func TestDelays_CountWhatWasMissedAsInfinite(t *testing.T) {
	var d Delays
	require.True(t, math.IsNaN(d.Quantile(0.5)))
	for i := range 9 {
		d.Add(float64(9 - i))
	}
	other := Delays{Before: 2}
	other.Miss()
	d.Join(&other)
	require.Equal(t, []int{10, 1, 2}, []int{d.Of(), d.Missed(), d.Before})
	require.Equal(t, 5.0, d.Quantile(0.5))
	require.Equal(t, 9.0, d.Quantile(0.9))
	require.Equal(t, math.Inf(1), d.Quantile(0.91))
}

func TestAlarms_AreComparedWithTheirBudget(t *testing.T) {
	a := Alarms{3, 1.5}
	a.Join(Alarms{7, 0.5})
	require.Equal(t, 34, a.Allowed(12))
	rate, low, high := a.Rate()
	require.Equal(t, 5.0, rate)
	require.InDelta(t, 2.3977, low, 1e-3)
	require.InDelta(t, 9.1952, high, 1e-3)
}
