package flatline

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

const (
	// settle is how long after a time that was not observed senders deliver what they kept back.
	settling = int64(2 * time.Minute)
	// stepMin is how far the clock of the Collector has to be set to be noticed.
	stepMin = 5 * time.Second
	// levelAge is after how long the level is not believed any more; the shape of the week lasts longer.
	levelAge = int64(7 * 24 * time.Hour)
	// leapAfter is from where on streams begin anew after a time that was not observed: to let each of its hours pass for each stream would
	// hold up the data for long, and teach nothing. clockLeap is a step of the clock that nobody can have been there for.
	leapAfter = int64(6 * time.Hour)
	clockLeap = int64(31 * 24 * time.Hour)
	// backMax is how far it may be set back before all is set back with it; time stands still for less.
	backMax = int64(5 * time.Minute)
)

// reach lets time pass: what became due is looked at in the order of time, as if it had been called all the time. Batches
// that come after a silence find the silence judged already.
func (d *Detector) reach(now time.Time) {
	if now == d.now { // as for all but the first event of a batch
		return
	}
	to := nanos(now)
	if to == 0 {
		return
	}
	if d.clock == 0 {
		d.start(to)
	}
	if step := stepped(d.now, now); step > 0 {
		d.away(to-int64(step), to)
	}
	d.now = now
	switch {
	case to < d.clock-backMax:
		d.back(to)
	case to > d.clock+clockLeap:
		d.away(d.clock, to)
	}
	if to <= d.clock {
		return
	}
	d.takeTurns(to)
	for due := d.wheel.next(to); due != nil; due = d.wheel.next(to) {
		for _, id := range due {
			if d.streams.known(id) {
				d.look(id, d.wheel.tick<<tickBits)
			}
		}
	}
	d.around = around{}
	d.followGaps(to)
	d.clock = to
}

func (d *Detector) start(at int64) { d.clock, d.wheel.tick = at, at>>tickBits }

// stepped is by how much a clock was set forward between two readings: what its wall time has gained on its monotonic time.
// Times without a monotonic reading, as in a replay, are believed.
func stepped(before, now time.Time) time.Duration {
	if before.IsZero() {
		return 0
	}
	if by := now.Round(0).Sub(before.Round(0)) - now.Sub(before); by > stepMin {
		return by
	}
	return 0
}

func (d *Detector) away(from, to int64) {
	if to <= from {
		return
	}
	d.wasAway = true
	d.senders.Away(liveness.Gap{From: from, To: to + settling, Lost: 1})
	if to-from > levelAge {
		for id := StreamID(1); int(id) <= d.streams.size; id++ {
			d.streams.at(id).model.ForgetLevel()
		}
		d.senders.ForgetLevels()
	}
	if to-from > leapAfter {
		d.restart(to)
	}
}

// restart starts all runs anew at a time, earlier or much later than now. What was learned stays.
func (d *Detector) restart(to int64) {
	d.clock, d.wheel.tick = to, to>>tickBits
	d.turns = turns{}
	d.wheel = wheel{tick: d.wheel.tick, nodes: make([]node, len(d.wheel.nodes))}
	for id := StreamID(1); int(id) <= d.streams.size; id++ {
		if !d.streams.known(id) {
			continue
		}
		s := d.streams.at(id)
		s.waits = false
		s.ring = ring{width: s.ring.width}
		s.last, s.run, s.prior = min(s.last, to), to, to
		s.settled = to / s.ring.step() * s.ring.step()
		d.openHour(s, to)
		d.wheel.set(id, d.hourDue(id, s))
	}
	for _, t := range d.incidents {
		t.at = min(t.at, to)
	}
}
