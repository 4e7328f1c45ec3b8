package evidence

import "math"

// Binomial is how many events were expected, in the sense of a zero run, of reference attempts that each succeed with
// probability share: −R·ln(1−π), the log-likelihood of no success at all. It takes the place of expected events in a Tail of
// gaps and in a Drop; holidays, weather and lost traffic cancel. Without attempts there is no evidence.
func Binomial(reference, share float64) float64 {
	if math.IsNaN(share) {
		return 0
	}
	const least = 1e-9
	return -number(reference) * math.Log1p(-min(max(share, least), 1-least))
}
