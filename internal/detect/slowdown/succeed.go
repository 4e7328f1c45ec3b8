package slowdown

import (
	"math"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

// alone is the share of the spans of a block from which on it is that of one release.
const alone = 0.95

// succession is the test of an operation under a release that came when the one before went.
type succession struct {
	latency.Succession
	of    ReleaseID
	onset int64 // the last time that the old release was seen, or the first of the new one in any operation
}

// succeed takes the last block into the test of the release that it is of, which begins with its first block. spans is how many the
// block has.
func (d *Detector) succeed(o *operation, spans int) {
	at := slices.IndexFunc(o.slots[:], func(s *slot) bool { return s != nil && float64(s.hist.Count()) >= alone*float64(spans) })
	if t := o.succession; t != nil {
		// A block that other releases have a part in is left out; when the old one comes back the comparison decides.
		if at >= 0 && o.of[at] == t.of && !t.Follow(o.drift) || at >= 0 && o.of[at] != t.of {
			d.endSuccession(o)
		} else if t.Evidence() >= d.least {
			d.suspect(t.of)
		}
		return
	}
	if at < 0 || o.slots[at].succeeded || d.before(o.service, o.of[at]) == 0 {
		return
	}
	o.slots[at].succeeded = true
	since := d.parted(o, at)
	test, ok := o.drift.Succeed(time.Unix(0, o.first[at]))
	if since == 0 || !ok {
		return
	}
	o.succession = d.successions.take()
	*o.succession = succession{Succession: test, of: o.of[at], onset: since}
	o.succession.Follow(o.drift)
}

// parted is when the release in a slot took over, 0 when no older one ran before.
func (d *Detector) parted(o *operation, at int) int64 {
	last := int64(0)
	for i, of := range o.of {
		if of != 0 && i != at && d.releases[of].first < d.releases[o.of[at]].first {
			last = max(last, o.seen[i])
		}
	}
	if last == 0 {
		return 0
	}
	return max(min(last, o.first[at]), d.releases[o.of[at]].first)
}

func (d *Detector) endSuccession(o *operation) {
	if o.succession != nil {
		d.successions.give(o.succession)
		o.succession = nil
	}
}

// evidenceOf is that for an operation being slower under a release, by comparison or, without one, by succession. ok is false when there
// is neither.
func (o *operation) evidenceOf(id ReleaseID) (evidence float64, ok bool) {
	if c := o.contestOf(id); c != nil && c.Ranks.Blocks() > 0 {
		return c.Evidence(), true
	}
	if t := o.succession; t != nil && t.of == id {
		return t.Evidence(), true
	}
	return 0, false
}

// answerSuccession tells what a succession has shown.
func (d *Detector) answerSuccession(o *operation, threshold float64) {
	t := o.succession
	before, after := t.Blocks()
	change := latency.Change{Onset: at(t.onset), Effect: t.Effect(), Before: before, After: after}
	delta := math.Log(change.Effect.Ratio)
	if d.within(o) != nil || d.cleared(o, t.of, delta) {
		d.endSuccession(o)
		return
	}
	typical := o.typical(delta, after)
	if !d.settings.Gate.Passes(change.Effect, typical) {
		return
	}
	likely := max(d.blame(t.of, t.onset, int64(latency.Shortest)), odds(t.Evidence()))
	f := d.driftFinding(o, &change, typical, t.of, likely)
	f.Evidence, f.Threshold = t.Evidence(), threshold
	d.endSuccession(o)
	o.drift.Accept()
	d.tellDrift(o, f)
}
