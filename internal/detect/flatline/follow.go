package flatline

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/baseline"
	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

// follow looks at a stream that is alarmed: is it back, does it have to be told again, has it become normal?
func (d *Detector) follow(id StreamID, s *stream, now int64) {
	a := s.more.alarm
	t := a.incident
	if t != nil && t.finding.Incident == "" {
		d.abandon(t, now)
		return
	}
	if t != nil && t.Kind == KindGap {
		if d.senders.Last(s.service) <= a.opened {
			d.renew(s, a, now)
			return
		}
		back := min(max(d.senders.Heard(s.service), a.onset), now)
		s.more.unobserved.Add(liveness.Gap{From: a.onset, To: back, Lost: 1})
		d.recover(id, s, a, back, now)
		return
	}
	switch {
	case a.cohort && d.withdrawn(s, now):
		d.recover(id, s, a, now, now)
	case a.recovered():
		if a.unconditional() {
			s.drop.Concede()
		}
		d.recover(id, s, a, a.back, now)
	case now-a.opened >= acceptAfter:
		d.accept(id, s, a, now)
	default:
		d.renew(s, a, now)
	}
}

// recover ends the alarm of a stream, and its incident when that is about it.
func (d *Detector) recover(id StreamID, s *stream, a *alarm, back, now int64) {
	t := a.incident
	lead := a.leads
	if lead {
		f := t.finding
		f.Phase, f.At, f.Until = PhaseRecovered, at(now), at(back)
		d.update(s, a, &f)
		d.tell(f)
	}
	d.calm(s, back)
	if lead {
		d.end(t, back, now)
	}
}

// accept takes what is for normal: after a day in alarm people know, and what was learned before is of no use any more.
func (d *Detector) accept(id StreamID, s *stream, a *alarm, now int64) {
	if a.leads {
		a.incident.finding.Words = []string{"it has been so for 24 hours and is taken for normal from now on"}
	}
	d.recover(id, s, a, now, now)
	s.model = baseline.New(at(now))
	s.accepted = now
	d.openHour(s, now)
}

// renew tells an incident again, at most hourly.
func (d *Detector) renew(s *stream, a *alarm, now int64) {
	t := a.incident
	if !a.leads || now-t.at < renewal {
		return
	}
	t.at = now
	f := t.finding
	f.Phase, f.At = PhaseWentOn, at(now)
	d.update(s, a, &f)
	f.Children = d.children(t)
	f.Series = d.series(s, s.settled)
	t.finding = f
	d.tell(f)
}

// nextLook is when an alarm has to be looked at again.
func (a *alarm) nextLook(now int64) int64 {
	if a.incident != nil && a.incident.Kind == KindGap {
		return now + int64(10*time.Second)
	}
	if a.leads {
		return min(a.incident.at+renewal, a.opened+acceptAfter)
	}
	return a.opened + acceptAfter
}
