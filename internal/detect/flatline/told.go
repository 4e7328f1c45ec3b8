package flatline

import (
	"slices"
	"time"
)

// told is an incident that people know of.
type told struct {
	Incident
	finding Finding // as last told
	lead    StreamID
	streams []StreamID
	at      int64 // when it was last told
	// Of a gap of some senders: when it was told first, and until when it was noted what was not seen.
	opened, seen int64
	// What of it was saved.
	saved    int64
	savedEnd time.Time
}

const (
	// incidentMax bounds what is remembered; incidentAge is for how long after its end.
	incidentMax = 1000
	incidentAge = 24 * time.Hour
	// renewal is how often an incident that goes on is told again.
	renewal = int64(time.Hour)
	// acceptAfter is how long an alarm lasts before what is has to be taken for normal.
	acceptAfter = int64(24 * time.Hour)
)

// open returns the incident of a name that has not ended.
func (d *Detector) open(name string) *told {
	for _, t := range d.incidents {
		if t.Name == name && t.Ended.IsZero() {
			return t
		}
	}
	return nil
}

// begin makes an incident. One of the same name that has ended makes room, else the one that ended longest ago.
func (d *Detector) begin(i Incident) *told {
	d.incidents = slices.DeleteFunc(d.incidents, func(t *told) bool { return t.Name == i.Name && !t.Ended.IsZero() })
	if len(d.incidents) >= incidentMax {
		oldest := -1
		for at, t := range d.incidents {
			if !t.Ended.IsZero() && (oldest < 0 || t.Ended.Before(d.incidents[oldest].Ended)) {
				oldest = at
			}
		}
		if oldest < 0 {
			d.stats.Untold++
			return nil
		}
		d.incidents = slices.Delete(d.incidents, oldest, oldest+1)
	}
	t := &told{Incident: i}
	d.incidents = append(d.incidents, t)
	return t
}

// end closes an incident: streams that belong to it are looked at anew from a time on.
func (d *Detector) end(t *told, until, now int64) {
	t.Ended = at(now)
	for _, id := range t.streams {
		if !d.streams.known(id) {
			continue
		}
		if s := d.streams.at(id); s.alarmed() && s.more.alarm.incident == t {
			d.calm(s, until)
			d.wheel.sooner(id, now)
		}
	}
	t.streams = nil
	d.incidents = slices.DeleteFunc(d.incidents, func(t *told) bool {
		return !t.Ended.IsZero() && t.Ended.Before(at(now).Add(-incidentAge))
	})
}

// calm ends the alarm of a stream. Its silence is explained until a time, and teaches nothing unless it seems to be usual.
func (d *Detector) calm(s *stream, until int64) {
	if !s.pliable() {
		s.model.Forget()
	}
	s.more.alarm = nil
	s.more.calmed = until
	s.more.asked, s.more.askedDrop = 0, 0
	s.run = max(s.run, until)
	s.prior = max(s.prior, until)
	s.more.quiet(s, until)
	s.dirty = true
}
