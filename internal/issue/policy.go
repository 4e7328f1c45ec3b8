package issue

import "time"

// Policy is what the operator decides about the life of an issue.
type Policy struct {
	// NewFor is how long an issue stays new, and regressed after a return, before it is ongoing.
	NewFor time.Duration
	// ResolveAfterQuiet resolves an issue that was not seen for so long. Zero: never. It does not concern findings.
	ResolveAfterQuiet time.Duration
	// UpdateEvery is the least time between two changes that only tell a new count.
	UpdateEvery time.Duration
	// UpdateAtLeastEvery is when a grown count is told although it did not grow tenfold.
	UpdateAtLeastEvery time.Duration
	// SettleAfter is how long a burst must be over before its final count is told.
	SettleAfter time.Duration
}

// NewDefaultPolicy returns the documented defaults.
func NewDefaultPolicy() Policy {
	return Policy{
		NewFor:             7 * 24 * time.Hour,
		ResolveAfterQuiet:  14 * 24 * time.Hour,
		UpdateEvery:        time.Minute,
		UpdateAtLeastEvery: time.Hour,
		SettleAfter:        15 * time.Second,
	}
}
