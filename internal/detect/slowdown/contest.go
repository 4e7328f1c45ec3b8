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
	// all spans, those of like requests, and all of late.
	all, within, now difference
	// places are the instances of the new release against all of the old one.
	places [places]difference
	// cold are the spans of instances that have just started.
	cold difference
	// scatter is that of the logarithms of durations within a block.
	scatter scatter
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

func (s *scatter) add(h *latency.Hist) {
	if n := h.Count(); n > 1 {
		s.squares += h.LogVariance() * float64(n-1)
		s.freedom += float64(n - 1)
	}
}

// error is the standard error of a mean of differences. A mean of logarithms knows the tails of the durations too, so it is not that of
// a distribution with the same middle.
func (c *contest) error(d *difference) float64 {
	return math.Sqrt(c.scatter.squares / c.scatter.freedom * c.Ranks.Inflation() / d.weight)
}

// close takes in a block that is ready, and reports whether it says anything.
func (c *contest) close(old, fresh *slot) bool {
	if !c.Close(&old.hist, &fresh.hist) {
		return false
	}
	c.scatter.add(&old.hist)
	c.scatter.add(&fresh.hist)
	o, f := total(old), total(fresh)
	difference, weight := compare(o, f)
	c.all.add(difference, weight)
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
		c.within.add(compare(o, f))
		c.alike += surplus(o.slow, o.n, f.slow, f.n)
	}
	for i, p := range fresh.places {
		if p.n > 0 && o.n > 0 {
			c.places[i].add(compare(o, stratum{n: p.n, sum: p.sum}))
		}
	}
	if fresh.cold.n > 0 {
		c.cold.add(compare(o, stratum{n: fresh.cold.n, sum: fresh.cold.sum}))
	}
	return true
}

func compare(old, fresh stratum) (difference, weight float64) {
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
