package slowdown

import (
	"math"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

const (
	// lately is what a block keeps of its weight in what is so now, when the next one comes.
	lately = 0.95
	// slowKnown is how many spans of the old release are needed to know which of them are slow.
	slowKnown = 200
)

// contest compares an operation under a new release with the old one. Differences are of the mean logarithms of durations
// in one block, weighted as a comparison of two means: n·m/(n+m).
type contest struct {
	latency.Comparison
	old, fresh ReleaseID
	begun      int64
	// all spans, and all of late.
	all, now difference
	// near are all spans, within those of like requests, and places the instances of the new release against all of the old one: of
	// logarithms no further from the middle than operation.near says.
	near, within difference
	places       [places]difference
	// cold are the spans of instances that have just started.
	cold difference
	// scatter is that of the logarithms of durations within a block, and of those that are kept near.
	scatter, scatterNear scatter
	// tails: by how many more spans of the new release are slow than its share, of all and of like requests.
	excess, alike float64
	told          Kind // a regression or a tail, once it was told
}

// difference is a weighted sum and its weight.
type difference struct{ sum, weight float64 }

func (d *difference) add(difference, weight float64) {
	d.sum += difference * weight
	d.weight += weight
}

// mean is NaN of nothing.
func (d *difference) mean() float64 { return d.sum / d.weight }

// scatter adds up squares of what logarithms of durations differ from the mean of their block by, and how many of them are free.
type scatter struct{ squares, freedom float64 }

func (s *scatter) add(h *latency.Hist, variance float64) {
	if n := h.Count(); n > 1 {
		s.squares += variance * float64(n-1)
		s.freedom += float64(n - 1)
	}
}

// error is the standard error of a mean of differences: of all, now or cold. A mean of logarithms knows the tails of the durations
// too, so it is not that of a distribution with the same middle.
func (c *contest) error(d *difference) float64 { return c.scatter.error(c, d) }

// errorNear is error for near, within or places.
func (c *contest) errorNear(d *difference) float64 { return c.scatterNear.error(c, d) }

func (s *scatter) error(c *contest, d *difference) float64 {
	return math.Sqrt(s.squares / s.freedom * c.Ranks.Inflation() / d.weight)
}

// close takes in a block that is ready, and reports whether it says anything.
func (c *contest) close(old, fresh *slot, near bounds) bool {
	if !c.Close(&old.hist, &fresh.hist) {
		return false
	}
	for _, h := range [...]*latency.Hist{&old.hist, &fresh.hist} {
		c.scatter.add(h, h.LogVariance())
		c.scatterNear.add(h, h.LogVarianceWithin(int(near.from), int(near.to)))
	}
	o, f := total(old), total(fresh)
	difference, weight := compare(o.tally, f.tally)
	c.all.add(difference, weight)
	c.near.add(compare(o.clipped(), f.clipped()))
	c.now.sum *= lately
	c.now.weight *= lately
	c.now.add(difference, weight)
	if o.n > 0 && f.n > 0 {
		c.excess += surplus(o.slow, o.n, f.slow, f.n)
	}
	for i := range old.strata {
		o, f := old.strata[i], fresh.strata[i]
		if o.n == 0 || f.n == 0 {
			continue
		}
		c.within.add(compare(o.clipped(), f.clipped()))
		c.alike += surplus(o.slow, o.n, f.slow, f.n)
	}
	for i, p := range fresh.places {
		if p.n > 0 && o.n > 0 {
			c.places[i].add(compare(o.clipped(), p.clipped()))
		}
	}
	if fresh.cold.n > 0 {
		c.cold.add(compare(o.tally, fresh.cold))
	}
	return true
}

// clipped is the tally of what is kept near.
func (c *counted) clipped() tally { return tally{c.n, c.near} }

func compare(old, fresh tally) (difference, weight float64) {
	n, m := float64(old.n), float64(fresh.n)
	return float64(fresh.sum)/m - float64(old.sum)/n, n * m / (n + m)
}

// surplus is by how much the slow spans of the new side are more than its share of all.
func surplus(slowOld, n, slowFresh, m float32) float64 {
	return float64(slowFresh) - float64(slowOld+slowFresh)*float64(m)/float64(n+m)
}

func total(s *slot) (all stratum) {
	for _, k := range s.strata {
		if k.n == 0 {
			continue
		}
		all.n += k.n
		all.sum += k.sum
		all.near += k.near
		all.slow += k.slow
	}
	return all
}

// slowFrom is the first bin of OTel's layout beyond a high quantile of the old release, 0 when that is not known yet.
func (c *contest) slowFrom() int16 {
	if c.Before.Spans() < slowKnown {
		return 0
	}
	return int16(latency.Offset + c.Before.Beyond(0.95))
}
