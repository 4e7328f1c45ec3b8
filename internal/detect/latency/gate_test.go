package latency

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGate_PassesWhatExceedsItWithNineChancesOfTen(t *testing.T) {
	// around is an estimate whose logarithm has a standard error.
	around := func(ratio, sigma float64) Effect {
		return Effect{ratio, ratio * math.Exp(-ninety*sigma), ratio * math.Exp(ninety*sigma)}
	}
	apart := math.Log(1.1 / 1.05)
	tests := []struct {
		name    string
		effect  Effect
		typical float64
		want    bool
	}{
		{"a tenth, 1.29 standard errors above the gate", around(1.1, apart/1.29), 1e9, true},
		{"a tenth, 1.27 standard errors above the gate", around(1.1, apart/1.27), 1e9, false},
		{"a tenth for certain of 10 ms is below 1 ms", around(1.1, 1e-6), 9.9e6, false},
		{"a tenth for certain of 11 ms is above 1 ms", around(1.1, 1e-6), 11e6, true},
		{"a twentieth for certain", around(1.05, 1e-6), 1e9, false},
		{"nothing known", Effect{math.NaN(), math.NaN(), math.NaN()}, 1e9, false},
		{"no lower end", Effect{1.5, 0, 3}, 1e9, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, NewDefaultGate().Passes(tt.effect, tt.typical))
		})
	}
}
