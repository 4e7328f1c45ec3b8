package slowdown

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

// coldMax is how long an instance counts as started lately when it has few spans: a quiet one may be cold for hours.
const coldMax = int64(24 * time.Hour)

// Observe takes in a span. 0 allocations, O(1) but for the span that ends a block.
func (d *Detector) Observe(s Span) { d.observe(&s) }

func (d *Detector) observe(s *Span) {
	if s.Operation == 0 || int(s.Operation) >= len(d.operations) {
		return
	}
	o := d.operations[s.Operation]
	if o.service == 0 {
		return
	}
	now := s.Received.UnixNano()
	if now != d.heard {
		if now = nanos(s.Received); now == 0 {
			now = d.now
		}
		d.heard = now
	}
	if s.Count > 0 && s.Count < 1e15 {
		o.spans += s.Count
	}
	o.last = max(o.last, now)
	if !(s.Duration > 0) {
		d.stats.Odd++
	}
	of, from := s.Release, (*instance)(nil)
	if of != 0 && int(of) < len(d.releases) && d.releases[of].service == o.service {
		r := &d.releases[of]
		r.last = max(r.last, now)
		from = &r.alone
		if int(s.Instance) < len(d.instances) && s.Instance != 0 && d.instances[s.Instance].release == of {
			from = &d.instances[s.Instance]
		}
	} else {
		of = 0
		d.stats.Unversioned++
	}
	end, ok := d.placeInTime(o, s, from, now)
	if !ok {
		return
	}
	into := d.slot(o, of, now)
	bin := latency.Place(s.Duration)
	place := uint8(0)
	o.due = 0
	if into < slots {
		o.seen[into] = now
	}
	if from != nil {
		if d.cold(from, now) {
			d.stats.Cold++
			o.at(into).chill(float32(bin) * logBin)
			return
		}
		place = from.place
	}
	if o.begin == 0 {
		o.begin = max(end, o.closed)
	}
	o.newest = max(o.newest, end)
	full := o.wait(into, s.Stratum, place, bin) && d.settle(o)
	if full || end-o.begin >= int64(latency.Shortest) {
		d.look(o, end, full)
	}
}

// placeInTime is when a span ended; ok is false when that is too long ago to be evidence.
func (d *Detector) placeInTime(o *operation, s *Span, from *instance, now int64) (end int64, ok bool) {
	end = now
	if second := s.Start.Unix(); second > 0 && second <= 1<<33 {
		end = second*int64(time.Second) + int64(s.Start.Nanosecond())
	}
	if s.Duration > 0 && s.Duration < math.MaxInt64/4 {
		end += int64(s.Duration)
	}
	l := &d.services[o.service].shared
	if from != nil {
		l = &from.lag
	}
	skew := l.skew()
	l.add(now-end, now)
	end += skew
	switch {
	case end > now+ahead:
		d.stats.Skewed++
		return now, true
	case end < now-lateMax, o.begin != 0 && end < o.begin-straggle, o.begin == 0 && end < o.closed-straggle:
		d.stats.Late++
		return 0, false
	}
	return end, true
}

// cold says that an instance has just started, and counts its span.
func (d *Detector) cold(i *instance, now int64) bool {
	if i.first == 0 {
		i.first = now
	}
	i.last = now
	age := now - i.first
	if age < int64(d.settings.Warm) {
		i.spans++
		return true
	}
	if int(i.spans) < d.settings.WarmSpans && age < coldMax {
		i.spans++
		return true
	}
	return false
}

// Part returns the id of what a client span stands for.
func (d *Detector) Part(p breakdown.Part) breakdown.PartID { return d.book.Part(p) }

// Trace takes in a span for the breakdown of where time went.
func (d *Detector) Trace(s *breakdown.SpanRef, received time.Time) { d.book.Observe(s, received) }

// OneIn is how many traces one is taken of now, for breakdown.Samples. Advance changes it.
func (d *Detector) OneIn() int { return d.book.OneIn() }
