package latency

import "math"

// heavy is the weight from which on a sample is halved, so that a span still counts beside it in single precision.
const heavy = 1 << 21

// Sample is the durations of one side of a comparison over many blocks. Each block has the same weight on both sides, whatever
// share of the traffic each had: a release that runs by day is not compared with one that ran at night. The zero Sample is empty.
type Sample struct {
	bins [Bins]float32
	// from and to are the bounds of the bins that are not empty, both 0 when all are.
	from, to uint8
	// weight is the sum over the bins, squares that of the squared weights of all spans.
	weight, squares float64
}

// add takes in a block with a weight. An empty block is no block.
func (s *Sample) add(h *Hist, weight float64) {
	if h.count == 0 {
		return
	}
	each := weight / float64(h.count)
	s.from, s.to = widened(s.from, s.to, h.from, h.to)
	for i := int(h.from); i < int(h.to); i++ {
		if n := h.bins[i]; n > 0 {
			s.bins[i] += float32(float64(n) * each)
		}
	}
	s.weight += weight
	s.squares += weight * each
	if s.weight > heavy {
		s.halve()
	}
}

// Add takes in a block with one for each of its spans, for durations that are compared with nothing.
func (s *Sample) Add(h *Hist) { s.add(h, float64(h.count)) }

func (s *Sample) halve() {
	for i := range s.bins {
		s.bins[i] /= 2
	}
	s.weight /= 2
	s.squares /= 2
}

// Spans is how many spans of equal weight would tell as much.
func (s *Sample) Spans() float64 {
	if !(s.squares > 0) {
		return 0
	}
	return s.weight / s.squares * s.weight
}

// Quantile is the duration in nanoseconds that a share q of the spans does not exceed, with its 90 % interval.
func (s *Sample) Quantile(q float64) Quantile {
	return quantileOf(s.bins[:s.to], s.from, s.weight, s.Spans(), q)
}

// Spread is the standard deviation of the logarithm of the durations that a log-normal distribution with the same middle two
// thirds would have. NaN when empty.
func (s *Sample) Spread() float64 {
	return spreadOf(s.bins[:s.to], s.from, s.weight)
}

func spreadOf[T uint16 | float32](bins []T, from uint8, all float64) float64 {
	const sigma = 0.15865525393145707
	if !(all > 0) {
		return math.NaN()
	}
	return width * (position(bins, from, (1-sigma)*all) - position(bins, from, sigma*all)) / 2
}

// Beyond is the first bin after the one that holds quantile q: a share of at most 1−q of the sample is there or further.
func (s *Sample) Beyond(q float64) int {
	var sum float64
	for i := int(s.from); i < int(s.to); i++ {
		if sum += float64(s.bins[i]); sum >= q*s.weight {
			return i + 1
		}
	}
	return Bins
}
