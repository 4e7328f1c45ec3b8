package flatline

import (
	"math"
	"time"
)

// holiday rules when traffic as a whole dropped as far as the stream did: nothing is wrong with the stream.
func (j *judgement) holiday() (Ruling, bool) {
	f := j.entries()
	left := j.left(f)
	if !j.dropped() || j.relative() || !f.known() || left <= low {
		return Ruling{}, false
	}
	if mean := left * j.expected; between(counted(j.Subject.Seen), 0.9*mean, 1.1*mean) {
		return j.quiet("all requests of the service dropped alike: " + percent(left) + " of what is expected came"), true
	}
	return Ruling{}, false
}

// everywhere rules when the requests of the whole environment are fewer: it is a quiet day for all. A stream that dropped as far
// as they, or less, is nothing to tell, and silence has to last longer. The stream must be the smaller part of them.
func (j *judgement) everywhere() (Ruling, bool) {
	if j.relative() {
		return Ruling{}, false
	}
	var f flow
	for i, s := range j.Services {
		if !j.dropped() && (i == j.home() || j.stoppedToo(s)) || s.at(j.At, j.until) == presenceSilent {
			continue // what goes on elsewhere tells how quiet the day is
		}
		f.expected += counted(s.Expected)
		f.seen += counted(s.Seen)
		if s.LastEntry.After(f.last) {
			f.last = s.LastEntry
		}
	}
	left := j.left(f)
	if !f.known() || j.collapsed(f) || left <= 0 || left > 0.9 || 2*j.rate > j.rateOf(f) {
		return Ruling{}, false
	}
	if !j.dropped() {
		return j.fewerThan(f, "requests of all services")
	}
	least := left * max(0, 1-2/math.Sqrt(f.seen)) // as few as the requests may have been by chance
	if -math.Log(atMost(counted(j.Subject.Seen), least*j.expected)) >= j.Threshold {
		return Ruling{}, false // too few even for such a day
	}
	return j.later(time.Hour, "requests of all services dropped alike: "+percent(left)+" of what is expected came"), true
}

// fewer rules that silence has to last longer while all requests of the service are fewer than usual.
func (j *judgement) fewer() (Ruling, bool) {
	if j.relative() {
		return Ruling{}, false
	}
	return j.fewerThan(j.entries(), "requests")
}

// fewerThan waits until silence is evidence enough for a stream that comes as much more seldom as f does. Otherwise half the
// traffic on a holiday makes gaps twice as long, and a busy stream alarms several times on that day. Evidence grows more
// slowly than the events expected, so a share of the one is at most the evidence of that share of the other.
func (j *judgement) fewerThan(f flow, title string) (Ruling, bool) {
	left := j.left(f)
	if j.dropped() || !f.known() || left <= 0 || atMost(f.seen, 0.9*f.expected) >= 0.01 || j.Evidence*left*j.observed >= j.Threshold {
		return Ruling{}, false
	}
	wait := time.Hour
	if j.rate > 0 {
		more := (j.Threshold/(left*j.observed) - j.Evidence) / j.rate
		wait = time.Duration(min(counted(more), 1) * float64(time.Hour))
	}
	return j.later(wait, title+" are fewer than usual: "+percent(left)+" of what is expected came"), true
}
