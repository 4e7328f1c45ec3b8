package flatline

import (
	"math/bits"
	"time"
)

const (
	ringSize = 12
	// slots divide a bucket: gaps are exact to one of them, in whatever order items come.
	slots = 32
)

// widths of a bucket: about four events fit into one, so that a gap is longer than a slot.
var widths = [...]int64{int64(time.Second), int64(10 * time.Second), int64(time.Minute)}

// widthFor returns the index of the width for a rate in events per hour and items that come as late as wait.
func widthFor(rate float64, wait time.Duration) uint8 {
	for i := range widths {
		if rate*time.Duration(widths[i]).Hours() >= 0.6 || i == len(widths)-1 {
			if int64(wait)+2*widths[i] <= ringSize*widths[i] {
				return uint8(i)
			}
		}
	}
	return uint8(len(widths) - 1)
}

// ring holds the events that may still be joined by late ones, in buckets of event time.
type ring struct {
	counts [ringSize]float32
	filled [ringSize]uint32
	width  uint8
}

func (r *ring) step() int64 { return widths[r.width] }

// add counts events at a time; the caller sees to it that the bucket is not settled and the ring reaches to it.
func (r *ring) add(at int64, count float64) {
	step := r.step()
	i := at / step % ringSize
	r.counts[i] += float32(count)
	r.filled[i] |= 1 << (at % step * slots / step)
}

// take empties the bucket that begins at a time.
func (r *ring) take(begin int64) (count float64, filled uint32) {
	i := begin / r.step() % ringSize
	count, filled = float64(r.counts[i]), r.filled[i]
	r.counts[i], r.filled[i] = 0, 0
	return count, filled
}

// next returns the begin of the first bucket with events from one time on, before another.
func (r *ring) next(from, to int64) (int64, bool) {
	step := r.step()
	for begin, n := from/step*step, 0; begin < to && n < ringSize; begin, n = begin+step, n+1 {
		if r.filled[begin/step%ringSize] != 0 {
			return begin, true
		}
	}
	return 0, false
}

// gaps yields the time of each slot with events and how long before it the last one was, 0 for the first.
func gaps(filled uint32, step int64, yield func(offset, since int64)) {
	last := -1
	for filled != 0 {
		i := bits.TrailingZeros32(filled)
		filled &= filled - 1
		since := int64(0)
		if last >= 0 {
			since = int64(i-last) * step / slots
		}
		yield(int64(i)*step/slots, since)
		last = i
	}
}
