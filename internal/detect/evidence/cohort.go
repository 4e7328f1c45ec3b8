package evidence

import "math"

// cohortRatios are the shares of events that a new release is suspected to have kept.
var cohortRatios = [...]float64{0.03, 0.3, 0.6}

// Cohort tests whether events come less often from a new release than from the old one at the same time. Given that an event
// came, it came from the new release with a probability that depends on that release's share of the reference traffic only, so
// season, level and campaigns cancel exactly. It is a mixture of three e-processes: however long it is watched, without a
// difference it ever reaches ln(1/α) with probability α at most (Ville). The zero Cohort has seen nothing.
type Cohort struct {
	log [len(cohortRatios)]float64
}

// Step takes in a block: the new release's share of the reference traffic of both, and the events of each. Blocks whose share
// is unknown, or is 0 or 1, say nothing. The share must not be moved away from those: that would break the guarantee.
func (c *Cohort) Step(share, fresh, old float64) { step(c.log[:], cohortRatios[:], share, fresh, old) }

// Evidence is the logarithm of the e-process, in nats: alarm from ln(1/α) on.
func (c *Cohort) Evidence() float64 {
	return logSumExp(c.log[:]) - math.Log(float64(len(c.log)))
}

func step(log, ratios []float64, share, fresh, old float64) {
	if !(share > 0 && share < 1) {
		return
	}
	fresh, old = number(fresh), number(old)
	for i, ratio := range ratios {
		if l := log[i] + fresh*math.Log(ratio) - (fresh+old)*math.Log1p(share*(ratio-1)); !math.IsNaN(l) {
			log[i] = max(l, -math.MaxFloat64)
		}
	}
}

func logSumExp(x []float64) float64 {
	most := math.Inf(-1)
	for _, v := range x {
		most = max(most, v)
	}
	if math.IsInf(most, 0) {
		return most
	}
	var sum float64
	for _, v := range x {
		sum += math.Exp(v - most)
	}
	return most + math.Log(sum)
}
