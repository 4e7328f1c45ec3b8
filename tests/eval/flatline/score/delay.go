package score

import (
	"math"

	"github.com/tidemark-otel/tidemark/tests/eval/figure"
)

// Delays are delays over their limits. One that was missed is infinite.
type Delays struct {
	ratios []float64
	missed int
	// Before counts the onsets that found an alarm already there: nothing can be said about them.
	Before int
}

// Add adds one that was told.
func (d *Delays) Add(ratio float64) { d.ratios = append(d.ratios, ratio) }

// Miss adds one that was not told in time.
func (d *Delays) Miss() {
	d.missed++
	d.Add(math.Inf(1))
}

// Join adds those of another.
func (d *Delays) Join(other *Delays) {
	d.ratios = append(d.ratios, other.ratios...)
	d.missed += other.missed
	d.Before += other.Before
}

// Of is how many there are.
func (d *Delays) Of() int { return len(d.ratios) }

// Missed is how many were not told in time.
func (d *Delays) Missed() int { return d.missed }

// Quantile is the ratio below which a share p of all lie, those missed among them; NaN of none.
func (d *Delays) Quantile(p float64) float64 { return figure.Quantile(d.ratios, p) }

// Alarms are false ones over an exposure.
type Alarms struct {
	Count int
	Years float64
}

// Join adds those of another.
func (a *Alarms) Join(other Alarms) {
	a.Count += other.Count
	a.Years += other.Years
}

// Allowed is the 97.5 % quantile of how many there are at a number of false alarms a year.
func (a *Alarms) Allowed(budget float64) int { return figure.PoissonQuantile(budget*a.Years, 0.975) }

// Rate is how many there are a year, with its exact 95 % interval.
func (a *Alarms) Rate() (rate, low, high float64) {
	low, high = figure.PoissonInterval(a.Count)
	return float64(a.Count) / a.Years, low / a.Years, high / a.Years
}
