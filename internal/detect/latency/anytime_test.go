package latency

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// choose is the log of the binomial coefficient.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// lowerLimit is Clopper and Pearson's exact lower 97.5 % bound of a share of which k of n were seen.
func lowerLimit(n, k int) float64 {
	if k == 0 {
		return 0
	}
	low, high := 0.0, 1.0
	for range 60 {
		p := (low + high) / 2
		var below float64
		for i := range k {
			below += math.Exp(choose(n, i) + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
		}
		if 1-below < 0.025 {
			low = p
		} else {
			high = p
		}
	}
	return low
}

func TestLowerLimit_IsThatOfTheTables(t *testing.T) {
	require.InDelta(t, 0.0025, lowerLimit(10, 1), 1e-4)
	require.InDelta(t, 0.1871, lowerLimit(10, 5), 1e-4)
}

func TestComparison_WatchedAllTheTimeSeldomAlarmsWhenNothingChanged(t *testing.T) {
	tests := []struct {
		name   string
		w      world
		expect float64 // inflation that former releases taught
	}{
		{"independent spans", world{spread: 0.6, size: 60, share: 0.5}, 0},
		{"both slow in the same minutes", world{spread: 0.6, size: 60, share: 0.5, common: 0.1}, 0},
		{"heavy tails", world{spread: 0.6, size: 60, share: 0.5, heavy: true}, 0},
		{"rolled out from 3 % to half", world{spread: 0.8, size: 80, share: 0.03, ramp: 0.01, common: 0.1}, 0},
		{"each release with noise of its own", world{spread: 0.6, size: 60, share: 0.5, apart: 0.1}, 0},
		{"much noise of its own, known from former releases", world{spread: 0.6, size: 200, share: 0.5, apart: 0.1}, 3.6},
	}
	const runs, blocks = 2000, 50
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			alphas := []float64{0.05, 0.01}
			alarms := make([]int, len(alphas))
			for run := range runs {
				w := newWorld(uint64(200_000_000+1_000_000*i+run), tt.w)
				var c Comparison
				c.Ranks.Expect(tt.expect)
				for range blocks {
					w.next()
					c.Close(&w.old, &w.fresh)
				}
				for j, alpha := range alphas {
					if c.PValue() <= alpha {
						alarms[j]++
					}
				}
			}
			t.Logf("%d runs: %d alarms at 0.05, %d at 0.01", runs, alarms[0], alarms[1])
			for j, alpha := range alphas {
				require.LessOrEqual(t, lowerLimit(runs, alarms[j]), alpha)
			}
		})
	}
}
