package figure

import "math"

// BinomialInterval is the interval of a share when something happened k times of n (Clopper and Pearson).
func BinomialInterval(k, n int) (low, high float64) {
	high = 1
	if k > 0 {
		low = root(1, func(p float64) bool { return atLeast(k, n, p) >= beyond })
	}
	if k < n {
		high = root(1, func(p float64) bool { return 1-atLeast(k+1, n, p) <= beyond })
	}
	return low, high
}

// atLeast is the probability of k or more of n.
func atLeast(k, n int, p float64) float64 {
	sum := 0.0
	all, _ := math.Lgamma(float64(n) + 1)
	for i := k; i <= n; i++ {
		a, _ := math.Lgamma(float64(i) + 1)
		b, _ := math.Lgamma(float64(n-i) + 1)
		sum += math.Exp(all - a - b + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return min(sum, 1)
}
