package evidence

import (
	"math"
	"time"
)

// ratios are the shares of the expected events that a Drop looks for.
var ratios = [...]float64{0.1, 0.3, 0.5}

// logRatios are what one event counts against each of them.
var logRatios = [len(ratios)]float64{math.Log(ratios[0]), math.Log(ratios[1]), math.Log(ratios[2])}

// Drop is a bank of CUSUMs against the rate having fallen to a tenth, three tenths and a half. Each sums the log-likelihood
// ratio and returns to zero when there is nothing to it; how high it then was is remembered, so that a forecast that is often
// wrong needs more. The zero Drop has seen nothing.
type Drop struct {
	runs     [len(ratios)]excursion
	exposure float32 // hours, fading over six weeks
	conceded float32 // alarms that were nothing, fading likewise
}

// excursion is one CUSUM since it last left zero.
type excursion struct {
	height         float64
	onset          int64 // unix seconds
	peak           float32
	expected, seen float32
	tail           Tail
}

// Dropped is what the bank has to say.
type Dropped struct {
	// Evidence and Threshold are in nats, of the CUSUM that is nearest to its alarm or furthest beyond.
	Evidence, Threshold float64
	// Onset is when it left zero, Ratio what came since as a share of what was expected.
	Onset          time.Time
	Expected, Seen float64
	Ratio          float64
}

const (
	dropMemory = 6 * 168 // hours: six weeks to 1/e
	learnAfter = 24      // hours before peaks count
	// ConcessionNats is by how much the next alarm has to be likelier for each that went away by itself.
	ConcessionNats = 2
)

// Step takes in the time until at: observed hours, the events expected in them and those seen. 0 allocations.
func (d *Drop) Step(at time.Time, hours, expected, seen float64) {
	hours, expected, seen = number(hours), number(expected), number(seen)
	if d.exposure == 0 && d.runs[0].tail.statistic != StatisticDrop {
		for i := range d.runs {
			d.runs[i].tail = NewTail(StatisticDrop)
		}
	}
	fade := math.Exp(-hours / dropMemory)
	d.exposure = float32(float64(d.exposure)*fade + hours)
	d.conceded *= float32(fade)
	for i, ratio := range ratios {
		d.runs[i].step(at.Unix()-int64(min(hours, 1e6)*3600), ratio, logRatios[i], expected, seen, d.exposure > learnAfter)
	}
}

func (e *excursion) step(from int64, ratio, logRatio, expected, seen float64, learn bool) {
	height := e.height + (1-ratio)*expected + seen*logRatio
	if !(height > 0 && height <= math.MaxFloat32) {
		if learn && e.peak > 0 {
			e.tail.Record(float64(e.peak), 1)
		}
		*e = excursion{tail: e.tail}
		return
	}
	if e.height == 0 {
		e.onset = from
	}
	e.height = height
	e.peak = max(e.peak, float32(height))
	e.expected += float32(expected)
	e.seen += float32(seen)
}

// Evidence weighs the bank against a budget of false alarms a year. The chances of one are the peaks of all three CUSUMs in a
// year, estimated from those seen.
func (d *Drop) Evidence(budget float64) Dropped {
	best := Dropped{Evidence: 0, Threshold: math.Inf(1)}
	margin := math.Inf(-1)
	for i := range d.runs {
		r := &d.runs[i]
		h := d.threshold(r, budget)
		e := r.tail.Evidence(r.height)
		if m := e - h; m > margin {
			margin = m
			best = Dropped{Evidence: e, Threshold: h, Onset: time.Unix(r.onset, 0).UTC(), Expected: float64(r.expected), Seen: float64(r.seen), Ratio: 1}
			if r.expected > 0 {
				best.Ratio = best.Seen / best.Expected
			}
		}
	}
	return best
}

func (d *Drop) threshold(r *excursion, budget float64) float64 {
	return Threshold(3*HoursAYear*(r.tail.Peaks()+5)/min(float64(d.exposure)+24, dropMemory), budget) + ConcessionNats*float64(d.conceded)
}

// Concede remembers that what alarmed went away by itself: the next one has to be ConcessionNats likelier, which fades over six weeks. Peaks
// of drops that are told are not remembered otherwise, so where the forecast is wrong in bursts the tail alone would never learn.
func (d *Drop) Concede() { d.conceded++ }

// Reset ends all excursions without remembering their peaks: after an outage that was found, or time that was not observed.
func (d *Drop) Reset() {
	for i := range d.runs {
		d.runs[i] = excursion{tail: d.runs[i].tail}
	}
}
