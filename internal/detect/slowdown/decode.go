package slowdown

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
	"github.com/tidemark-otel/tidemark/internal/detect/record"
)

// savedSlot is a slot at rest.
type savedSlot struct {
	version, old string
	base         bool
	first, last  int64
	spans        int64
	contest      *contest
}

func (d *Detector) decode(data []byte, saved time.Time) error {
	r := record.NewReader(data)
	if r.Int() != recordVersion {
		r.Fail()
	}
	k := Key{Namespace: r.String(), Service: r.String(), Environment: r.String(), Operation: r.String(), Failed: r.Bool()}
	born, last, spans, level, normal, inflation := r.Time(), r.Time(), r.Positive(), r.Float(), r.Float(), r.Positive()
	var drift *latency.Drift
	if r.Bool() {
		drift = new(latency.Drift)
		r.Part(drift)
	}
	var all []savedSlot
	for range r.Count(slots) {
		s := savedSlot{version: r.String(), base: r.Bool(), first: r.Time(), last: r.Time(), spans: r.Int()}
		if r.Bool() {
			s.old = r.String()
			s.contest = decodeContest(r)
		}
		if s.spans < 0 {
			r.Fail()
		}
		all = append(all, s)
	}
	if math.Abs(level) > 100 || math.Abs(normal) > 100 {
		r.Fail()
	}
	if err := r.Err(); err != nil {
		return err
	}
	now := nanos(saved)
	if now-last > staleAfter {
		return nil
	}
	id := d.Operation(k, saved)
	if id == 0 {
		return nil
	}
	o := d.operations[id]
	o.born, o.last, o.spans, o.level, o.normal, o.inflation = min(born, now), min(last, now), spans, level, normal, float32(inflation)
	if drift != nil {
		if o.drift == nil {
			o.drift = d.drifts.take()
			d.watched++
		}
		*o.drift = *drift
	}
	d.takeUp(o, k, all, saved)
	return nil
}

func (d *Detector) takeUp(o *operation, k Key, all []savedSlot, saved time.Time) {
	release := func(version string) ReleaseID {
		return d.Release(k.Namespace, k.Service, k.Environment, version, saved)
	}
	now := nanos(saved)
	o.arranged, o.due, d.idle[o.id] = 0, 0, 0
	for _, s := range all {
		of := release(s.version)
		if of == 0 {
			continue
		}
		place := d.slot(o, of, now)
		if place >= slots {
			continue
		}
		into := o.slots[place]
		o.first[place], o.seen[place], into.spans = min(s.first, now), min(s.last, now), uint64(s.spans)
		if s.base {
			for i := range o.of {
				if o.of[i] == of {
					o.base, o.chosen = uint8(i), true
				}
			}
		}
		old := release(s.old)
		if s.contest != nil && old != 0 && old != of {
			c := d.newContest(o, old, of, min(s.contest.begun, now))
			s.contest.old, s.contest.fresh, s.contest.begun = c.old, c.fresh, c.begun
			*c = *s.contest
			into.contest = c
		}
	}
}

func decodeContest(r *record.Reader) *contest {
	c := &contest{begun: r.Time(), told: Kind(r.Count(int(KindTail)))}
	r.Part(&c.Comparison)
	for _, x := range c.differences() {
		x.sum, x.weight = r.Float(), r.Positive()
	}
	c.excess, c.alike = r.Float(), r.Float()
	c.scatter, c.scatterNear = scatter{r.Positive(), r.Positive()}, scatter{r.Positive(), r.Positive()}
	return c
}
