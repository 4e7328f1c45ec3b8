package liveness

import "time"

// Batch is all that came from one sender at once. Times are unix nanoseconds; First and Last are of its items, as sent.
type Batch struct {
	Sender                ID
	Received, First, Last int64
	Items, Entries, Roots int
}

const (
	// ahead is how far a sender's clock may be ahead, oldest how old an item may be for its time to be believed.
	ahead  = int64(5 * time.Second)
	oldest = int64(30 * 24 * time.Hour)
)

// Hear notes that a sender is alive.
func (r *Registry) Hear(b Batch) {
	if b.Sender == 0 || int(b.Sender) >= len(r.senders) {
		return
	}
	s := &r.senders[b.Sender]
	if s.service == 0 {
		return
	}
	home := &r.services[s.service]
	if b.Last <= 0 || b.Last > b.Received+ahead {
		b.Last = b.Received
	}
	if b.First <= 0 || b.First > b.Last {
		b.First = b.Last
	}
	s.skew.add(b.Received, b.Received-b.Last)
	by := s.skew.by()
	b.First, b.Last = min(b.First+by, b.Received), min(b.Last+by, b.Received)
	if lag := b.Received - b.First; lag < int64(LagMax) && (s.skew.known() || lag < skewMin) {
		home.lags.add(lag)
	}
	if b.Received-b.Last > int64(LagMax) {
		home.late(s, b.Received)
	} else {
		home.onTime = b.Received
	}
	home.sent -= s.batches
	s.hear(b.Received, b.Items)
	home.sent += s.batches
	home.hear(r.zone, r.away, b.Received, b.First, b.Last, b.Entries, b.Roots)
	if s.release >= 0 {
		home.releases[s.release].hear(b.Received, b.Items, b.Entries)
	}
}

const (
	// lateFor is how long after an old batch more of them are to be expected.
	lateFor = int64(2 * time.Minute)
	// From a sender with lateShare of a service's batches on, its backlog keeps silence from being believed; with lateMost of
	// them the time proves nothing at all.
	lateShare, lateMost = 0.1, 0.5
)

// late notes that a sender delivers what it had kept back: what happens now is behind that.
func (home *service) late(s *sender, received int64) {
	share := (s.batches + 1) / (max(home.sent, s.batches) + 1)
	if share >= lateShare {
		home.lateUntil = max(home.lateUntil, received+lateFor)
	}
	if share >= lateMost && home.onTime != 0 {
		home.gaps.Add(Gap{From: home.onTime, To: received + lateFor, Lost: 1})
	}
}

// At turns the time of an item into when it happened: the constant error of its sender's clock is taken off. Skewed says that
// the time cannot be true, and that of its arrival stands for it; late that it is too old to prove anything.
func (r *Registry) At(id ID, at, received int64) (happened int64, late, skewed bool) {
	if id != 0 && int(id) < len(r.senders) {
		if by := r.senders[id].skew.by(); by > 0 {
			at = min(at+by, received)
		}
	}
	switch {
	case at > received+ahead || at < received-oldest:
		return received, false, true
	case at > received:
		return received, false, false
	case at < received-int64(LagMax):
		return at, true, false
	}
	return at, false, false
}
