package slowdown

import (
	"math"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

// nearest is how many standard deviations of the middle of the durations a logarithm counts at most, and nearestBins how many bins at
// least. Of a log-normal distribution that leaves 97 % of what a mean tells; of durations with long tails it makes it much more.
const nearest, nearestBins = 2, 2

// bounds are the first and the last bin that count as they are. The zero bounds are none.
type bounds struct{ from, to int16 }

// around are the bounds around the logarithm of a median.
func around(level, body float64) bounds {
	reach := math.Max(nearest*body/logBin, nearestBins)
	middle := level/logBin - latency.Offset
	clamp := func(x float64) int16 { return int16(math.Min(math.Max(x, 0), latency.Bins-1)) }
	return bounds{clamp(math.Floor(middle - reach)), clamp(math.Floor(middle + reach))}
}

// clip is the bin as which one counts.
func (b bounds) clip(bin int) int {
	if b.to == 0 {
		return bin
	}
	return min(max(bin, int(b.from)), int(b.to))
}

func (c *counted) add(log, near float32) {
	c.n++
	c.sum += log
	c.near += near
}
