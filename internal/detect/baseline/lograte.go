package baseline

import "math"

// A rate at rest is 16 bits: 0 for none, else its logarithm in steps of 1/1500, an error of 0.03 % at most, from one event in
// 140 years to 10^13 an hour.
const (
	logRateStep = 1. / 1500
	logRateMin  = -14.
)

var coarse, fine = logRateTables()

// logRateTables splits exp into a product of two table entries: Model.Expected needs two rates for each hour.
func logRateTables() (coarse, fine [256]float64) {
	for i := range 256 {
		coarse[i] = math.Exp(logRateMin + logRateStep*float64(i*256))
		fine[i] = math.Exp(logRateStep * float64(i))
	}
	return coarse, fine
}

func rate(q uint16) float64 {
	if q == 0 {
		return 0
	}
	return coarse[q>>8] * fine[q&255]
}

func logRate(r float64) uint16 {
	if r <= 0 {
		return 0
	}
	return uint16(min(max(math.Round((math.Log(r)-logRateMin)/logRateStep), 1), math.MaxUint16))
}
