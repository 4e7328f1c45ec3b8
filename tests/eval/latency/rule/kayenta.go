package rule

import (
	"math"
	"slices"

	"github.com/tidemark-otel/tidemark/tests/eval/latency/world"
)

const (
	// interval is how many minutes lie between two judgements, and how many there are before the first.
	interval = 10
	// confidence and tolerance are the judge's own defaults.
	confidence = 2.3263 // of 0.98 on both sides
	tolerance  = 0.25
	// longest is how many values of each side are compared at once, the last ones.
	longest = 120
)

// kayenta compares the p95 of the minutes by Mann and Whitney's test, as a canary judge does: the lower end of the interval of
// the difference has to exceed a quarter of its estimate.
type kayenta struct {
	old, fresh []float64
	minutes    int
}

func (k *kayenta) Name() string { return "canary judge (p95 by minute, 98 %, 0.25)" }

func (k *kayenta) Minute(all []world.Span) bool {
	old, fresh := apart(all)
	if old != nil && fresh != nil {
		k.old, k.fresh = append(k.old, quantile(old, .95)), append(k.fresh, quantile(fresh, .95))
	}
	k.minutes++
	if k.minutes%interval != 0 || len(k.old) < interval {
		return false
	}
	from := max(0, len(k.old)-longest)
	old, fresh = slices.Sorted(slices.Values(k.old[from:])), slices.Sorted(slices.Values(k.fresh[from:]))
	n := float64(len(old))
	at := int(n*n/2 - confidence*math.Sqrt(n*n*(2*n+1)/12))
	if at < 0 {
		return false
	}
	estimate := difference(old, fresh, len(old)*len(old)/2)
	return difference(old, fresh, at) > tolerance*estimate && estimate > 0
}

// difference is the difference of a new and an old value that at others are below, to a millionth of the largest.
func difference(old, fresh []float64, at int) float64 {
	low, high := fresh[0]-old[len(old)-1], fresh[len(fresh)-1]-old[0]
	for least := max(high, -low) * 1e-6; high-low > least; {
		middle := (low + high) / 2
		below, i := 0, 0
		for _, f := range fresh {
			for i < len(old) && f-old[len(old)-1-i] <= middle {
				i++
			}
			// The first i of the old ones from above are no further below f than middle; the next f needs no more of them.
			for i > 0 && f-old[len(old)-i] > middle {
				i--
			}
			below += i
		}
		if below > at {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}
