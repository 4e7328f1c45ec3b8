package latency

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
)

const (
	// warmUp is how many blocks teach level and noise before any is evidence.
	warmUp = 60
	// leastNoise between blocks is a quarter of a bin: below it the median is known by the bins only.
	leastNoise = width / 4
	// The level follows half of the way in firstLevel blocks while no day is known, in slowLevel once a week is.
	firstLevel, slowLevel = 30, 360
	// suspicious is the height of a CUSUM, in nats, from which on the level follows ten times slower.
	suspicious = 3
	// firstDay divides the budget while no day is known: 2.3 nats.
	firstDay = 10
	// convincing is the height from which on a block is no part of the season.
	convincing = 7
	// noiseBlocks is over how many blocks the noise of the ring is averaged: that of one ring alone is wrong by 12 %.
	noiseBlocks = 400
	// noiseStep is how many blocks pass between two looks at the noise of the ring, which means to sort it.
	noiseStep = 8
	// acceptBlocks is what the old level weighs beside the blocks after a change, of which the first seem worst by chance.
	acceptBlocks = 3
	// improvements is how many a year are accepted for no reason.
	improvements = 0.1
	// concededMemory is in how many minutes what was conceded fades to 1/e: six weeks.
	concededMemory = 6 * weekHours * 60
	// clip is how many standard deviations of surprise a block can add, or teach.
	clip = 4
)

// Drift watches the median of the blocks of one operation for a change within a release, or between releases that do not run at
// the same time. What is left of its logarithm without season and level goes to CUSUMs, whose heights are judged by their own
// past peaks. Blocks, not spans, are drawn independently here: from hour to hour medians differ by more than spans explain. It
// is a value of about 1.2 KB without pointers, one for each operation. The zero Drift has seen nothing.
type Drift struct {
	season season
	ring   ring
	carried
	level    float64 // of the logarithm of the median, without season
	noise    float64 // standard deviation of a block
	blocks   float64 // taken in since the start
	last     int64   // end of the last block, unix seconds
	length   float64 // mean minutes from block to block
	up       bank
	down     bank
	conceded float32 // alarms that went away by themselves, fading over six weeks
	// held is for how many more blocks the season learns nothing; accepted counts what was, modulo 256.
	held, accepted uint8
}

// Close takes in a block of a minute or more that ended at a time, with its median in nanoseconds. Blocks come in the order of
// time; z is where the season is local to. 0 allocations.
func (d *Drift) Close(z *time.Location, end time.Time, median float64) {
	d.CloseLog(z, end, math.Log(median))
}

// CloseLog is Close for the logarithm y of a median.
func (d *Drift) CloseLog(z *time.Location, end time.Time, y float64) {
	if !(y >= 0) || math.IsInf(y, 0) || d.blocks > 0 && end.Unix() <= d.last {
		return
	}
	minutes := Shortest.Minutes()
	if d.blocks > 0 {
		minutes = min(float64(end.Unix()-d.last)/60, Longest.Minutes())
	}
	d.last = end.Unix()
	d.blocks++
	d.conceded *= float32(1 - minutes/concededMemory)
	d.length += (minutes - d.length) / min(d.blocks, ringBlocks)
	how, passed := slotOf(z, end)
	rest := y - d.season.at(how, passed)
	d.ring.push(end, rest, y)
	if d.blocks > warmUp {
		if max(d.up.height(), d.down.height()) < convincing {
			d.carried.add((rest - d.level) / d.noise)
		}
		noise := d.wander() * (1 + 1/math.Sqrt(d.blocks))
		d.up.step((rest-d.level)/noise, noise)
		d.down.step((d.level-rest)/noise, noise)
	}
	d.learn(rest)
	switch {
	case d.held > 0:
		d.held--
	case max(d.up.height(), d.down.height()) < convincing:
		d.season.learn(how, y, minutes/60)
	}
	if d.season.hours >= dayHours && d.down.alarm(d.length, improvements) {
		d.Accept()
	}
}

// learn lets level and noise follow. A surprise teaches as much as clip allows.
func (d *Drift) learn(rest float64) {
	if d.blocks <= warmUp {
		if int(d.blocks)%noiseStep != 1 && d.blocks != warmUp {
			return // nothing is told apart by them before its end
		}
		d.level, d.noise = d.ring.centre()
		d.noise = max(d.noise, leastNoise)
		if d.blocks == warmUp {
			for i := range int(d.ring.count) {
				d.carried.add((d.ring.at(i) - d.level) / d.noise)
			}
		}
		return
	}
	if d.ring.next%noiseStep == 0 && d.ring.count >= warmUp {
		_, noise := d.ring.centre()
		d.noise += (max(noise, leastNoise) - d.noise) * min(noiseStep/min(d.blocks-warmUp, noiseBlocks), 1)
	}
	half := float64(firstLevel)
	if hours := float64(d.season.hours); hours >= dayHours {
		half = max(slowLevel*min(hours/weekHours, 1), 2*firstLevel)
	}
	if d.up.height() > suspicious {
		half *= 10
	}
	d.level += min(max(rest-d.level, -clip*d.noise), clip*d.noise) * -math.Expm1(-math.Ln2/half)
}

// Noise is the standard deviation of the logarithm of a block's median, as learned.
func (d *Drift) Noise() float64 { return d.noise }

// Alarm reports whether the operation is slower than before, with a budget of false alarms a year. On the first day, when a
// morning cannot be told from a change, the budget is a tenth of that.
func (d *Drift) Alarm(budget float64) bool {
	if d.conceded > 0 {
		budget *= math.Exp(-evidence.ConcessionNats * float64(d.conceded))
	}
	if d.season.hours < dayHours {
		budget /= firstDay
	}
	return d.blocks > warmUp && d.up.alarm(d.length, budget)
}

// Change is what a change looks like after the fact.
type Change struct {
	// Onset is the end of the last block before it.
	Onset time.Time
	// Effect is the ratio of the medians after and before.
	Effect Effect
	// Before and After are how many of the last blocks the effect is estimated from.
	Before, After int
}

// Change fits two levels to the last blocks, best by least squares, as of the last block. ok is false when nothing rose.
func (d *Drift) Change() (c Change, ok bool) {
	at, before, after := d.ring.split(true)
	if at == 0 {
		return Change{}, false
	}
	n, m := at, int(d.ring.count)-at
	reach := ninety * d.wander() * math.Sqrt(1/float64(n)+1/float64(m))
	now := time.Unix(d.last, 0)
	return Change{
		Onset:  now.Add(-time.Duration(d.ring.age(at-1, now)) * time.Minute).Truncate(time.Minute),
		Effect: Effect{math.Exp(after - before), math.Exp(after - before - reach), math.Exp(after - before + reach)},
		Before: n,
		After:  m,
	}, true
}

// Concede remembers that what alarmed went away by itself: the next alarm has to be evidence.ConcessionNats likelier. An operation that is
// slow for a while now and then is no news each time.
func (d *Drift) Concede() { d.conceded++ }

// Accept takes the durations after the last change for normal at all hours, because it was told or will not be. What became
// faster is accepted without being asked for, once a day is known.
func (d *Drift) Accept() {
	d.accepted++
	if at, _, after := d.ring.split(d.up.height() >= d.down.height()); at > 0 {
		m := float64(int(d.ring.count) - at)
		delta := (after - d.level) * m / (m + acceptBlocks)
		if d.season.hours < dayHours {
			// What looked like a change may have been the morning.
			d.level += delta
			delta = 0
		}
		d.season.shift(delta)
		d.ring.keep(at, delta)
	}
	d.up.reset()
	d.down.reset()
}
