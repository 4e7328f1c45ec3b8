package flatline

import "time"

// back sets the clock back by more than is waited for. What was noted of later times, while the clock was ahead, would otherwise hold
// until they come again: nothing would be judged, or everything be taken for unobserved.
func (d *Detector) back(to int64) {
	d.senders.Back(to)
	d.swept, d.restored = min(d.swept, to), min(d.restored, to)
	for id := StreamID(1); int(id) <= d.streams.size; id++ {
		if d.streams.known(id) {
			d.streams.at(id).back(to)
		}
	}
	for _, t := range d.incidents {
		t.opened, t.seen = min(t.opened, to), min(t.seen, to)
		t.Onset, t.Ended = earlier(t.Onset, to), earlier(t.Ended, to)
		for i := range t.Gone {
			t.Gone[i].Last = earlier(t.Gone[i].Last, to)
		}
	}
	d.restart(to)
}

func (s *stream) back(to int64) {
	s.born, s.accepted = min(s.born, to), min(s.accepted, to)
	s.drop.Reset()
	m := s.more
	if m == nil {
		return
	}
	m.unobserved = m.unobserved.Until(to)
	m.asked, m.askedDrop, m.calmed = 0, 0, min(m.calmed, to)
	m.quiet(s, to)
	if m.recent != nil {
		m.recent = &recent{step: m.recent.step}
	}
	if m.blocks != nil {
		m.blocks = &blocks{}
	}
	if m.conditional != nil {
		m.conditional.done = 0
	}
	if a := m.alarm; a != nil {
		a.opened, a.onset, a.back = min(a.opened, to), min(a.onset, to), min(a.back, to)
	}
}

func earlier(t time.Time, to int64) time.Time {
	if limit := at(to); t.After(limit) {
		return limit
	}
	return t
}
