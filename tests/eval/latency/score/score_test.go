package score

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestShare_IsAsCertainAsItsRunsAreMany(t *testing.T) {
	s := Share{3, 7}
	s.Join(Share{1, 2})
	s.Add(true)
	require.Equal(t, Share{5, 10}, s)
	require.Equal(t, 0.5, s.Value())
	low, high := s.Exact()
	require.InDelta(t, 0.187086, low, 5e-6)
	require.InDelta(t, 0.812914, high, 5e-6)
}

func TestWaits_WhatNeverCameIsInfinitelyLate(t *testing.T) {
	w := Waits{3, math.Inf(1), 1, 2}
	require.Equal(t, 2.0, w.Quantile(.5))
	require.Equal(t, math.Inf(1), w.Quantile(.9))
	require.Equal(t, Share{3, 4}, w.Found())
	require.True(t, math.IsNaN(Waits(nil).Quantile(.5)))
}
