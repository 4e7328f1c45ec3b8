package evidence

import (
	"math"
	"slices"
)

// EBH returns the least log e-value that counts as a finding among all of a family, so that at most a share alpha of the
// findings is false in the mean: the k-th largest e-value needs M/(alpha·k). +Inf when there is none. It holds under any
// dependence between them and at any time (Wang and Ramdas, "False discovery rate control with e-values", 2022).
func EBH(logs []float64, alpha float64) float64 {
	sorted := slices.DeleteFunc(slices.Clone(logs), math.IsNaN)
	slices.Sort(sorted)
	for i, l := range sorted {
		if k := len(sorted) - i; l >= math.Log(float64(len(logs))/(alpha*float64(k))) {
			return l
		}
	}
	return math.Inf(1)
}
