package latency

import "math"

// full is the count from which on a bin asks for its block to be closed.
const full = 60000

// Hist counts the durations of the spans of a block. The zero Hist is empty. It is a value of about 300 bytes.
type Hist struct {
	bins  [Bins]uint16
	count uint32
	// from and to are the bounds of the bins that are not empty, both 0 when all are.
	from, to uint8
	// odd spans had no positive duration, lost ones found their bin full.
	odd, lost uint32
}

// Record takes in a duration in nanoseconds. One that is zero, negative or no number counts in the first bin and in Odd. It
// reports whether a bin is about to be full: close the block then.
func (h *Hist) Record(ns float64) bool {
	if !(ns > 0) {
		h.odd++
	}
	return h.Add(Place(ns))
}

// Add is Record for a duration whose bin is known, from 0 to Bins-1.
func (h *Hist) Add(i int) bool {
	h.widen(uint8(i), uint8(i+1))
	b := &h.bins[i]
	if *b == math.MaxUint16 {
		h.lost++
		return true
	}
	*b++
	h.count++
	return *b >= full
}

// Merge adds the counts of another histogram and reports whether a bin is about to be full. What does not fit is counted in
// Lost.
func (h *Hist) Merge(o *Hist) bool {
	var near bool
	h.widen(o.from, o.to)
	for i := int(o.from); i < int(o.to); i++ {
		n := o.bins[i]
		sum := uint32(h.bins[i]) + uint32(n)
		fits := min(sum, math.MaxUint16)
		h.lost += sum - fits
		h.count += fits - uint32(h.bins[i])
		h.bins[i] = uint16(fits)
		near = near || fits >= full
	}
	h.odd += o.odd
	h.lost += o.lost
	return near
}

// Count is how many spans are in the bins.
func (h *Hist) Count() int { return int(h.count) }

// Odd is how many spans had a duration of zero, less, or none.
func (h *Hist) Odd() int { return int(h.odd) }

// Lost is how many spans found their bin full.
func (h *Hist) Lost() int { return int(h.lost) }

// Reset empties the histogram.
func (h *Hist) Reset() {
	clear(h.bins[h.from:h.to])
	h.count, h.odd, h.lost, h.from, h.to = 0, 0, 0, 0, 0
}

// widen moves the bounds so that they hold others too.
func (h *Hist) widen(from, to uint8) { h.from, h.to = widened(h.from, h.to, from, to) }

func widened(from, to, f, t uint8) (uint8, uint8) {
	switch {
	case to == 0:
		return f, t
	case t == 0:
		return from, to
	}
	return min(from, f), max(to, t)
}

// Quantile is the duration in nanoseconds that a share q of the spans does not exceed, with its 90 % interval.
func (h *Hist) Quantile(q float64) Quantile {
	return quantileOf(h.bins[:h.to], h.from, float64(h.count), float64(h.count), q)
}

// Spread is the standard deviation of the logarithm that a log-normal distribution with the same middle two thirds would have. NaN of
// an empty histogram.
func (h *Hist) Spread() float64 { return spreadOf(h.bins[:h.to], h.from, float64(h.count)) }

// MedianLog is the logarithm of Median, without the detour.
func (h *Hist) MedianLog() float64 {
	if h.count == 0 {
		return math.NaN()
	}
	return (position(h.bins[:h.to], h.from, float64(h.count)/2) + Offset) * width
}

// LogVariance is that of the logarithms of the durations, each in the middle of its bin. NaN of fewer than two.
func (h *Hist) LogVariance() float64 { return h.LogVarianceWithin(0, 0) }

// LogVarianceWithin is LogVariance with what is below or above two bins counted in them; to = 0 is no bound.
func (h *Hist) LogVarianceWithin(from, to int) float64 {
	if to == 0 {
		to = Bins
	}
	var sum, squares float64
	for i := int(h.from); i < int(h.to); i++ {
		n, x := float64(h.bins[i]), float64(min(max(i, from), to)-int(h.from))
		sum += n * x
		squares += n * x * x
	}
	n := float64(h.count)
	return max(squares-sum/n*sum, 0) / (n - 1) * width * width
}

// Median is the middle of Quantile(0.5) without its interval. NaN of an empty histogram.
func (h *Hist) Median() float64 {
	if h.count == 0 {
		return math.NaN()
	}
	return at(h.bins[:h.to], h.from, float64(h.count)/2)
}
