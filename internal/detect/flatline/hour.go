package flatline

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/baseline"
)

func (d *Detector) openHour(s *stream, now int64) {
	from, to := baseline.HourAt(d.zone(s), at(now))
	s.hourFrom, s.hourTo, s.hourN = from.UnixNano(), to.UnixNano(), 0
	s.hourSince = max(s.hourFrom, now)
}

// hourDue is when the hour of a stream that is silent is closed. That of discovered streams is spread over a quarter of a minute: all
// at once it would hold up data for as long as it takes.
func (d *Detector) hourDue(id StreamID, s *stream) int64 {
	due := s.hourTo + int64(d.senders.Wait(s.service))
	if s.definition < 0 {
		due += int64(id%hourSpread) << tickBits
	}
	return due
}

// hourSpread is in ticks.
const hourSpread = 64

// learn gives the closed hour to the model. Hours that were not observed teach nothing.
func (d *Detector) learn(s *stream, from int64) {
	expected, hours := d.learnable(s, from, s.hourTo)
	if hours <= 0 {
		return
	}
	if s.model.Exposure() == 0 {
		d.seed(s, from)
	}
	s.model.Learn(d.zone(s), baseline.Hour{Start: at(s.hourFrom), N: s.hourN, Expected: expected, Observed: hours})
}

// seed gives a new stream the shape of its service's traffic, scaled to what came in its first hour.
func (d *Detector) seed(s *stream, from int64) {
	shape := d.senders.Shape(s.service)
	if shape == nil || s.hourTo-from < int64(10*time.Minute) {
		return
	}
	if usual := shape.Expected(d.settings.Zone, at(from), at(s.hourTo)); usual > 0 {
		s.model.Seed(shape, max(s.hourN, 0.5)/usual)
	}
}

const (
	// pliableFor is the exposure in hours after which each hour of the week was seen; pliableAgain is how soon an alarm that
	// comes again is no accident.
	pliableFor   = 7 * 24
	pliableAgain = int64(8 * 24 * time.Hour)
)

// pliable says that a silence that was told is learned all the same. Outages do not become normal, but the first nights and
// weekends of a stream would never be learned otherwise, nor those that it has from some day on.
func (s *stream) pliable() bool {
	if s.model.Exposure() < pliableFor {
		return true
	}
	return s.more != nil && s.more.calmed != 0 && s.more.alarm != nil && s.more.alarm.onset-s.more.calmed < pliableAgain
}
