package latency

import "math"

// early is how many standard deviations ahead one path of twenty is at some time before the likely number: about twice as many
// paths as are ahead at a given time.
const early = 2.1

// Need is how many more spans of the new release a verdict takes, if the effect is as supposed: the likely number, and the ends
// of what chance makes of it in nine of ten cases. All are +Inf when no number is enough.
type Need struct{ Low, Likely, High float64 }

// Need says how many more spans of the new release it takes to tell a supposed ratio of durations at α. share is that of the new
// release in the traffic of both. An effect that Gate does not let through is never told.
func (c *Comparison) Need(ratio, share, alpha float64, g Gate) Need {
	spread := c.Before.Spread()
	if never := math.Inf(1); !(spread > 0) || !(share > 0 && share < 1) || !(ratio > g.Ratio) ||
		!((ratio-1)*c.Before.Quantile(0.5).Value > g.Duration) {
		return Need{never, never, never}
	}
	b := &c.Ranks
	drift := superiority(math.Log(ratio) / spread)
	enough := func(luck float64) float64 {
		v := b.crossing(drift, luck, math.Log(bodyShare/alpha))
		return max((v-b.variance)*12/(1-share), c.gateNeed(ratio, spread, share, luck, g))
	}
	return Need{Low: enough(early), Likely: enough(0), High: enough(-ninety)}
}

// superiority is the mean score per unit of its variance when the logarithms of the durations differ by theta of their standard
// deviations: 12·(P(new > old) − ½).
func superiority(theta float64) float64 { return 6 * math.Erf(theta/2) }

// crossing is the variance at which the score meets the boundary if it grows by drift per unit and is luck standard deviations
// ahead of that.
func (b *Blocked) crossing(drift, luck, h float64) float64 {
	phi := b.value()
	met := func(v float64) bool {
		more := v - b.variance
		return b.score+drift*more+luck*math.Sqrt(phi*more) >= math.Sqrt(phi)*boundary(v, h)
	}
	return first(b.variance, met)
}

// gateNeed is how many more spans it takes until the lower bound of a ratio passes the gate.
func (c *Comparison) gateNeed(ratio, spread, share, luck float64, g Gate) float64 {
	least := max(g.Ratio, 1+g.Duration/c.Before.Quantile(0.5).Value)
	z := (oneSided - luck) * spread / math.Log(ratio/least)
	if z <= 0 {
		return 0
	}
	all := z * z * c.Ranks.value() / efficiency / (1 - share)
	return max(all-c.After.Spans(), 0)
}

// first returns the least x of from or more at which something holds that then goes on to hold.
func first(from float64, holds func(float64) bool) float64 {
	low, high := from, from
	for step := 1.0; !holds(high); step *= 2 {
		if step > 1e15 {
			return math.Inf(1)
		}
		low, high = high, from+step
	}
	for range 50 {
		middle := (low + high) / 2
		if holds(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}
