package latency

// plotBins is how many bins a plot has at most.
const plotBins = 96

// Plot is the durations before and after for drawing, in OTel's layout: bin i holds what is above 2^((Offset+i)/2^Scale) up to
// and including 2^((Offset+i+1)/2^Scale) nanoseconds. Each side is in shares that add up to 1, over at most 96 bins.
type Plot struct {
	Scale, Offset int
	Before, After []float64
}

// Plot returns both sides over the bins that either uses, twice as wide when they are too many. Nil sides when one is empty.
func (c *Comparison) Plot() Plot {
	if !(c.Before.weight > 0) || !(c.After.weight > 0) {
		return Plot{Scale: Scale, Offset: Offset}
	}
	lowest, highest := widened(c.Before.from, c.Before.to, c.After.from, c.After.to)
	from, to := int(lowest), int(highest)
	p, step := Plot{Scale: Scale, Offset: Offset + from}, 1
	if to-from > plotBins {
		// Offset and Bins are even, so pairs of bins are the bins of the next coarser scale.
		from, step = from&^1, 2
		p.Scale, p.Offset = Scale-1, (Offset+from)/2
	}
	for i := from; i < to; i += step {
		var before, after float64
		for j := i; j < min(i+step, Bins); j++ {
			before += float64(c.Before.bins[j])
			after += float64(c.After.bins[j])
		}
		p.Before = append(p.Before, before/c.Before.weight)
		p.After = append(p.After, after/c.After.weight)
	}
	return p
}
