package latency

import "math"

const (
	// carriedMemory is in how many blocks the correlation is forgotten.
	carriedMemory = 3000
	// carriedPrior blocks without any are believed beforehand.
	carriedPrior = 10
	// carriedMost is the most of the noise of a block that is believed to go on into the next one.
	carriedMost = 0.9
)

// carried learns what share of the noise of a block goes on into the next one.
type carried struct{ before, products, squares float32 }

// add takes in a surprise in standard deviations.
func (c *carried) add(z float64) {
	const keep = 1 - 1./carriedMemory
	x := float32(min(max(z, -clip), clip))
	c.products = c.products*keep + c.before*x
	c.squares = c.squares*keep + x*x
	c.before = x
}

// inflation is by how much the variance of the mean of many blocks exceeds that of independent ones, (1+r)/(1-r).
func (c *carried) inflation() float64 {
	r := min(max(float64(c.products/(c.squares+carriedPrior)), 0), carriedMost)
	return (1 + r) / (1 - r)
}

// wander is the standard deviation that independent blocks would have whose mean was as uncertain as it is.
func (d *Drift) wander() float64 { return d.noise * math.Sqrt(d.carried.inflation()) }
