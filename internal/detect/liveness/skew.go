package liveness

import "time"

const (
	skewWindow = int64(10 * time.Minute)
	// skewMin is how far a clock has to be off to be corrected: less may be the way through queues.
	skewMin = int64(10 * time.Second)
	// Before this many batches and this long the smallest lag may be that of a backlog.
	skewBatches = 30
	skewAge     = int64(10 * time.Minute)
)

// skew finds the constant error of a sender's clock: the smallest lag of the last ten to twenty minutes, so
// that a clock that was set is believed soon.
type skew struct {
	window, previous   int64 // smallest lags
	first, opened, now int64 // received
	batches            uint32
}

// add takes in the smallest lag of a batch.
func (s *skew) add(received, lag int64) {
	switch {
	case s.first == 0:
		s.first, s.opened, s.window, s.previous = received, received, lag, lag
	case received-s.opened >= skewWindow:
		s.previous, s.window, s.opened = s.window, lag, received
	default:
		s.window = min(s.window, lag)
	}
	s.now = received
	s.batches = min(s.batches+1, 1<<31)
}

// known says that enough was heard to tell a wrong clock from a backlog.
func (s *skew) known() bool { return s.batches >= skewBatches && s.now-s.first >= skewAge }

// by is what to add to the sender's times.
func (s *skew) by() int64 {
	if lag := min(s.window, s.previous); lag > skewMin && s.known() {
		return lag
	}
	return 0
}
