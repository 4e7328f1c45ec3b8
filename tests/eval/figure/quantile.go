package figure

import (
	"math"
	"slices"
)

// Quantile is what a share p of the values did not exceed, NaN of none; p is above 0.
func Quantile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(int(math.Ceil(p*float64(len(sorted)))), len(sorted))-1]
}
