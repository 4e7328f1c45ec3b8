package score

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

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
