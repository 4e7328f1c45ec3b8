package flatline

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

func (d *Detector) zone(s *stream) *time.Location {
	if s.definition >= 0 {
		return d.settings.Declared[s.definition].Zone
	}
	return d.settings.Zone
}

// observed calls yield with the parts of a time and the share of each in which silence of a stream proves something. Gaps are
// looked at when somebody asks, so that one of a thousand streams costs nothing while it lasts.
func (d *Detector) observed(s *stream, from, to int64, yield func(from, to int64, share float64) bool) {
	liveness.Observed(from, to, yield, d.senders.Unheard(), d.senders.Gaps(s.service), d.senders.Quiets(s.service), s.unobserved())
}

func (s *stream) unobserved() liveness.Gaps {
	if s.more == nil {
		return nil
	}
	return s.more.unobserved
}

// expected is how many events should have been seen, and in how many observed hours.
func (d *Detector) expected(s *stream, from, to int64) (events, hours float64) {
	e := forecast{stream: s, zone: d.zone(s)}
	d.observed(s, from, to, e.add)
	return e.events, e.hours
}

// learnable is expected over the time that can be learned from: that of usual silence of the whole service, too.
func (d *Detector) learnable(s *stream, from, to int64) (events, hours float64) {
	e := forecast{stream: s, zone: d.zone(s)}
	liveness.Observed(from, to, e.add, d.senders.Unheard(), d.senders.Gaps(s.service), s.unobserved())
	return e.events, e.hours
}

// forecast adds up parts of a time.
type forecast struct {
	stream        *stream
	zone          *time.Location
	events, hours float64
}

func (e *forecast) add(from, to int64, share float64) bool {
	if share > 0 {
		e.events += share * e.stream.model.Expected(e.zone, at(from), at(to))
		e.hours += share * time.Duration(to-from).Hours()
	}
	return true
}

// horizon is how far a deadline is looked for.
const horizon = int64(7 * 24 * time.Hour)

// when is the time at which x events should have been seen since a time; false when that is not within a week.
func (d *Detector) when(s *stream, from int64, x float64) (when int64, ok bool) {
	z := d.zone(s)
	d.observed(s, from, from+horizon, func(from, to int64, share float64) bool {
		if share <= 0 {
			return true
		}
		t, found := s.model.When(z, at(from), x/share)
		if found && t.UnixNano() <= to {
			when, ok = t.UnixNano(), true
			return false
		}
		x -= share * s.model.Expected(z, at(from), at(to))
		return true
	})
	return when, ok
}
