package latency

import "math"

// Layout of the bins: OTel's exponential histogram at scale 2, four bins per power of two, each 19 % wide. A bin i of that
// layout holds durations above 2^(i/4) up to and including 2^((i+1)/4) nanoseconds.
const (
	// Bins is how many are kept: from 1 µs to 19 hours. What is shorter or longer goes to the first or the last.
	Bins = 144
	// Scale is OTel's name for 4 bins per power of two.
	Scale = 2
	// Offset is the index of the first bin in OTel's layout.
	Offset = 4 * 10
	// width of a bin in natural logarithms of the duration.
	width = math.Ln2 / 4
)

// least and most are the indices of what has no logarithm: 0, negative and NaN below, +Inf above every finite duration.
const (
	least = -1 << 15
	most  = 1 << 15
)

// mantissa is how many bits of a float64 are its fraction, bias what its exponent is above that which Frexp returns.
const mantissa, bias = 52, 1022

// Fractions of the powers of two between two bins.
var (
	quarter      = fraction(math.Exp2(-0.75))
	half         = fraction(math.Exp2(-0.5))
	threeQuarter = fraction(math.Exp2(-0.25))
)

// Index is the bin of OTel's layout at scale 2 that holds d: ⌈4·log₂ d⌉ − 1, without a logarithm. Durations of no length,
// negative ones and NaN are below all others.
func Index(d float64) int {
	if !(d > 0) {
		return least
	}
	if d > math.MaxFloat64 {
		return most
	}
	b := math.Float64bits(d)
	if b < 1<<mantissa { // so small that its exponent says nothing
		frac, exp := math.Frexp(d)
		return indexOf(math.Float64bits(frac), exp)
	}
	return indexOf(b, int(b>>mantissa)-bias)
}

// indexOf is the bin of a number of an exponent, as Frexp returns it. Fractions compare as their bits do. Where among four bins a duration
// is cannot be foreseen, so nothing branches on it.
func indexOf(b uint64, exp int) int {
	i, frac := 4*(exp-1)-1, b&(1<<mantissa-1)
	if frac > 0 {
		i++
	}
	if frac > quarter {
		i++
	}
	if frac > half {
		i++
	}
	if frac > threeQuarter {
		i++
	}
	return i
}

// fraction is the bits of the fraction of a number.
func fraction(x float64) uint64 { return math.Float64bits(x) & (1<<mantissa - 1) }

// Place is the bin of a histogram for a duration in nanoseconds.
func Place(ns float64) int {
	return min(max(Index(ns)-Offset, 0), Bins-1)
}

// edge is the duration in nanoseconds at x bins from the lower end of the first.
func edge(x float64) float64 { return math.Exp2((x + Offset) / 4) }
