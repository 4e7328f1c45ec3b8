package latency

import (
	"math"

	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
)

// suspected are the ratios of durations that a change is suspected to bring.
var suspected = [...]float64{1.1, 1.2, 1.5}

// logSuspected are their logarithms.
var logSuspected = [len(suspected)]float64{math.Log(suspected[0]), math.Log(suspected[1]), math.Log(suspected[2])}

const (
	// steepest is how many standard deviations a suspected change is at most: one odd block is no change, however low the noise.
	steepest = 2.5
	// peakMemory is in how many blocks the frequency of peaks is forgotten.
	peakMemory = 20000
	// tailBegin is the height in nats from which on a peak has the tail that is learned; what reaches longestPeak was a change.
	tailBegin, longestPeak = 1, 40
	// leastMean is the least mean of what peaks have above that: 1 for normal blocks of known level and noise, and a margin, as
	// both are learned. Without it there were about twice as many false alarms as the budget.
	leastMean = 1.15
	// Before any, a peak above tailBegin in ten blocks is believed.
	priorAbove, priorSeen = 30, 300
)

// bank is one CUSUM for each suspected ratio.
type bank struct {
	sums [len(suspected)]cusum
}

// cusum is the log-likelihood ratio in nats of a change, since the time that makes it largest.
type cusum struct {
	height, peak float64
	// Decayed: blocks, finished peaks above tailBegin, and by how much they were.
	seen, above, excess float32
}

// step takes in a surprise z, in standard deviations of the noise of a block.
func (b *bank) step(z, noise float64) {
	z = min(max(z, -clip), clip)
	for i := range b.sums {
		theta := min(logSuspected[i]/noise, steepest)
		b.sums[i].step(theta * (z - theta/2))
	}
}

func (c *cusum) step(gain float64) {
	const keep = 1 - 1./peakMemory
	c.seen = c.seen*keep + 1
	c.above *= keep
	c.excess *= keep
	c.height += gain
	if c.height > 0 {
		c.peak = max(c.peak, c.height)
		return
	}
	if c.peak > tailBegin && c.peak < longestPeak {
		c.above++
		c.excess += float32(c.peak - tailBegin)
	}
	c.height, c.peak = 0, 0
}

// evidence is −ln of how often a block lies at the foot of a peak as high as the one under way. Steps are bounded by clip, so
// the heights of peaks have an exponential tail (Cramér and Lundberg), with a mean of leastMean or, as blocks that follow one
// another bring, more, which is learned. A generalised Pareto tail, whose shape must be learned too, needed 14 blocks for +20 %
// where this needs 11.
func (c *cusum) evidence() float64 {
	if c.height <= tailBegin {
		return 0
	}
	mean := max((float64(c.excess)+leastMean*priorAbove)/(float64(c.above)+priorAbove), leastMean)
	often := (float64(c.above) + priorAbove) / (float64(c.seen) + priorSeen)
	return (c.height-tailBegin)/mean - math.Log(often)
}

// alarm compares with the blocks of a year, length minutes each. The budget is shared by the suspected ratios.
func (b *bank) alarm(length, budget float64) bool {
	perYear := float64(len(b.sums)) * evidence.HoursAYear * 60 / length
	if perYear > budget && b.height() <= tailBegin {
		return false // nothing is under way
	}
	h := evidence.Threshold(perYear, budget)
	for i := range b.sums {
		if b.sums[i].evidence() >= h {
			return true
		}
	}
	return false
}

// height is that of the highest CUSUM.
func (b *bank) height() float64 {
	var most float64
	for i := range b.sums {
		most = max(most, b.sums[i].height)
	}
	return most
}

// reset forgets what is under way, not what was learned of peaks.
func (b *bank) reset() {
	for i := range b.sums {
		b.sums[i].height, b.sums[i].peak = 0, 0
	}
}
