package evidence

import "math"

// HoursAYear converts rates to chances of a false alarm in a year.
const HoursAYear = 8760

// Threshold is the evidence from which on to alarm, in nats: a statistic that has perYear chances of a false alarm in a year
// (gaps, or peaks of a CUSUM) then makes budget false alarms a year. Ten times fewer cost 2.3 nats. A pooled budget is divided
// by the number of streams first. +Inf when the budget is not above zero.
func Threshold(perYear, budget float64) float64 {
	switch {
	case !(budget > 0):
		return math.Inf(1)
	case !(perYear > 0):
		return 0
	}
	if h := math.Log1p(perYear / budget); !math.IsInf(h, 1) && !math.IsNaN(h) {
		return h
	}
	return math.Log(perYear) - math.Log(budget)
}
