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

// DropLimit is Limit for a rate that falls to a share of it: longer by 1/Information(ratio). +Inf for a ratio of 1 or more.
func DropLimit(rate, ratio, budget float64) float64 {
	i := Information(ratio)
	if !(i > 0) || ratio >= 1 {
		return math.Inf(1)
	}
	return Limit(rate, budget) / i
}

// Information is what an expected event tells about the rate being ratio times as high, in nats, when it is: the
// Kullback-Leibler divergence of Poisson counts, 1 − ρ + ρ·ln ρ. It is 1 for silence and 0 for no change.
func Information(ratio float64) float64 {
	switch {
	case !(ratio >= 0):
		return 0
	case ratio == 0:
		return 1
	}
	return max(1-ratio+ratio*math.Log(ratio), 0)
}

// Uncertainty is by how much the limit grows when the rate is known with a squared coefficient of variation cv2 only:
// (e^(h·c²) − 1)/(h·c²), from gaps under a rate that is gamma distributed. 1.6 for h = 10 and c = 0.3.
func Uncertainty(h, cv2 float64) float64 {
	x := number(h) * number(cv2)
	if x < 1e-12 {
		return 1
	}
	return math.Expm1(x) / x
}
