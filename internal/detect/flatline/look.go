package flatline

import "time"

// look does what is due for a stream at a time and sets when to look again.
func (d *Detector) look(id StreamID, now int64) {
	s := d.streams.at(id)
	wait := int64(d.senders.Wait(s.service))
	until := now - wait
	hour := s.hourTo
	d.settle(s, until)
	if s.hourTo != hour {
		d.setWidth(s)
		d.turnHour(id, s, now)
	}
	next := d.hourDue(id, s)
	if begin, some := s.ring.next(s.settled, s.settled+ringSize*s.ring.step()); some {
		next = min(next, begin+s.ring.step()+wait)
	}
	if (s.more == nil || s.more.cohort == nil) && d.senders.Newest(s.service) > now-int64(time.Hour) {
		d.pair(s, now)
	}
	next = min(next, d.hold(id, s, now, until))
	if s.alarmed() {
		d.follow(id, s, now)
	}
	if s.alarmed() {
		next = min(next, s.more.alarm.nextLook(now), d.worsen(id, s, now, until))
	} else {
		next = min(next, d.suspect(id, s, now, until))
	}
	d.wheel.set(id, next)
}

// hold compares a stream with its attempts and between releases, and returns when to do so again.
func (d *Detector) hold(id StreamID, s *stream, now, until int64) int64 {
	next := never
	if s.more == nil {
		return next
	}
	if s.more.conditional != nil {
		if ref := d.reference(s); ref != 0 {
			o := d.streams.at(ref)
			d.compare(s, o, min(until, d.senders.Heard(s.service), d.senders.Heard(o.service)))
		}
		next = now + lookEvery
	}
	if s.more.cohort != nil {
		d.closeBlock(s, now)
		next = min(next, max(s.more.cohort.block+cohortBlock, now+blockStep))
	}
	return next
}

// never is later than anything.
const never = int64(1) << 62

// suspect looks for silence and drops of a stream that is not alarmed, and returns when to do so again. What was asked about one of
// them does not hold up the other: silence may begin while a drop is being judged.
func (d *Detector) suspect(id StreamID, s *stream, now, until int64) int64 {
	askedDrop := int64(0)
	if m := s.more; m != nil {
		if m.askedDrop <= now && d.senders.LateUntil(s.service) <= now {
			if f, found := d.suspectRelative(s, now, until); found {
				return d.raise(id, s, f)
			}
		}
		askedDrop = m.askedDrop
	}
	next := d.suspectSilence(id, s, now, until)
	switch {
	case s.alarmed():
		return next
	case askedDrop > now:
		return min(next, askedDrop)
	}
	return d.suspectDrop(id, s, now, until, next)
}

// suspectRelative looks for what is missing of the attempts or in a release.
func (d *Detector) suspectRelative(s *stream, now, until int64) (suspicion, bool) {
	if s.more.conditional != nil {
		if f, found := d.suspectShare(s, now, until); found {
			return f, true
		}
	}
	if s.more.cohort != nil {
		return d.suspectCohort(s, now, until)
	}
	return suspicion{}, false
}

func (d *Detector) suspectSilence(id StreamID, s *stream, now, until int64) int64 {
	if s.more != nil && s.more.asked > now {
		return s.more.asked
	}
	due, ok := d.deadline(s)
	wait := now - until
	switch late := d.senders.LateUntil(s.service); {
	case !ok:
		return never
	case due > until:
		return due + wait
	case late > now:
		return late
	}
	if d.senders.Alive(s.service, now) {
		// What nobody was heard after, nobody can have seen. Soon there is a signal, or it is a gap.
		if until = min(until, d.senders.Heard(s.service)); until < due {
			return now + min(max((due-s.silentSince())/20, int64(1e9)), int64(6e10))
		}
	}
	if d.fewerAttempts(s, until) {
		return now + min(max((until-s.silentSince())/10, int64(1e9)), int64(6e10))
	}
	return d.raise(id, s, d.silence(s, now, until, due, wait))
}

// worsen looks for silence of a stream of which a drop was told below its tier: the rest may stop as well, and that is told anew.
func (d *Detector) worsen(id StreamID, s *stream, now, until int64) int64 {
	a := s.more.alarm
	if a.incident == nil || !a.leads || a.ratio == 0 || a.incident.Tier >= d.tier(s) {
		return never
	}
	s.more.alarm, a.incident.Ended = nil, at(now)
	next := d.suspectSilence(id, s, now, until)
	if !s.alarmed() {
		s.more.alarm, a.incident.Ended = a, time.Time{}
	}
	return next
}

func (d *Detector) suspectDrop(id StreamID, s *stream, now, until, next int64) int64 {
	if s.model.Exposure() < dropAfter || !d.isWatched(s) {
		return next
	}
	if drop := s.drop.Evidence(d.budget(s)); drop.Evidence >= drop.Threshold && drop.Threshold > 0 {
		return min(next, d.raise(id, s, d.dropped(s, now, until, drop)))
	}
	return next
}

// turnHour does what is done once an hour.
func (d *Detector) turnHour(id StreamID, s *stream, now int64) {
	if s.definition < 0 {
		d.watch(s)
	}
	d.pair(s, now)
	if s.definition >= 0 {
		s.extra().counts().setStep(d.seriesStep(s))
	}
	s.slim(now)
}

// dropAfter is how many hours of exposure a forecast needs before what falls short of it is a drop.
const dropAfter = 168
