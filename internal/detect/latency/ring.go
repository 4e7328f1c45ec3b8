package latency

import (
	"math"
	"slices"
	"time"
)

const (
	// ringBlocks is how many blocks are kept for the noise and for the onset of a change.
	ringBlocks = 96
	// ringStep is how fine their logarithms are kept, 0.1 %.
	ringStep = 1. / 1024
)

// ring keeps the last blocks.
type ring struct {
	past  [ringBlocks]past
	next  uint8
	count uint8
}

// past is a block: the logarithm of its median without its season and with it, in ringStep, and the minute it ended, modulo 45 days.
type past struct {
	level, raw int16
	minute     uint16
}

func (r *ring) push(end time.Time, rest, y float64) {
	r.past[r.next] = past{toLevel(rest), toLevel(y), minuteOf(end)}
	r.next = (r.next + 1) % ringBlocks
	r.count = min(r.count+1, ringBlocks)
}

func toLevel(y float64) int16 {
	return int16(min(max(math.Round(y/ringStep), math.MinInt16), math.MaxInt16))
}

func minuteOf(t time.Time) uint16 { return uint16(t.Unix() / 60) }

// age is how many minutes before t the i-th block ended, the oldest being the 0th.
func (r *ring) age(i int, t time.Time) int { return int(minuteOf(t) - r.past[r.place(i)].minute) }

func (r *ring) place(i int) int { return (int(r.next) - int(r.count) + i + ringBlocks) % ringBlocks }

func (r *ring) at(i int) float64 { return float64(r.past[r.place(i)].level) * ringStep }

// of is the logarithm of the i-th median, with its season if raw.
func (r *ring) of(i int, raw bool) float64 {
	if raw {
		return float64(r.past[r.place(i)].raw) * ringStep
	}
	return r.at(i)
}

// centre is the median of the ring, and the standard deviation that a normal distribution of its median absolute deviation has.
func (r *ring) centre() (middle, noise float64) {
	if r.count == 0 {
		return 0, 0
	}
	var buffer [ringBlocks]int32
	x := buffer[:r.count]
	for i := range x {
		x[i] = 2 * int32(r.past[r.place(i)].level)
	}
	double := twiceMedian(x) // of what is doubled: the middle of two levels is whole
	for i := range x {
		x[i] -= double / 2
		x[i] = max(x[i], -x[i])
	}
	return float64(double) / 4 * ringStep, 1.482602218505602 * (float64(twiceMedian(x)) / 4 * ringStep)
}

// twiceMedian changes the order of x.
func twiceMedian(x []int32) int32 {
	k := (len(x) - 1) / 2
	split(x, k)
	if len(x)%2 == 1 {
		return 2 * x[k]
	}
	return x[k] + slices.Min(x[k+1:])
}

// split moves the k smallest before the k-th, counted from 0, and those that are no smaller behind it (Hoare 1961).
func split(x []int32, k int) {
	for low, high := 0, len(x)-1; low < high; {
		middle, i, j := x[k], low, high
		for i <= j {
			for x[i] < middle {
				i++
			}
			for x[j] > middle {
				j--
			}
			if i <= j {
				x[i], x[j] = x[j], x[i]
				i++
				j--
			}
		}
		if j < k {
			low = i
		}
		if k < i {
			high = j
		}
	}
}

// medianOf sorts x.
func medianOf(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	slices.Sort(x)
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

// keep forgets the blocks before the i-th and lowers the others by delta.
func (r *ring) keep(i int, delta float64) {
	r.count -= uint8(i)
	for i := range int(r.count) {
		p := &r.past[r.place(i)]
		p.level = toLevel(float64(p.level)*ringStep - delta)
	}
}

// split is the index of the block from which on the ring is best explained as two levels, the second the higher one, or the lower
// one. 0: none is.
func (r *ring) split(up bool) (at int, before, after float64) {
	n := int(r.count)
	var all, sum, best float64
	for i := range n {
		all += r.at(i)
	}
	for i := 1; i < n; i++ {
		sum += r.at(i - 1)
		low, high := sum/float64(i), (all-sum)/float64(n-i)
		if gain := (high - low) * (high - low) * float64(i) * float64(n-i); high > low == up && gain > best {
			best, at, before, after = gain, i, low, high
		}
	}
	return at, before, after
}
