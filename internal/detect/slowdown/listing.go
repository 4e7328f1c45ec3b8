package slowdown

import (
	"cmp"
	"math"
	"slices"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

// supposed is the ratio that Need is told for.
const supposed = 1.1

// Operations lists all operations by service and name.
func (d *Detector) Operations() []Status {
	var l Listing
	for d.List(&l, len(d.operations)) {
	}
	return l.Operations()
}

// Listing is a list of operations on its way: how thousands of them are doing takes long to say. The zero Listing is empty.
type Listing struct {
	last       int
	pieces     [][]Status
	thresholds map[ReleaseID]float64
}

// List adds a number of operations, and reports whether there are more. What changes between two calls may be seen or not.
func (d *Detector) List(l *Listing, most int) (more bool) {
	if l.thresholds == nil {
		l.thresholds = map[ReleaseID]float64{}
	}
	piece := make([]Status, 0, min(most, len(d.operations)-1-l.last))
	for ; most > 0 && l.last < len(d.operations)-1; most-- {
		l.last++
		if o := d.operations[l.last]; o.service != 0 {
			piece = append(piece, d.status(o, l.thresholds))
		}
	}
	l.pieces = append(l.pieces, piece)
	return l.last < len(d.operations)-1
}

// Operations returns what was added by service and name. It needs no Detector.
func (l *Listing) Operations() []Status {
	all := slices.Concat(l.pieces...)
	slices.SortFunc(all, func(a, b Status) int {
		return cmp.Or(cmp.Compare(a.Key.Namespace, b.Key.Namespace), cmp.Compare(a.Key.Service, b.Key.Service),
			cmp.Compare(a.Key.Environment, b.Key.Environment), cmp.Compare(a.Key.Operation, b.Key.Operation), boolean(a.Key.Failed, b.Key.Failed))
	})
	return all
}

func boolean(a, b bool) int {
	if a == b {
		return 0
	}
	if b {
		return -1
	}
	return 1
}

func (d *Detector) status(o *operation, thresholds map[ReleaseID]float64) Status {
	out := Status{Key: d.key(o), Born: at(o.born), Last: at(o.last), Spans: o.spans, State: d.state(o)}
	for i, s := range o.slots {
		if s != nil {
			out.Releases = append(out.Releases, d.releaseStatus(o, i, s, thresholds))
		}
	}
	slices.SortFunc(out.Releases, func(a, b ReleaseStatus) int {
		return cmp.Or(a.First.Compare(b.First), cmp.Compare(a.Release, b.Release))
	})
	return out
}

func (d *Detector) state(o *operation) string {
	t := d.within(o)
	switch {
	case t != nil && t.finding.Kind == KindDrift:
		return "drifting"
	case t != nil:
		return "slower"
	}
	for i, s := range o.slots {
		if s != nil && s.contest != nil && d.now-o.seen[i] < gone {
			return "comparing"
		}
	}
	if d.now-o.born < int64(d.settings.Shadow) {
		return "shadow"
	}
	if o.drift == nil || o.drift.Noise() == 0 {
		return "learning"
	}
	return "watched"
}

// releaseStatus shows an operation under one release. Quantiles are those of its comparison; without one the recent median is known.
func (d *Detector) releaseStatus(o *operation, i int, s *slot, thresholds map[ReleaseID]float64) ReleaseStatus {
	out := ReleaseStatus{Release: d.releases[o.of[i]].version, First: at(o.first[i]), Last: at(o.seen[i]), Spans: o.taken(i),
		Old: o.chosen && int(o.base) == i}
	c := s.contest
	if c == nil {
		if out.Old {
			c = o.anyContest()
		}
		if c == nil && out.Old && o.level != 0 {
			median := math.Exp(o.level)
			out.Quantiles = []Quantiles{{0.5, latency.Quantile{Value: median, Low: median, High: median}}}
		}
		if c != nil {
			for _, q := range [...]float64{0.5, 0.95, 0.99} {
				out.Quantiles = append(out.Quantiles, Quantiles{q, c.Before.Quantile(q)})
			}
		}
		return out
	}
	for _, q := range [...]float64{0.5, 0.95, 0.99} {
		out.Quantiles = append(out.Quantiles, Quantiles{q, c.After.Quantile(q)})
	}
	threshold, known := thresholds[c.fresh]
	if !known {
		threshold = d.threshold(c.fresh)
		thresholds[c.fresh] = threshold
	}
	alpha := math.Exp(-threshold)
	out.Compared, out.Effect, out.Evidence, out.Threshold = true, c.Effect(), c.Evidence(), threshold
	out.Answer = c.Answer(alpha, d.settings.Gate)
	if n, m := c.Ranks.Spans(); n > 0 && m > 0 {
		out.Need = c.Need(supposed, float64(m)/float64(n+m), alpha, d.settings.Gate)
	}
	return out
}

func (o *operation) anyContest() *contest {
	for _, s := range o.slots {
		if s != nil && s.contest != nil {
			return s.contest
		}
	}
	return nil
}

// threshold is the evidence that would count for a comparison of a release now.
func (d *Detector) threshold(id ReleaseID) float64 {
	var logs []float64
	for _, op := range d.services[d.releases[id].service].operations {
		if evidence, ok := d.operations[op].evidenceOf(id); ok {
			logs = append(logs, evidence)
		}
	}
	return d.bar(logs)
}

// Stats returns what telemetry shows.
func (d *Detector) Stats() Stats {
	out := d.stats
	out.Operations, out.Instances, out.Comparisons = len(d.operationIDs), len(d.instanceIDs), d.contests
	out.Releases = len(d.releases) - 1 - len(d.freeReleases)
	return out
}

// Breakdown returns what became of the spans that Trace was given.
func (d *Detector) Breakdown() breakdown.Stats { return d.book.Stats() }
