package flatline

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPoisson_TailsAreThoseOfTheTables(t *testing.T) {
	// From summing the terms in exact arithmetic.
	require.InDelta(t, 0.049787068, atMost(0, 3), 1e-9)
	require.InDelta(t, 0.440493285, atMost(4, 5), 1e-9)
	require.InDelta(t, 0.734974085, atLeast(4, 5), 1e-9)
	require.InDelta(t, 0.526562199, atMost(100, 100), 1e-9)
	require.InDelta(t, 0.508409367, atMost(1000, 1000), 1e-4)
	require.InDelta(t, 0.000697767, atMost(900, 1000), 1e-6)
	require.Equal(t, 1., atMost(0, 0))
	require.Equal(t, 0., atMost(-1, 5))
	require.Equal(t, 1., atLeast(0, 5))
}

func TestBetween_AcceptsWhatChanceMayBring(t *testing.T) {
	require.True(t, between(4, 5.5, 22))
	require.False(t, between(0, 5.5, 22))
	require.True(t, between(34, 5.5, 22))
	require.False(t, between(35, 5.5, 22))
}
