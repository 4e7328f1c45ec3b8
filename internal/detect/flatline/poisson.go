package flatline

import "math"

// atMost returns the probability of n or fewer Poisson events where mean are expected.
func atMost(n, mean float64) float64 {
	n = math.Floor(n)
	switch {
	case n < 0:
		return 0
	case mean <= 0:
		return 1
	case mean > 200:
		// Wilson and Hilferty's cube root of chi-square: wrong by less than 0.001 here.
		k := n + 1
		z := 3 * math.Sqrt(k) * (math.Cbrt(mean/k) - 1 + 1/(9*k))
		return math.Erfc(z/math.Sqrt2) / 2
	}
	term := math.Exp(-mean)
	sum := term
	for k := 1.0; k <= n && (k <= mean || term > 1e-18); k++ {
		term *= mean / k
		sum += term
	}
	return min(sum, 1)
}

// atLeast returns the probability of n or more Poisson events where mean are expected.
func atLeast(n, mean float64) float64 { return 1 - atMost(math.Ceil(n)-1, mean) }

// between reports whether n events are what a mean from low to high may bring: less than that, and more, each happen by
// chance in more than one case of a hundred.
func between(n, low, high float64) bool {
	return atMost(n, low) >= 0.01 && atLeast(n, high) >= 0.01
}
