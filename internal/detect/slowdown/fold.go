package slowdown

import (
	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

const (
	// mostly is the share of a growth that makes it that of a part.
	mostly = 0.5
	// shown is how many parts that grew are told.
	shown = 5
)

// growth says which parts of an operation grew from one release to another.
func (d *Detector) growth(o *operation, old, fresh ReleaseID) []breakdown.Growth {
	all := d.book.Compare(uint32(o.id), uint32(old), uint32(fresh))
	return all[:min(len(all), shown)]
}

// callee is the incident of a service that a release of another one waits for: most of what grew is calls of it, and both
// began together.
func (d *Detector) callee(o *operation, f *Finding, of ReleaseID) *told {
	if of == 0 {
		return nil
	}
	for _, t := range d.incidents {
		if d.beside(t, o, nanos(f.Onset)) && waits(f, d.services[t.service].name) {
			return t
		}
	}
	return nil
}

// caller is the incident of a service that an operation became slower with, without a release of its own: it spends so much on
// calls of that service that the effect there explains half of its own.
func (d *Detector) caller(o *operation, onset int64, delta float64) *told {
	for _, t := range d.incidents {
		if d.beside(t, o, onset) && d.explains(t, o, delta) {
			return t
		}
	}
	return nil
}

// adopt takes up the operations that became slower with an incident and were told before it.
func (d *Detector) adopt(t *told) {
	for _, other := range d.incidents {
		o, f := d.operations[other.operations[0]], &other.finding
		if other == t || !other.open() || tier(f.Kind) == TierNote || !d.beside(t, o, nanos(f.Onset)) {
			continue
		}
		if f.Kind == KindDrift && d.explains(t, o, logOf(f.Effect.Ratio)) || f.Kind != KindDrift && waits(f, d.services[t.service].name) {
			d.join(t, o, f.Title)
			d.close(other, "part of what happened to "+d.services[t.service].name)
		}
	}
}

// waits says that most of what grew is calls of a service.
func waits(f *Finding, service string) bool {
	return len(f.Growth) > 0 && f.Growth[0].Part == breakdown.Part{Kind: breakdown.PartService, Name: service} && f.Growth[0].Share >= mostly
}

// awaited says that an operation spends most of its time on a service of which two releases run, and nobody knows yet which of
// them is slower.
func (d *Detector) awaited(o *operation, onset int64) bool {
	home := d.services[o.service]
	for _, one := range d.spending(o) {
		if one.share < mostly {
			continue
		}
		for _, other := range d.services[1:] {
			if other.name == one.service && other.environment == home.environment && other != home && other.comparing(d, onset) {
				return true
			}
		}
	}
	return false
}

// comparing says that an operation of the service is compared since about a time, and not done with.
func (s *service) comparing(d *Detector, onset int64) bool {
	for _, op := range s.operations {
		for _, slot := range d.operations[op].slots {
			if slot != nil && slot.contest != nil && slot.contest.told == 0 && slot.contest.begun >= onset-3*together {
				return true
			}
		}
	}
	return false
}

// beside says that an incident is of another service in the same environment, and began when something else did.
func (d *Detector) beside(t *told, o *operation, onset int64) bool {
	return t.open() && tier(t.finding.Kind) > TierNote && t.service != o.service &&
		d.services[t.service].environment == d.services[o.service].environment &&
		abs(nanos(t.finding.Onset)-onset) <= 3*together
}

// explains says that an operation waits for the service of an incident for long enough.
func (d *Detector) explains(t *told, o *operation, delta float64) bool {
	return d.share(o, d.services[t.service].name)*logOf(t.finding.Effect.Ratio) >= mostly*delta
}

// share is what part of its time an operation spends on calls of a service.
func (d *Detector) share(o *operation, service string) float64 {
	for _, one := range d.spending(o) {
		if one.service == service {
			return one.share
		}
	}
	return 0
}
