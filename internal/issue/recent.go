package issue

import "time"

// recentSteps is into how many parts the time of a rate is divided.
const recentSteps = 12

// Recent counts what was received within an hour or a day: the part of it that runs and the eleven before.
// So it never counts what is further apart than that time, and misses at most what came in its first twelfth.
type Recent struct {
	// Step numbers the newest part since the epoch.
	Step int64
	// Counts are those of the parts, the newest first.
	Counts [recentSteps]float64
}

// add counts occurrences received at a time. A clock that was set back adds to the newest part.
func (r Recent) add(now time.Time, per time.Duration, count float64) Recent {
	step := now.UnixNano() / int64(per/recentSteps)
	if moved := step - r.Step; moved > 0 {
		old := r.Counts
		r.Step, r.Counts = step, [recentSteps]float64{}
		if moved < recentSteps {
			copy(r.Counts[moved:], old[:recentSteps-moved])
		}
	}
	r.Counts[0] += count
	return r
}

// sum is what was received within the time up to the last add.
func (r Recent) sum() (total float64) {
	for _, c := range r.Counts {
		total += c
	}
	return total
}
