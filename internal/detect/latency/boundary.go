package latency

import "math"

// kappa sets which effects the mixture is best at: per unit of its variance the score is supposed to be normal around zero with
// a variance of 1/κ. An effect of +10 % at a standard deviation of the logarithm of 0.6 is a score of 0.54, one of +20 % is 1.02.
// Against κ = 10, 4 takes 12 % fewer spans for +20 % at 0.6 and α = 0.0001, and as many for +10 % at 0.6 and at 0.8.
const kappa = 4

// mixture is the logarithm of the likelihood ratio of a score, whose variance is known, between effects above zero as kappa
// says and none: a martingale without effect, so it ever reaches ln(1/α) with probability α at most (Ville; Robbins 1970).
//
//	ln 2Φ(y) + ½ ln(κ/(V+κ)) + y²/2,    y = S/√(V+κ)
func mixture(score, variance float64) float64 { return mixtureOf(score, variance, kappa) }

func mixtureOf(score, variance, kappa float64) float64 {
	y := score / math.Sqrt(variance+kappa)
	return logTwiceNormal(y) + math.Log(kappa/(variance+kappa))/2 + y*y/2
}

// logTwiceNormal is ln 2Φ(y), finite for every finite y.
func logTwiceNormal(y float64) float64 {
	if y < -30 {
		return -y*y/2 - math.Log(-y*math.Sqrt(math.Pi/2))
	}
	return math.Log(math.Erfc(-y / math.Sqrt2))
}

// boundary is the score at which mixture reaches h nats, for h of 1 or more.
func boundary(variance, h float64) float64 {
	// ln 2Φ(y) is between 0 and ln 2 here, so the first step is close and each further one closer by half at least.
	common := math.Log((variance+kappa)/kappa) + 2*h
	y := math.Sqrt(common - 2*math.Ln2)
	for range 12 {
		y = math.Sqrt(max(common-2*logTwiceNormal(y), 0))
	}
	return y * math.Sqrt(variance+kappa)
}
