package flatline

import "math"

// alarm is the state of a stream whose silence or drop was told, or belongs to an incident that was. Times are unix
// nanoseconds.
type alarm struct {
	incident *told // nil in shadow
	// leads says that the incident is about this stream, and over when it is back.
	leads bool
	// conditional and cohort say in which measure it is followed: of the attempts, or of the other release.
	conditional, cohort bool
	opened, onset       int64
	ratio               float64
	// Since onset.
	expected, seen float64
	// A CUSUM for being back: since when it is above zero, and what came then.
	height    float64
	back      int64
	backSeen  float64
	backUsual float64
}

// step counts settled time.
func (a *alarm) step(from, to int64, expected, seen float64) {
	a.expected += expected
	a.seen += seen
	ratio := min(max(a.ratio, 0.1), 0.9)
	if a.height == 0 && seen > 0 {
		a.back, a.backSeen, a.backUsual = from, 0, 0
	}
	a.height = max(0, a.height-seen*math.Log(ratio)-(1-ratio)*expected)
	a.backSeen += seen
	a.backUsual += expected
}

// unconditional says that it is a drop by the forecast alone.
func (a *alarm) unconditional() bool { return a.ratio > 0 && !a.conditional && !a.cohort }

// recovered says that the stream is back: a hundred times likelier at its usual rate than at that of the alarm, at least three
// events and half of what is usual. One synthetic event is not enough.
func (a *alarm) recovered() bool {
	return a.height >= math.Log(100) && a.backSeen >= max(3, 0.5*a.backUsual)
}
