package flatline

import "time"

const (
	// From these on gaps are learned, and silence pages: hours of exposure and events.
	tailAfter  = 24
	pageAfter  = 24
	pageEvents = 30
	// noticeEvents are enough for a notice.
	noticeEvents = 10
)

// settle makes evidence of what happened until a time: no more is expected to come from before it. Whole buckets are settled
// only; the time behind the last one waits.
func (d *Detector) settle(s *stream, to int64) {
	step := s.ring.step()
	to = to / step * step
	for s.settled < to {
		end := min(to, s.hourTo)
		if end <= s.settled { // the hour ends within a bucket
			d.closeHour(s)
			continue
		}
		begin, some := s.ring.next(s.settled, end)
		if !some {
			d.quiet(s, end)
		} else {
			d.quiet(s, begin)
			d.bucket(s, begin)
		}
		if s.settled >= s.hourTo {
			d.closeHour(s)
		}
	}
}

// quiet settles time without events.
func (d *Detector) quiet(s *stream, to int64) {
	if to > s.settled {
		d.step(s, s.settled, to, 0)
	}
}

// bucket settles one with events: each gap that ends in it is remembered, and what came goes into the drop bank.
func (d *Detector) bucket(s *stream, begin int64) {
	step := s.ring.step()
	count, filled := s.ring.take(begin)
	learn := s.model.Exposure() >= tailAfter && (!s.alarmed() || s.pliable())
	var rate float64
	if learn {
		rate, _ = d.expected(s, begin, begin+step)
		rate /= float64(step) * s.perItem()
	}
	items := count / s.perItem()
	n := float64(0)
	gaps(filled, step, func(offset, since int64) {
		n++
		if !learn {
		} else if since > 0 {
			s.tail.Record(rate*float64(since), 1)
		} else {
			x, _ := d.expected(s, max(s.prior, s.run, begin-horizon), begin+offset)
			s.tail.Record(x/s.perItem(), 1)
		}
		s.prior = begin + offset
	})
	if learn && items-n >= 1 {
		s.tail.Record(0, items-n)
	}
	d.step(s, begin, begin+step, count)
}

// step counts the events of some time.
func (d *Detector) step(s *stream, from, to int64, count float64) {
	s.settled = to
	s.hourN += count
	s.dirty = true
	expected, hours := d.expected(s, from, to)
	if s.alarmed() {
		if a := s.more.alarm; !a.conditional && !a.cohort {
			a.step(from, to, expected, count)
		}
		return
	}
	if hours > 0 {
		s.drop.Step(at(to), hours, expected/s.perItem(), (count+float64(s.owed))/s.perItem())
		s.owed = 0
	}
}

// closeHour learns the hour that is over and opens the next.
func (d *Detector) closeHour(s *stream) {
	if !s.alarmed() || s.pliable() {
		d.learn(s, s.hourSince)
	}
	s.before, s.in = week(d.zone(s), s.hourFrom, s.hourTo, s.before, s.in)
	d.openHour(s, s.hourTo)
}

// setWidth lets buckets follow the rate, at the turn of an hour. What is open is settled early: what is late for it counts later.
func (d *Detector) setWidth(s *stream) {
	width := widthFor(s.model.Mean(), d.senders.Wait(s.service))
	if width == s.ring.width {
		return
	}
	if s.last >= s.settled {
		d.settle(s, s.last+s.ring.step())
	}
	step := widths[width]
	d.settle(s, (s.settled+step-1)/step*step)
	s.ring.width = width
}

// week forgets at the turn of a week which releases sent a stream in the week before the last.
func week(z *time.Location, from, to int64, before, in uint16) (uint16, uint16) {
	_, a := at(from).In(z).ISOWeek()
	if _, b := at(to).In(z).ISOWeek(); a != b {
		return in, 0
	}
	return before, in
}
