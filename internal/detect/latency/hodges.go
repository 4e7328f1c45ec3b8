package latency

import "math"

// Effect is by how much durations of the new release differ from those of the old one, as a ratio, with its 90 % interval.
type Effect struct{ Ratio, Low, High float64 }

// effectOf is Hodges and Lehmann's estimate: the ratio by which the new durations must be divided so that half of all pairs have the
// longer one on each side. The interval holds the ratios at which Mann and Whitney's test, with its variance inflated by φ,
// does not tell the two apart. Within a bin durations count as spread evenly over their logarithm. NaN when a side is empty.
func effectOf(old, fresh *Sample, inflation float64) Effect {
	n, m := old.Spans(), fresh.Spans()
	if !(n > 0) || !(m > 0) {
		return Effect{math.NaN(), math.NaN(), math.NaN()}
	}
	var p pairs
	p.count(old, fresh)
	reach := ninety * math.Sqrt(inflation*(n+m+1)/(12*n*m))
	return Effect{Ratio: p.ratio(0.5), Low: p.ratio(0.5 + reach), High: p.ratio(0.5 - reach)}
}

// pairs is the share of pairs by how many bins the new span is above the old one.
type pairs struct {
	share    [2*Bins - 1]float64
	from, to int // what is not zero, as indices of share
}

func (p *pairs) count(old, fresh *Sample) {
	p.from, p.to = len(p.share), 0
	all := old.weight * fresh.weight
	for i, o := range old.bins {
		if o == 0 {
			continue
		}
		for j, f := range fresh.bins {
			if f == 0 {
				continue
			}
			k := j - i + Bins - 1
			p.share[k] += float64(o) * float64(f) / all
			p.from, p.to = min(p.from, k), max(p.to, k+1)
		}
	}
}

// longer is the share of pairs in which the new span, x bins shorter than it was, is the longer one.
func (p *pairs) longer(x float64) float64 {
	var sum float64
	for k := p.from; k < p.to; k++ {
		sum += p.share[k] * triangle(x-float64(k-Bins+1))
	}
	return sum
}

// triangle is the chance that the difference of two numbers, each even on an interval of length 1, exceeds x.
func triangle(x float64) float64 {
	switch {
	case x <= -1:
		return 1
	case x < 0:
		return 1 - (1+x)*(1+x)/2
	case x < 1:
		return (1 - x) * (1 - x) / 2
	}
	return 0
}

// ratio is the factor at which a share of the pairs has the longer span on the new side.
func (p *pairs) ratio(share float64) float64 {
	low, high := float64(p.from-Bins), float64(p.to-Bins+1)
	for range 40 {
		middle := (low + high) / 2
		if p.longer(middle) > share {
			low = middle
		} else {
			high = middle
		}
	}
	return math.Exp((low + high) / 2 * width)
}
