package evidence

import "math"

// MissingInterval is between how many events are missing (95 %): those that would have come, a gamma-Poisson count around
// expected with the squared coefficient of variation cv2 of the forecast, minus those seen. Never below zero.
func MissingInterval(expected, seen, cv2 float64) (low, high float64) {
	low, high = Band(expected, cv2)
	return max(low-number(seen), 0), max(high-number(seen), 0)
}

// Band holds 95 % of the counts when expected events are forecast with a squared coefficient of variation cv2. Both are whole
// numbers; a count is within them including the bounds.
func Band(expected, cv2 float64) (low, high float64) {
	expected, cv2 = number(expected), min(number(cv2), 1e6)
	if expected == 0 {
		return 0, 0
	}
	if expected > 1000 {
		return wilsonHilferty(expected, cv2, -1.959964), wilsonHilferty(expected, cv2, 1.959964)
	}
	return counts(expected, cv2, 0.025), counts(expected, cv2, 0.975)
}

// counts is the quantile of a Poisson count whose mean is gamma distributed: a negative binomial one, summed term by term.
func counts(mean, cv2, p float64) float64 {
	cv2 = max(cv2, 1e-9)
	size := 1 / cv2
	log := -size * math.Log1p(cv2*mean)
	step := math.Log(cv2*mean) - math.Log1p(cv2*mean)
	var sum float64
	const most = 1e6 // far beyond the quantile for the means it is used with
	for n := 0.; n < most; n++ {
		sum += math.Exp(log)
		if sum >= p {
			return n
		}
		log += math.Log((n+size)/(n+1)) + step
	}
	return most
}

// wilsonHilferty is the quantile z of a large count: a gamma variable with the same mean and variance, whose cube root is about
// normal.
func wilsonHilferty(mean, cv2, z float64) float64 {
	shape := mean / (1 + cv2*mean)
	c := 1 - 1/(9*shape) + z/(3*math.Sqrt(shape))
	return math.Round(mean * max(c, 0) * max(c, 0) * max(c, 0))
}
