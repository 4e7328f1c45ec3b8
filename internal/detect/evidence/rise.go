package evidence

import "math"

// riseRatios are how many times as often something is suspected to come from the new release.
var riseRatios = [...]float64{1.5, 3, 10}

// Rise is Cohort for what comes more often from the new release. Its guarantee also holds where the events are drawn from the
// reference traffic itself, as slow requests are from all requests: drawn without replacement they vary less, and the
// e-process is convex in them (Hoeffding 1963). The zero Rise has seen nothing.
type Rise struct {
	log [len(riseRatios)]float64
}

// Step takes in a block, as Cohort.Step does.
func (r *Rise) Step(share, fresh, old float64) { step(r.log[:], riseRatios[:], share, fresh, old) }

// Evidence is the logarithm of the e-process, in nats: alarm from ln(1/α) on.
func (r *Rise) Evidence() float64 {
	return logSumExp(r.log[:]) - math.Log(float64(len(r.log)))
}
