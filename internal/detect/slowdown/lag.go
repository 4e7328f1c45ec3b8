package slowdown

import "time"

const (
	// skewMin is the least lag that is taken for a wrong clock when none of an hour was less.
	skewMin = int64(10 * time.Second)
	// ahead is how far a span may end after it was received.
	ahead = int64(5 * time.Second)
	// lateMax is how long before it was received a span may have ended; straggle is how long before its block began.
	lateMax  = int64(10 * time.Minute)
	straggle = int64(2 * time.Minute)
)

// lag is the smallest time from the end of a span to when it was received, of this hour and the one before.
type lag struct {
	least, before int64
	hour          int32
	known         uint8 // 1: least, 2: both
}

func (l *lag) add(lag, now int64) {
	if hour := int32(now / int64(time.Hour)); l.known == 0 || hour != l.hour {
		l.before, l.least = l.least, lag
		l.known = min(l.known+1, 2)
		l.hour = hour
	}
	l.least = min(l.least, lag)
}

// skew is by how much the clock of the sender is behind, as far as can be told after an hour.
func (l *lag) skew() int64 {
	if l.known < 2 {
		return 0
	}
	if s := min(l.least, l.before); s > skewMin {
		return s
	}
	return 0
}
