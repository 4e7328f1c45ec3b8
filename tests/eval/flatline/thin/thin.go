// Package thin answers: when did the events of a series happen, had there been fewer of them?
package thin

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/series"
)

// Source is a generator of random numbers that depends on what it is for and on nothing else.
func Source(seed uint64, what string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(what))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// Share is the probability with which an event is kept so that rate remain per hour over the whole series. It is above 1 when
// the series has fewer.
func Share(s *series.Series, rate float64) float64 { return rate / s.Mean() }

// Events keeps each event of a series with a probability, and spreads those of an interval uniformly over it. Times are in
// nanoseconds of Unix and in order.
func Events(s *series.Series, share float64, r *rand.Rand) []int64 {
	out := make([]int64, 0, int(1.1*share*s.Mean()*s.End().Sub(s.Start).Hours())+16)
	for i, n := range s.Counts {
		from := s.Start.Add(time.Duration(i) * s.Bin).UnixNano()
		first := len(out)
		for range Binomial(r, int(n), share) {
			out = append(out, from+r.Int64N(int64(s.Bin)))
		}
		slices.Sort(out[first:])
	}
	return out
}

// Binomial draws how many of n are kept when each is with probability p. It takes steps from one that is kept to the next, so its
// cost is that of what it returns.
func Binomial(r *rand.Rand, n int, p float64) int {
	if p >= 1 {
		return n
	}
	if p <= 0 {
		return 0
	}
	kept, scale := 0, 1/math.Log1p(-p)
	for at := 0.0; ; kept++ {
		at += 1 + math.Floor(math.Log(1-r.Float64())*scale)
		if at > float64(n) {
			return kept
		}
	}
}

// Poisson draws a number of events of which mean are expected.
func Poisson(r *rand.Rand, mean float64) int {
	n := 0
	for mean > 30 {
		// A sum of independent Poisson numbers is one; small parts keep the product below from vanishing.
		n += Poisson(r, 30)
		mean -= 30
	}
	for p, floor := r.Float64(), math.Exp(-mean); p > floor; p *= r.Float64() {
		n++
	}
	return n
}
