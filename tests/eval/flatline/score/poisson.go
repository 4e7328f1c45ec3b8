// Package score answers: how good was a rule, and how sure is that?
package score

import "math"

// atMost is the probability of at most k events when mean are expected.
func atMost(k int, mean float64) float64 {
	if mean == 0 {
		return 1
	}
	p := 0.0
	for i := 0; i <= k; i++ {
		l, _ := math.Lgamma(float64(i + 1))
		p += math.Exp(float64(i)*math.Log(mean) - mean - l)
	}
	return min(p, 1)
}

// Quantile is the smallest number of events that is not exceeded with probability p when mean are expected.
func Quantile(mean, p float64) int {
	k := 0
	for atMost(k, mean) < p {
		k++
	}
	return k
}

// Interval is the exact 95 % interval of the expected number of events of which k were counted (Garwood).
func Interval(k int) (low, high float64) {
	if k > 0 {
		low = root(func(mean float64) bool { return 1-atMost(k-1, mean) >= 0.025 }, float64(k))
	}
	return low, root(func(mean float64) bool { return atMost(k, mean) <= 0.025 }, 3*float64(k)+10)
}

// root is where holds becomes true, between 0 and high.
func root(holds func(float64) bool, high float64) float64 {
	low := 0.0
	for range 60 {
		if middle := (low + high) / 2; holds(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}
