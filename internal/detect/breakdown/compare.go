package breakdown

import (
	"cmp"
	"math"
	"slices"
)

const (
	// level is how often all intervals of an answer hold at once, about.
	level = 0.9
	// enoughCalls are those of either release from which on a growth may be certain.
	enoughCalls = 20
)

// Compare says which parts of an operation grew from the release old to the release fresh: those that grew for certain first, the
// biggest growth first. It is nil when one of them has no calls.
//
// The growths add up to that of the mean duration. Of the gaps that is told which alone makes what the code around it grew by; the
// others belong to PartOwn, but for those behind calls that are repeated more often than before, which count for what is called.
// What one release has no row of its own for counts for PartOther in both.
func (b *Book) Compare(operation, old, fresh uint32) []Growth {
	before, after := b.profiles[key{operation, old}], b.profiles[key{operation, fresh}]
	if before == nil || after == nil || before.calls == 0 || after.calls == 0 {
		return nil
	}
	changes := changesOf(before, after)
	chargeRepeats(changes)
	tellGap(changes)
	whole := after.total/after.calls - before.total/before.calls
	enough := min(before.effective(), after.effective()) >= enoughCalls
	z := math.Sqrt2 * math.Erfinv(1-(1-level)/float64(len(changes)))
	growths := make([]Growth, 0, len(changes))
	for i := range changes {
		c := &changes[i]
		if c.before == (average{}) && c.after == (average{}) || c.part&gapBit != 0 && !c.told {
			continue
		}
		growths = append(growths, c.growth(b.parts.list, whole, z, enough))
	}
	slices.SortFunc(growths, func(a, b Growth) int {
		return cmp.Or(-compareBool(a.Certain, b.Certain), cmp.Compare(b.Nanoseconds, a.Nanoseconds), cmp.Compare(a.Part.Kind, b.Part.Kind),
			cmp.Compare(a.Part.Name, b.Part.Name))
	})
	return growths
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// average is what one release spends on a part per call.
type average struct {
	onPath, times, busy float64
	deviation           float64 // of the mean of onPath
}

// change is a part in both releases.
type change struct {
	part, holder  uint32
	before, after average
	told          bool // of a gap: apart from its holder
}

func (c *change) grown() float64 { return c.after.onPath - c.before.onPath }

// effective is how many calls of equal weight say as much.
func (p *profile) effective() float64 { return p.calls * p.calls / p.squares }

func (p *profile) average(r *row) average {
	mean, n := r.onPath/p.calls, p.effective()
	variance := max(r.squares/p.calls-mean*mean, 0) / max(n-1, 1)
	return average{onPath: mean, times: r.times / p.calls, busy: r.busy / p.calls, deviation: math.Sqrt(variance)}
}

// plus adds what may go along with a: deviations add up.
func (a average) plus(b average) average {
	return average{a.onPath + b.onPath, a.times + b.times, a.busy + b.busy, a.deviation + b.deviation}
}

// changesOf joins the rows of both; the first is PartOther. Where one has no room for parts, those that it does not know are other.
func changesOf(before, after *profile) []change {
	changes := make([]change, 0, len(before.rows)+len(after.rows))
	for i := range before.rows {
		r := &before.rows[i]
		changes = append(changes, change{part: r.part, holder: r.holder, before: before.average(r)})
	}
	for i := range after.rows {
		r := &after.rows[i]
		average := after.average(r)
		at := slices.IndexFunc(changes, func(c change) bool { return c.part == r.part && c.holder == r.holder })
		switch {
		case at >= 0:
			changes[at].after = average
		case !before.full:
			changes = append(changes, change{part: r.part, holder: r.holder, after: average})
		case r.part&gapBit == 0:
			changes[0].after = changes[0].after.plus(average)
		}
	}
	if after.full {
		for i := len(before.rows) - 1; i > 0; i-- {
			if c := &changes[i]; c.after == (average{}) {
				if c.part&gapBit == 0 {
					changes[0].before = changes[0].before.plus(c.before)
				}
				c.before = average{}
			}
		}
	}
	return changes
}

func (c *change) growth(names []Part, whole, z float64, enough bool) Growth {
	part := names[c.part&^gapBit]
	if c.part&gapBit != 0 {
		part.Kind = PartGap
	}
	g := Growth{Part: part, Before: c.before.spent(), After: c.after.spent(), Nanoseconds: c.grown()}
	margin := z * math.Hypot(c.before.deviation, c.after.deviation)
	g.Low, g.High = g.Nanoseconds-margin, g.Nanoseconds+margin
	if whole > 0 {
		g.Share = g.Nanoseconds / whole
	}
	g.Certain = enough && g.Low > 0
	return g
}

func (a average) spent() Spent {
	s := Spent{Nanoseconds: a.onPath, Times: a.times}
	if a.times > 0 {
		s.Each = a.busy / a.times
	}
	return s
}
