package play

import "slices"

// Track is what happens to a service.
type Track struct {
	// Attempts are times in nanoseconds of Unix, in order.
	Attempts []int64
	// Succeed says which of them are events of the stream as well; nil: all.
	Succeed []bool
	// Shape is the relative rate of all other telemetry by hour of the week, 1 on average.
	Shape [168]float64
	// Other is the number of items per hour, of all senders together, that belong to no stream. All of them are entry spans.
	Other float64
}

const (
	second = int64(1e9)
	hour   = 3600 * second
	// thursday is the weekday of the beginning of Unix time, in hours after Monday.
	thursday = 3 * 24
)

// hourOfWeek counts from Monday, in UTC.
func hourOfWeek(at int64) int { return int((at/hour + thursday) % 168) }

// next is the index of the first attempt after a time.
func (t *Track) next(after int64) int {
	i, _ := slices.BinarySearch(t.Attempts, after+1)
	return i
}

// Last is the last event of the stream at or before a time, and false when there is none.
func (t *Track) Last(at int64) (int64, bool) {
	for i := t.next(at) - 1; i >= 0; i-- {
		if t.Succeed == nil || t.Succeed[i] {
			return t.Attempts[i], true
		}
	}
	return 0, false
}
