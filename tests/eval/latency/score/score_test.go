package score

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestShare_ExactIsThatOfClopperAndPearson(t *testing.T) {
	for name, tt := range map[string]struct {
		share     Share
		low, high float64
	}{
		"none of 20":     {Share{0, 20}, 0, 0.168433},
		"all of 20":      {Share{20, 20}, 0.831567, 1},
		"half of 10":     {Share{5, 10}, 0.187086, 0.812914},
		"100 of 2000":    {Share{100, 2000}, 0.040864, 0.060482},
		"nothing is run": {Share{0, 0}, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			low, high := tt.share.Exact()
			require.InDelta(t, tt.low, low, 5e-6)
			require.InDelta(t, tt.high, high, 5e-6)
		})
	}
}

func TestWaits_WhatNeverCameIsInfinitelyLate(t *testing.T) {
	w := Waits{3, math.Inf(1), 1, 2}
	require.Equal(t, 2.0, w.Quantile(.5))
	require.Equal(t, math.Inf(1), w.Quantile(.9))
	require.Equal(t, Share{3, 4}, w.Found())
	require.True(t, math.IsNaN(Waits(nil).Quantile(.5)))
}
