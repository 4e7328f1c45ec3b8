package breakdown

// sampler decides how many traces one is taken of: as few as settings say while the buffer has room, twice as many each time that it fills.
type sampler struct {
	least uint64
	oneIn uint64
	// next is oneIn, or half of it for the time in which traces that may have begun before are let go, so that none is seen in part.
	next   uint64
	ready  int64
	looked int64
}

// mostOneIn is what oneIn is at most.
const mostOneIn = 1 << 24

// takes says whether a trace is taken; unready that it will be one of those that are, but may have begun already.
func (s *sampler) takes(hash uint64) (taken, unready bool) {
	if hash%s.next != 0 {
		return false, false
	}
	if s.oneIn == s.next || hash%s.oneIn == 0 {
		return true, false
	}
	return false, true
}

// look takes more or fewer traces, by how full the buffer is, at most once in two holds: until then it holds traces from
// before the last time.
func (s *sampler) look(b *buffer, now, hold int64) {
	if s.next != s.oneIn && now >= s.ready {
		s.oneIn = s.next
	}
	if now-s.looked < 2*hold {
		return
	}
	s.looked = now
	full := func(part int) bool { return b.used*part > len(b.pool) || b.n*part > len(b.queue) }
	switch {
	case full(2) && s.oneIn < mostOneIn:
		s.oneIn *= 2
		s.next = s.oneIn
	case !full(8) && s.oneIn > s.least && s.next == s.oneIn:
		s.next = s.oneIn / 2
		s.ready = now + maxHolds*hold
	}
}
