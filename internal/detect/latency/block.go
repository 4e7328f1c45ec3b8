package latency

import "time"

// A block compares spans of the same minutes. It lasts Shortest, and longer, up to Longest, while a side has fewer than Fewest.
const (
	Shortest = time.Minute
	Longest  = 10 * time.Minute
	Fewest   = 5
)

// Readiness says what to do with the open block of a comparison.
type Readiness uint8

const (
	// ReadinessWait: leave it open.
	ReadinessWait Readiness = iota
	// ReadinessClose: take it in.
	ReadinessClose
	// ReadinessDrop: one side had next to no spans for Longest. Empty it, it compares nothing.
	ReadinessDrop
)

// Ready says what to do with a block of a certain age, on the clock of the spans, in which each side has so many. A block whose histograms
// are about to be full is closed at once by the caller, whatever its age.
func Ready(age time.Duration, old, fresh int) Readiness {
	enough := old >= Fewest && fresh >= Fewest
	switch {
	case age < Shortest:
		return ReadinessWait
	case enough:
		return ReadinessClose
	case age < Longest:
		return ReadinessWait
	}
	return ReadinessDrop
}
