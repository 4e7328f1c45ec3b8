package figure

// beyond is how probable what was counted, or something further off, is at the ends of an interval.
const beyond = 0.025

// root is where a condition begins to hold between 0 and high.
func root(high float64, holds func(float64) bool) float64 {
	low := 0.0
	for range 60 {
		if middle := (low + high) / 2; holds(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}
