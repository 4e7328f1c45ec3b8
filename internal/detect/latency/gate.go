package latency

import "math"

// Gate is the least effect worth telling. Durations are in nanoseconds.
type Gate struct{ Ratio, Duration float64 }

// NewDefaultGate is 5 % and 1 ms.
func NewDefaultGate() Gate { return Gate{Ratio: 1.05, Duration: 1e6} }

// oneSided is how many standard errors below an estimate its lower 90 % bound is.
const oneSided = 1.2815515655446004

// Passes reports whether even the lower 90 % bound of an effect exceeds both, on a typical duration of the old release. That is
// nearer to the estimate than the lower end of its 90 % interval, below which the truth is in one case of twenty.
func (g Gate) Passes(e Effect, typical float64) bool {
	least := e.Ratio * math.Pow(e.Low/e.Ratio, oneSided/ninety)
	return least > g.Ratio && (least-1)*typical > g.Duration
}
