package thin

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/series"
)

var monday = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

func TestEvents_StayInTheirIntervalAndInOrder(t *testing.T) {
	s := &series.Series{Start: monday, Bin: time.Hour, Counts: []float64{1000, 0, 4000}}
	events := Events(s, 0.5, Source(1, "test"))
	require.True(t, slices.IsSorted(events))
	var counts [3]int
	for _, at := range events {
		counts[time.Unix(0, at).Sub(monday)/time.Hour]++
	}
	require.InDelta(t, 500, counts[0], 5*math.Sqrt(250))
	require.Zero(t, counts[1])
	require.InDelta(t, 2000, counts[2], 5*math.Sqrt(1000))
	require.Equal(t, events, Events(s, 0.5, Source(1, "test")))
	require.NotEqual(t, events, Events(s, 0.5, Source(2, "test")))
	require.Len(t, Events(s, 1, Source(1, "test")), 5000)
	require.InDelta(t, 0.3, Share(s, 500), 1e-12)
}

func TestBinomial_HasItsMeanAndVariance(t *testing.T) {
	r := Source(3, "binomial")
	for name, c := range map[string]struct {
		n int
		p float64
	}{"few of many": {10000, 0.001}, "most of few": {5, 0.9}, "half of one": {1, 0.5}, "none of none": {0, 0.5}} {
		t.Run(name, func(t *testing.T) {
			checkMoments(t, func() int { return Binomial(r, c.n, c.p) }, float64(c.n)*c.p, float64(c.n)*c.p*(1-c.p))
		})
	}
	require.Equal(t, 7, Binomial(r, 7, 1.5))
	require.Equal(t, 0, Binomial(r, 7, 0))
}

func TestPoisson_HasItsMeanAndVariance(t *testing.T) {
	r := Source(4, "poisson")
	for name, mean := range map[string]float64{"nothing": 0, "seldom": 0.05, "some": 7, "many": 95} {
		t.Run(name, func(t *testing.T) { checkMoments(t, func() int { return Poisson(r, mean) }, mean, mean) })
	}
}

// checkMoments draws often and compares mean and variance within five standard errors.
func checkMoments(t *testing.T, draw func() int, mean, variance float64) {
	t.Helper()
	const times = 40000
	sum, squares := 0.0, 0.0
	for range times {
		x := float64(draw())
		sum += x
		squares += (x - mean) * (x - mean)
	}
	require.InDelta(t, mean, sum/times, 5*math.Sqrt(variance/times)+1e-12)
	require.InDelta(t, variance, squares/times, 5*math.Sqrt((3*variance*variance+variance)/times)+1e-12)
}
