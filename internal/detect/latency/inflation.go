package latency

import "math"

// What is believed of the variance of a block, against that of independent spans, before any: 1.2, worth 10 blocks.
const (
	usualInflation = 1.2
	usualBlocks    = 10
)

// fewestBlocks before the noise between blocks can be told at all.
const fewestBlocks = 5

// inflation learns by how much the noise between blocks exceeds that of independent spans: requests come in bursts, and the
// instances of a release share a neighbour. It is the variance of the standardised score of a block around what the effect
// seen so far predicts for a block of its size, so that an effect does not count as noise, not even while the share of the new
// release grows. (Around their plain mean, a roll-out from 1 % to 50 % would.)
type inflation struct {
	score, variance float64 // Σ of the blocks
	squares, blocks float64 // Σ score²/variance, and how many
	expected        float64 // what former releases taught; 0 is usualInflation
}

func (f *inflation) add(score, variance float64) {
	f.score += score
	f.variance += variance
	f.squares += score / variance * score
	f.blocks++
}

// value is φ, at least 1. Regressing the scores of the blocks on their variances leaves Σz² − S²/V with one degree of freedom
// less. What is believed beforehand may raise φ; noise that exceeds that of independent spans by a standard deviation or more
// counts in full and, while few blocks were seen, for more, by 1 + 4/(J−1). Without that, releases on instances of their own,
// whose medians differ by 10 % from minute to minute for no reason, alarmed in 23 % of comparisons of equals at α = 0.05.
func (f *inflation) value() float64 {
	rest, freedom := 0.0, f.blocks-1
	if f.variance > 0 {
		rest = max(f.squares-f.score/f.variance*f.score, 0)
	}
	phi := max(1, (usualBlocks*max(f.expected, usualInflation)+rest)/(usualBlocks+freedom))
	if freedom >= 1 && rest > freedom+math.Sqrt(2*freedom) {
		phi = max(phi, rest/freedom*(1+4/freedom))
	}
	return phi
}
