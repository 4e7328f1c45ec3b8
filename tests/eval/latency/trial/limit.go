package trial

import "math"

// tailLimit is how many spans of the new release anybody needs who looks at each span of both, half of them new, and knows that the
// durations are log-normal and that a share slow of the new ones takes ratio times as long: ln(1/α) over what the release of a span
// is told by its duration, in nats by new span.
func tailLimit(spread, slow, ratio, alpha float64) float64 {
	const step = 0.01
	density := func(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }
	information := 0.0
	for z := -8.0; z < 8+math.Log(ratio)/spread; z += step {
		old := density(z)
		fresh := (1-slow)*old + slow*density(z-math.Log(ratio)/spread)
		both := (old + fresh) / 2
		for _, one := range []float64{old, fresh} {
			if one > 0 {
				information += one / 2 * math.Log(one/both) * step
			}
		}
	}
	return math.Log(1/alpha) / (2 * information)
}
