package evidence

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBlame_WeighsARelease(t *testing.T) {
	tests := []struct {
		name                   string
		lead, rate, background float64
		odds                   float64
	}{
		{"a busy stream two minutes after the first sight", 2, 10, 12, 1065.18},
		{"ten minutes later it is e times less likely", 12, 10, 12, 1065.18 / math.E},
		{"a service with ten times the incidents", 2, 10, 120, 106.518},
		{"a busy stream that stopped a minute before", -1, 10, 12, 0.0590642},
		{"a rare stream whose last event was twenty minutes before", -20, 0.05, 12, 161.130},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.InEpsilon(t, tt.odds, math.Exp(Blame(tt.lead, tt.rate, tt.background)), 1e-4)
		})
	}
	require.Equal(t, math.Inf(-1), Blame(2, 0, 12), "a stream without a rate has no onset")
	require.Equal(t, math.Inf(-1), Blame(math.NaN(), 1, 12))
}

// The closed form is the integral over all moments at which the release may have stopped the stream.
func TestBlame_IsTheIntegralOverTheMomentOfTheStop(t *testing.T) {
	const step = 1e-2
	for _, lead := range []float64{-30, -3, -0.1, 0, 0.1, 5, 40} {
		for _, rate := range []float64{0.02, 0.1, 1, 10} {
			var sum float64
			for stop := max(lead, 0) + step/2; stop < max(lead, 0)+150; stop += step {
				sum += math.Exp(-stop/10) / 10 * rate * math.Exp(-rate*(stop-lead)) * step
			}
			require.InDelta(t, math.Log(0.3*sum/(12./525600)), Blame(lead, rate, 12), 1e-3, "lead %v rate %v", lead, rate)
		}
	}
}
