package latency

import (
	"math"
	"time"
)

const (
	// fewestBefore blocks of the old release are needed to tell what the new one changes.
	fewestBefore = 30
	// wide is how many blocks are averaged to see how levels wander.
	wide = 8
	// beforehand is what the variance of a block counts for at least, as it is learned.
	beforehand = 1.2
	// sudden is the ratio that a release is suspected to bring.
	sudden = 1.2
)

// Succession tests whether an operation is slower under a release that came when the one before went: the blocks after against
// those before. It is looked at after each block without spending more of α, and goes on for as many blocks as were before: how levels
// wander in longer times they do not show. The zero Succession has seen nothing.
type Succession struct {
	before, variance float64 // level before, and variance of a block's mean as it counts for many
	earlier          float64 // how many blocks were before
	sum, blocks      float64 // after
	raw              bool    // while no day is known, medians are compared with their season
	accepted         uint8
}

// Succeed begins a test of what came after a time, until which the old release ran. ok is false when too little is known. The season
// learns nothing for as long as it takes.
func (d *Drift) Succeed(since time.Time) (s Succession, ok bool) {
	s.raw, s.accepted = d.season.hours < dayHours, d.accepted
	now := time.Unix(d.last, 0)
	reach := int(now.Sub(since) / time.Minute)
	var buffer [ringBlocks]float64
	level := buffer[:0]
	for i := range int(d.ring.count) {
		if d.ring.age(i, now) >= reach {
			level = append(level, d.ring.of(i, s.raw))
		}
	}
	if d.blocks <= warmUp || len(level) < fewestBefore {
		return Succession{}, false
	}
	s.earlier = float64(len(level))
	middle := medianOf(append([]float64(nil), level...))
	for i, x := range level {
		level[i] = min(max(x, middle-clip*d.noise), middle+clip*d.noise)
		s.before += level[i] / s.earlier
	}
	s.variance = max(beforehand*d.wander()*d.wander(), wandering(level))
	d.held = uint8(len(level))
	return s, true
}

// wandering is the variance of a block as the means of wide blocks show it, with what so few of them leave open.
func wandering(level []float64) float64 {
	var sum, squares, n float64
	for ; len(level) >= wide; level = level[wide:] {
		var mean float64
		for _, x := range level[:wide] {
			mean += x / wide
		}
		sum += mean
		squares += mean * mean
		n++
	}
	return wide * max(squares-sum*sum/n, 0) / (n - 1) * (1 + 4/(n-1))
}

// Follow takes in the last block that the drift has closed. It reports whether the test goes on.
func (s *Succession) Follow(d *Drift) bool {
	if s.accepted != d.accepted || s.blocks >= s.earlier || d.ring.count == 0 {
		return false
	}
	deviation := math.Sqrt(s.variance)
	x := d.ring.of(int(d.ring.count)-1, s.raw)
	s.sum += min(max(x-s.before, -clip*deviation), clip*deviation)
	s.blocks++
	return true
}

func (s *Succession) information() float64 {
	return 1 / (s.variance * (1/s.blocks + 1/s.earlier))
}

// Evidence is the logarithm of the e-process that the operation is slower since, in nats. It is 0 for the first blocks.
func (s *Succession) Evidence() float64 {
	if s.blocks < fewestBlocks {
		return 0
	}
	usual := math.Log(sudden)
	information := s.information()
	return mixtureOf(s.sum/s.blocks*information, information, 1/(usual*usual))
}

// Effect is the ratio of the medians after and before.
func (s *Succession) Effect() Effect {
	if s.blocks == 0 {
		return Effect{math.NaN(), math.NaN(), math.NaN()}
	}
	log, reach := s.sum/s.blocks, ninety/math.Sqrt(s.information())
	return Effect{math.Exp(log), math.Exp(log - reach), math.Exp(log + reach)}
}

// Blocks is how many were before and after.
func (s *Succession) Blocks() (before, after int) { return int(s.earlier), int(s.blocks) }
