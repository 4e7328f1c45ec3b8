package evidence

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLimit_IsWhatIsPossible(t *testing.T) {
	tests := []struct{ rate, budget, hours float64 }{
		{1, 1, 9.1}, {1, 0.1, 11.4}, {3, 1, 3.4}, {3, 0.1, 4.2}, {10, 1, 68. / 60}, {10, 0.1, 82. / 60},
		{60, 1, 13. / 60}, {600, 1, 93. / 3600}, {3600, 1, 17. / 3600}, {3, 12. / 5000, 5.4},
	}
	for _, tt := range tests {
		require.InEpsilon(t, tt.hours, Limit(tt.rate, tt.budget), 0.03, tt)
	}
	require.Equal(t, math.Inf(1), Limit(0, 1))
	require.Equal(t, math.Inf(1), Limit(math.NaN(), 1))
	require.Equal(t, math.Inf(1), Limit(1, 0))
	require.InDelta(t, 600*math.Ln10, Threshold(1e300, 1e-300), 1e-9)
}

func TestInformation_IsLessThanThatOfSilence(t *testing.T) {
	for ratio, times := range map[float64]float64{0: 1, 0.1: 1.5, 0.3: 3.0, 0.5: 6.5, 0.7: 20} {
		require.InEpsilon(t, times, 1/Information(ratio), 0.03, ratio)
	}
	for _, ratio := range []float64{1, -1, math.NaN()} {
		require.Zero(t, Information(ratio), ratio)
	}
}

func TestBinomial_IsExpectedEventsForSmallShares(t *testing.T) {
	require.InEpsilon(t, 1, Binomial(10000, 0.0001), 1e-3)
	require.InEpsilon(t, 10*math.Ln2, Binomial(10, 0.5), 1e-12)
	for _, x := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		require.Zero(t, Binomial(x, 0.5))
	}
	require.Zero(t, Binomial(10, math.NaN()))
	require.False(t, math.IsInf(Binomial(1e9, 1), 1))
}
