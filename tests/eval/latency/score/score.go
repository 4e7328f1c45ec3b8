// Package score answers: what share was it, and how late, and how certain is that?
package score

import (
	"math"
	"slices"
)

// Share is how many of a number of runs something happened in.
type Share struct{ Times, Of int }

// Add counts a run.
func (s *Share) Add(happened bool) {
	s.Of++
	if happened {
		s.Times++
	}
}

// Join adds the runs of another.
func (s *Share) Join(o Share) { s.Times += o.Times; s.Of += o.Of }

// Value is the share, NaN of no runs.
func (s *Share) Value() float64 { return float64(s.Times) / float64(s.Of) }

// Exact is Clopper and Pearson's 95 % interval of the share.
func (s *Share) Exact() (low, high float64) {
	high = 1
	if s.Times > 0 {
		low = root(func(p float64) bool { return tail(s.Of, s.Times, p) >= 0.025 })
	}
	if s.Times < s.Of {
		high = root(func(p float64) bool { return 1-tail(s.Of, s.Times+1, p) <= 0.025 })
	}
	return low, high
}

// tail is the probability of k or more of n.
func tail(n, k int, p float64) float64 {
	sum := 0.0
	all, _ := math.Lgamma(float64(n) + 1)
	for i := k; i <= n; i++ {
		a, _ := math.Lgamma(float64(i) + 1)
		b, _ := math.Lgamma(float64(n-i) + 1)
		sum += math.Exp(all - a - b + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return min(sum, 1)
}

// root is where a condition begins to hold between 0 and 1.
func root(holds func(float64) bool) float64 {
	low, high := 0.0, 1.0
	for range 50 {
		if p := (low + high) / 2; holds(p) {
			high = p
		} else {
			low = p
		}
	}
	return high
}

// Waits is how long things took, in any unit. What never came is +Inf.
type Waits []float64

// Quantile is what a share p did not exceed, NaN of none.
func (w Waits) Quantile(p float64) float64 {
	if len(w) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(w))
	return sorted[min(int(math.Ceil(p*float64(len(sorted))))-1, len(sorted)-1)]
}

// Found is which of them came at all.
func (w Waits) Found() Share {
	s := Share{Of: len(w)}
	for _, x := range w {
		if !math.IsInf(x, 1) {
			s.Times++
		}
	}
	return s
}
