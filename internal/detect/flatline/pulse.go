package flatline

import "time"

// presence of somebody who sends telemetry.
type presence uint8

const (
	presenceUnknown presence = iota // silent, but not for longer than is usual
	presenceAlive                   // heard since the instant up to which events were counted
	presenceSilent                  // silent for longer than is usual
)

// unsaid is the usual silence of somebody of whom it is not known: two export intervals of a minute.
const unsaid = 2 * time.Minute

func (p Pulse) usual() time.Duration {
	if p.Quiet <= 0 {
		return unsaid
	}
	return p.Quiet
}

// at is the presence at an instant, when events up to until were counted.
func (p Pulse) at(now, until time.Time) presence {
	switch {
	case !p.Last.Before(until):
		return presenceAlive
	case now.Sub(p.Last) > p.usual():
		return presenceSilent
	}
	return presenceUnknown
}

// due is how long it takes until silence is more than usual.
func (p Pulse) due(now time.Time) time.Duration {
	return p.Last.Add(p.usual()).Sub(now) + time.Second
}

// covered is the share of the time between onset and until in which somebody is known to have been there. What was received
// last tells of a time as long before as until is before now.
func (p Pulse) covered(onset, until, now time.Time) float64 {
	window := until.Sub(onset)
	if window <= 0 || !p.Last.Before(until) {
		return 1
	}
	spoke := p.Last.Sub(onset) - now.Sub(until)
	return min(max(0, float64(spoke)/float64(window)), 1)
}
