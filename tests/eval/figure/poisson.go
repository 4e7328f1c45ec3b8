package figure

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

// PoissonQuantile is the smallest number of events that is not exceeded with probability p when mean are expected.
func PoissonQuantile(mean, p float64) int {
	k := 0
	for atMost(k, mean) < p {
		k++
	}
	return k
}

// PoissonInterval is the interval of the expected number of events of which k were counted (Garwood).
func PoissonInterval(k int) (low, high float64) {
	if k > 0 {
		low = root(float64(k), func(mean float64) bool { return 1-atMost(k-1, mean) >= beyond })
	}
	return low, root(3*float64(k)+10, func(mean float64) bool { return atMost(k, mean) <= beyond })
}
