package latency

import "math"

// ninety is how many standard deviations to each side hold nine of ten normal variables.
const ninety = 1.6448536269514722

// Quantile is a duration in nanoseconds with the ends of its 90 % interval. All are NaN when there was no span.
type Quantile struct{ Value, Low, High float64 }

// quantileOf reads a quantile off bins, empty before from, that hold total, which is worth n independent spans. Its interval is that of the share
// of spans below it, by Wilson's score.
func quantileOf[T uint16 | float32](bins []T, from uint8, total, n, q float64) Quantile {
	if !(total > 0) || !(n > 0) || !(q >= 0 && q <= 1) {
		return Quantile{math.NaN(), math.NaN(), math.NaN()}
	}
	const z2 = ninety * ninety
	middle := (q + z2/(2*n)) / (1 + z2/n)
	reach := ninety / (1 + z2/n) * math.Sqrt(q*(1-q)/n+z2/(4*n*n))
	return Quantile{
		Value: at(bins, from, q*total),
		Low:   at(bins, from, max(middle-reach, 0)*total),
		High:  at(bins, from, min(middle+reach, 1)*total),
	}
}

// at is where a number of the counted spans lie below, in nanoseconds.
func at[T uint16 | float32](bins []T, from uint8, below float64) float64 {
	return edge(position(bins, from, below))
}

// position is how many bins from the lower end of the first one the duration is below which a number of the counted spans lie, in bins that are empty before from; within a bin they are spread evenly over its logarithm.
func position[T uint16 | float32](bins []T, from uint8, below float64) float64 {
	var sum float64
	last := 0.0
	for i := int(from); i < len(bins); i++ {
		n := bins[i]
		if n == 0 {
			continue
		}
		if next := sum + float64(n); next >= below {
			return float64(i) + (below-sum)/float64(n)
		}
		sum += float64(n)
		last = float64(i + 1)
	}
	return last
}
