package slowdown

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

const (
	// compared is for how many blocks a comparison that could explain a change is waited for.
	compared = 30
	// unworthy is after how many blocks a change that is not worth telling is taken for normal.
	unworthy = 60
	// together is how far apart what has one cause begins.
	together = int64(10 * time.Minute)
)

// judgeDrift looks at an operation that became slower while nothing ran beside it.
func (d *Detector) judgeDrift(o *operation) {
	change, ok := o.drift.Change()
	if !ok {
		o.drift.Accept()
		return
	}
	if d.within(o) != nil { // known: a release of it was told
		o.drift.Accept()
		return
	}
	onset := nanos(change.Onset)
	if change.After < compared && (o.newerOnly() || o.followed(onset) || d.awaited(o, onset)) {
		return
	}
	delta := math.Log(change.Effect.Ratio)
	if d.excused(o, onset, delta) {
		o.drift.Accept()
		return
	}
	typical := o.typical(delta, change.After)
	if !d.settings.Gate.Passes(change.Effect, typical) {
		if change.After > unworthy {
			o.drift.Accept()
		}
		return
	}
	suspected, likely := d.likeliest(o, onset, delta)
	f := d.driftFinding(o, &change, typical, suspected, likely)
	o.drift.Accept()
	d.tellDrift(o, f)
}

// tellDrift tells of an operation that became slower, in the incident that it belongs to. What waits for something that is told already
// belongs there, however new it is.
func (d *Detector) tellDrift(o *operation, f Finding) {
	onset, delta := nanos(f.Onset), math.Log(f.Effect.Ratio)
	if t := d.caller(o, onset, delta); t != nil {
		d.join(t, o, title(&f))
		return
	}
	if d.now-o.born < int64(d.settings.Shadow) {
		f.Phase = PhaseShadow
		d.emit(f)
		return
	}
	if f.Kind == KindDrift {
		for _, t := range d.incidents {
			if t.open() && t.finding.Kind == KindDrift && t.service == o.service && abs(nanos(t.finding.Onset)-onset) <= together {
				d.join(t, o, o.title())
				return
			}
		}
	}
	d.report(o, f, d.releaseOf(o.service, f.Release))
}

// newerOnly says that a newer release which runs beside the old one may be what became slower: the old one did not. Comparing the two
// will show it.
func (o *operation) newerOnly() bool {
	for i, s := range o.slots {
		if s != nil && i != int(o.base) && o.last-o.seen[i] < int64(wait) && o.beside(i) {
			return !(o.slots[o.base].grew() > o.grew()/2)
		}
	}
	return false
}

// only is the release that all of the traffic of an operation is of; 0 when there are several, whose instances share places.
func (d *Detector) only(o *operation) (only ReleaseID) {
	for i, of := range o.of {
		if of == 0 || o.last-o.seen[i] >= int64(wait) {
			continue
		}
		if only != 0 {
			return 0
		}
		only = of
	}
	return only
}

// followed says that what changed at a time may be the release that came then, whose own test will show it.
func (o *operation) followed(onset int64) bool {
	return o.succession != nil && abs(onset-o.succession.onset) <= together
}

// driftFinding says what changed, and what it is, with the release that is suspected and its odds.
func (d *Detector) driftFinding(o *operation, change *latency.Change, typical float64, suspected ReleaseID, likely float64) Finding {
	f := Finding{Kind: KindDrift, Key: d.key(o), At: at(d.now), Onset: change.Onset, Effect: change.Effect,
		Budget: d.settings.Budget, Before: uint64(change.Before), After: uint64(change.After)}
	f.Quantiles = []Quantile{{0.5, latency.Quantile{Value: typical, Low: typical, High: typical},
		latency.Quantile{Value: typical * change.Effect.Ratio, Low: typical * change.Effect.Low, High: typical * change.Effect.High}}}
	grew := o.grew() / 2
	if grew > 0 && o.mix != nil && o.mix.shift() > grew {
		f.Kind = KindMixShift
	} else if of := d.only(o); of != 0 {
		if place, ok := o.slowInstance(); ok {
			if f.Instance = d.instanceAt(of, place, d.now); f.Instance != "" {
				f.Kind, f.Release = KindBadInstance, d.releases[of].version
			}
		}
	}
	if suspected != 0 && likely > named && f.Kind != KindBadInstance {
		r := &d.releases[suspected]
		f.Release, f.ReleaseSeen, f.Odds = r.version, at(r.first), likely
		if before := d.before(o.service, suspected); before != 0 {
			f.Previous = d.releases[before].version
			f.Growth = d.growth(o, before, suspected)
		}
	}
	f.Tier = tier(f.Kind)
	f.Incident = incidentName(&f)
	f.Words = d.words(&f, o, nil)
	f.Title = title(&f)
	return f
}

// vague is for how long a change may have been under way that seems to begin at a time: two blocks, and more of them where the
// noise of a block is much of the change.
func vague(noise float64) int64 {
	return int64(float64(2*latency.Shortest) * (1 + 3*min(noise*noise, 5)))
}

// likeliest is the release that a change of the logarithm by delta at about a time is likeliest to come from, with its odds. One that
// began with the service changed nothing, none that was cleared did it, and one that took over has
// a test of its own.
func (d *Detector) likeliest(o *operation, onset int64, delta float64) (best ReleaseID, likely float64) {
	around := vague(o.drift.Noise() / delta)
	for i, of := range o.of {
		if of == 0 || d.before(o.service, of) == 0 || o.slots[i].succeeded || d.cleared(o, of, delta) {
			continue
		}
		if p := d.blame(of, onset, around); p > likely {
			best, likely = of, p
		}
	}
	return best, likely
}

// before is the release of a service that was seen last before another one came.
func (d *Detector) before(of uint32, id ReleaseID) (before ReleaseID) {
	for _, other := range d.services[of].releases {
		if d.releases[other].first < d.releases[id].first && (before == 0 || d.releases[other].first > d.releases[before].first) {
			before = other
		}
	}
	return before
}

func (d *Detector) releaseOf(of uint32, version string) ReleaseID {
	for _, id := range d.services[of].releases {
		if d.releases[id].version == version && version != "" {
			return id
		}
	}
	return 0
}

func abs(x int64) int64 { return max(x, -x) }
