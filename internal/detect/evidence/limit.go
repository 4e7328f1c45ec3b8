package evidence

import "math"

// Limit is how many hours after the last event the end of a stream can be told at the earliest, by anybody.
//
// At a rate λ that is known exactly, the log-likelihood ratio of "the rate is 0 now" against "it is λ" is Λ, the events expected
// since the last one: each event sets it back to zero. A test that alarms at Λ = h does so falsely when a gap is that long: once
// in (e^h − 1)/λ hours (of e^h gaps all but the last end with an event). A budget of F false alarms a year is therefore
// h = ln(1 + 8760·λ/F), which is Threshold, and the alarm is h/λ after the last event. No test with the same budget is faster
// in the worst case: this is Page's CUSUM, which Lorden and Moustakides showed to be optimal.
//
// +Inf for a rate that is not above zero.
func Limit(rate, budget float64) float64 {
	if !(rate > 0) {
		return math.Inf(1)
	}
	return Threshold(HoursAYear*rate, budget) / rate
}

// Information is what an expected event tells about the rate being ratio times as high, in nats, when it is: the
// Kullback-Leibler divergence of Poisson counts, 1 − ρ + ρ·ln ρ. It is 1 for silence and 0 for no change. Such a drop can be told after
// Limit/Information at the earliest.
func Information(ratio float64) float64 {
	switch {
	case !(ratio >= 0):
		return 0
	case ratio == 0:
		return 1
	}
	return max(1-ratio+ratio*math.Log(ratio), 0)
}
