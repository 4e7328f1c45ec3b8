package slowdown

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

const (
	// named are the odds from which on a release is named.
	named = 10
	// usualIncidents a year have no release to blame.
	usualIncidents = 12
	surest         = 1e6
)

func odds(log float64) float64 { return min(math.Exp(min(log, 100)), surest) }

// blame are the odds that a release did what began at a time, against chance; vague is by how much that time may be wrong. What began
// before the release was none of its doing.
func (d *Detector) blame(of ReleaseID, onset, vague int64) float64 {
	r := &d.releases[of]
	if onset < r.first-vague {
		return 0
	}
	minutes := max(float64(onset-r.first)/float64(time.Minute), 0)
	return odds(evidence.Blame(minutes, float64(time.Minute)/float64(max(vague, 1)), usualIncidents))
}

// suspect has the comparisons of a release judged with the next Advance.
func (d *Detector) suspect(id ReleaseID) {
	if r := &d.releases[id]; !r.suspect {
		r.suspect = true
		d.suspects = append(d.suspects, id)
	}
}

// startOver says that the first instances of a release have started, and that nothing was said of it.
func (d *Detector) startOver(id ReleaseID) bool {
	r := &d.releases[id]
	return !r.cold && d.settings.Warm > 0 && d.heard-r.first > 3*int64(d.settings.Warm)
}

// contestOf is the comparison of an operation under a release, nil when none runs.
func (o *operation) contestOf(id ReleaseID) *contest {
	for _, s := range o.slots {
		if s != nil && s.contest != nil && s.contest.fresh == id {
			return s.contest
		}
	}
	return nil
}

// judge looks at all comparisons of a release, which share the false alarms that are accepted.
func (d *Detector) judge(id ReleaseID) {
	r := &d.releases[id]
	if r.service == 0 {
		return
	}
	r.suspect = false
	start := d.startOver(id)
	r.cold = r.cold || start
	d.logs = d.logs[:0]
	family := d.services[r.service].operations
	for _, op := range family {
		if evidence, ok := d.operations[op].evidenceOf(id); ok {
			d.logs = append(d.logs, evidence)
		}
	}
	threshold := d.bar(d.logs)
	for _, op := range family {
		o := d.operations[op]
		if t := o.succession; t != nil && t.of == id && t.Evidence() >= threshold {
			d.answerSuccession(o, threshold)
		}
		c := o.contestOf(id)
		if c == nil {
			continue
		}
		if c.told == 0 && c.Evidence() >= threshold {
			d.answer(o, c, threshold)
		}
		if start && c.told == 0 && c.startedSlow(d.settings.Gate) {
			d.tell(o, c, KindColdStart, 0, threshold)
		}
	}
}

// bar is the evidence that counts for each comparison of a family by e-BH: ln(M/(α·k)) for the k largest of M; what the first one
// needs while there is none.
func (d *Detector) bar(logs []float64) float64 {
	least, k := evidence.EBH(logs, d.settings.Alpha), 0
	for _, l := range logs {
		if l >= least {
			k++
		}
	}
	return math.Log(float64(max(len(logs), 1)) / (d.settings.Alpha * float64(max(k, 1))))
}

// answer tells what a comparison says, once it is clear what it is.
func (d *Detector) answer(o *operation, c *contest, threshold float64) {
	a := c.Answer(math.Exp(-threshold), d.settings.Gate)
	if a == latency.AnswerNothing {
		return
	}
	if g := c.guard(a, d.settings.Gate, d.releases[c.fresh].instances > 1); g.kind != 0 {
		d.tell(o, c, g.kind, g.place, threshold)
	}
}

// tell makes a finding of a comparison, in the incident that it belongs to.
func (d *Detector) tell(o *operation, c *contest, kind Kind, place int, threshold float64) {
	f := d.finding(o, c)
	f.Kind, f.Tier, f.Threshold = kind, tier(kind), threshold
	switch kind {
	case KindColdStart:
		f.Effect = effectOf(c.cold.mean(), c.error(&c.cold))
		f.Until = at(d.now)
	case KindBadInstance:
		f.Instance = d.instanceAt(c.fresh, place, d.now)
		f.Effect = c.effectOfOne(place)
	case KindRegression, KindTail:
		c.told = kind
	}
	if kind == KindTail {
		f.Effect, _ = c.TailEffect()
	}
	f.Incident = incidentName(&f)
	f.Words = d.words(&f, o, c)
	f.Title = title(&f)
	d.report(o, f, c.fresh)
}

// finding holds the figures of a comparison.
func (d *Detector) finding(o *operation, c *contest) Finding {
	r := &d.releases[c.fresh]
	f := Finding{Key: d.key(o), At: at(d.now), Onset: at(max(r.first, c.begun-int64(latency.Shortest))), Release: r.version,
		Previous: d.releases[c.old].version, ReleaseSeen: at(r.first), Answer: latency.AnswerSlower, Effect: c.Effect(),
		Plot: c.Plot(), Evidence: c.Evidence(), Growth: d.growth(o, c.old, c.fresh)}
	f.Odds = max(d.blame(c.fresh, nanos(f.Onset), int64(latency.Shortest)), odds(f.Evidence))
	f.Before, f.After = c.Ranks.Spans()
	f.Answer = c.Answer(1, d.settings.Gate)
	for _, q := range [...]float64{0.5, 0.9, 0.95, 0.99} {
		f.Quantiles = append(f.Quantiles, Quantile{q, c.Before.Quantile(q), c.After.Quantile(q)})
	}
	return f
}

func tier(k Kind) Tier {
	switch k {
	case KindRegression, KindTail:
		return TierPage
	case KindDrift:
		return TierNotice
	}
	return TierNote
}

func (d *Detector) key(o *operation) Key {
	s := d.services[o.service]
	return Key{Namespace: s.namespace, Service: s.name, Environment: s.environment, Operation: o.name, Failed: o.failed}
}

func at(ns int64) time.Time {
	if ns == 0 {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}

// nanos is 0 for a time that nobody can have meant.
func nanos(t time.Time) int64 {
	if t.IsZero() || t.Unix() <= 0 || t.Unix() > 1<<33 {
		return 0
	}
	return t.UnixNano()
}
