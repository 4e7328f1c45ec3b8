package flatline

import (
	"math"
	"time"
)

// proportion learns which part of the attempts succeeds: over the long run, by hour of the day, and how the last day went against
// that. Attempts are its exposure, so holidays, weather and lost traffic cancel.
type proportion struct {
	events, attempts float64 // decayed over two weeks
	byHour           [24]struct{ events, attempts float32 }
	recent, usual    float64 // decayed with a half-life of 12 hours
}

const (
	shareKeep    = 0.998 // per hour
	shareDayKeep = 0.95  // per day
	// sharePrior is how many expected events pull an hour of the day towards the long run, and the last day towards the season.
	sharePrior = 20.
)

func (p *proportion) longRun() float64 { return (p.events + 0.5) / (p.attempts + 1) }

func (p *proportion) season(hour int) float64 {
	h, mean := &p.byHour[hour], p.longRun()
	prior := sharePrior / max(mean, 1e-9)
	return (float64(h.events) + sharePrior) / (float64(h.attempts) + prior)
}

// at is the part that is expected to succeed in an hour of the day.
func (p *proportion) at(hour int) float64 {
	return min(max(p.season(hour)*(p.recent+sharePrior)/(p.usual+sharePrior), 1e-9), 1-1e-9)
}

// learn takes in a closed hour. A shortfall counts as three standard deviations at most: an outage does not become normal.
func (p *proportion) learn(hour int, events, attempts float64) {
	if attempts <= 0 {
		return
	}
	if p.attempts > 0 && p.events >= pageEvents {
		usual := p.at(hour) * attempts
		sd := math.Sqrt(usual + 1)
		events = min(max(events, usual-3*sd), usual+3*sd)
	}
	half := math.Exp2(-1. / 12)
	p.recent, p.usual = p.recent*half+events, p.usual*half+p.season(hour)*attempts
	p.events, p.attempts = p.events*shareKeep+events, p.attempts*shareKeep+attempts
	h := &p.byHour[hour]
	h.events = h.events*shareDayKeep + float32(events)
	h.attempts = h.attempts*shareDayKeep + float32(attempts)
}

func hourOfDay(z *time.Location, nanos int64) int { return at(nanos).In(z).Hour() }
