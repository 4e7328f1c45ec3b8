package ledger

import "time"

// Defaults of Repeats.
const (
	RepeatAge     = 60 * time.Second
	RepeatEntries = 200_000
)

// Repeats recognises what was received before: the same items of one sender, by way of a second pipeline or sent
// again. It remembers them for maxAge, and at most so many entries. Not safe for concurrent use.
type Repeats struct {
	maxAge  time.Duration
	entries int
	// Two generations, so that the older one is forgotten at once. A value is when its key was last seen, in nanoseconds.
	young, old map[uint64]int64
	born       time.Time // of young
	forgotten  uint64
}

// NewRepeats returns an empty memory.
func NewRepeats(maxAge time.Duration, entries int) *Repeats {
	return &Repeats{maxAge: maxAge, entries: entries, young: map[uint64]int64{}, old: map[uint64]int64{}}
}

// Seen says whether a key was seen in the last maxAge, and remembers it from now on.
func (r *Repeats) Seen(key uint64, now time.Time) bool {
	if now.Sub(r.born) > r.maxAge {
		r.turn(now)
	}
	at, known := r.young[key]
	if !known {
		if len(r.young) >= r.entries/2 {
			r.turn(now)
		}
		at, known = r.old[key]
	}
	r.young[key] = now.UnixNano()
	return known && now.UnixNano()-at <= int64(r.maxAge)
}

// turn forgets the older generation.
func (r *Repeats) turn(now time.Time) {
	if now.Sub(r.born) <= r.maxAge { // it is full
		r.forgotten += uint64(len(r.old))
	}
	clear(r.old)
	r.young, r.old, r.born = r.old, r.young, now
}

// Forgotten is how many were forgotten for want of room.
func (r *Repeats) Forgotten() uint64 { return r.forgotten }
