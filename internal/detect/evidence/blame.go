package evidence

import "math"

const (
	// guilty is how likely a release is to break something, before anything is known.
	guilty = 0.3
	// outbreak is the mean time in minutes from the first sight of a release to what it breaks.
	outbreak = 10.0
	// minutesOfYear is without leap days.
	minutesOfYear = 365 * 24 * 60
)

// Blame returns the log of the odds that a release stopped a stream, against chance. lead is the time in minutes from the
// first sight of the release to the last event of the stream, negative when that came before; rate is the events expected
// per minute, and background how many such stops a year have no release to blame.
//
// What is known of the moment of the stop is only the last event before it. Where a release stops a stream after an
// exponential time, the chance of that last event is
//
//	lead >= 0: θλ/(θ+λ) · exp(-θ·lead)    lead < 0: θλ/(θ+λ) · exp(λ·lead)    (θ = 1/10 min, λ = rate)
//
// per minute, and it is background for a stop at any other time (both integrated over the moments of the stop). For a busy
// stream that is the density of lead itself, and a release which came later is out of the question at once. For one of
// three events an hour it is not: its last event is twenty minutes old whenever it stops.
//
// Example: 10 events a minute, last event 2 minutes after the first sight, 12 stops a year: odds of 1065 to 1.
func Blame(lead, rate, background float64) float64 {
	if !(rate > 0) || !(background > 0) || math.IsNaN(lead) {
		return math.Inf(-1)
	}
	theta := 1 / outbreak
	density := math.Log(theta) - math.Log1p(theta/rate)
	if lead >= 0 {
		density -= theta * lead
	} else {
		density += rate * lead
	}
	return math.Log(guilty) + density - math.Log(background/minutesOfYear)
}
