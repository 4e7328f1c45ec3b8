package traffic

import (
	"math"
	"math/rand/v2"
	"time"
)

// How far the customers of a day, and of an hour, are from the usual number, as the deviation of its logarithm.
const (
	dayDeviation  = .06
	hourDeviation = .08
)

// weather returns the factor that the day and the hour have on how many people come. It depends on the seed and the
// time alone, not on what was asked before.
func weather(seed uint64, t time.Time) float64 {
	hour := t.Unix() / 3600
	return math.Exp(dayDeviation*normal(seed, hour/24, 1) + hourDeviation*normal(seed, hour, 2))
}

func normal(seed uint64, n int64, use uint64) float64 {
	return rand.New(rand.NewPCG(seed^use<<32, uint64(n))).NormFloat64()
}

// poisson returns how many of a mean number come. It takes as many draws as it returns, so means are to be small.
func poisson(r *rand.Rand, mean float64) int {
	n, left := 0, math.Exp(-mean)
	for p := r.Float64(); p > left; p *= r.Float64() {
		n++
	}
	return n
}

// took returns how long something takes that usually takes about so long.
func took(r *rand.Rand, usually time.Duration) time.Duration {
	return time.Duration(float64(usually) * math.Exp(.4*r.NormFloat64()))
}
