package baseline

import "time"

const (
	// silenceMax is how many silent hours may wait.
	silenceMax = 72
	// silenceMin is how many events must be missing before silent hours wait.
	silenceMin = 1
)

// silence are silent hours that are not learned yet. Learned at once they would lower the level while an outage lasts,
// until it looks normal; never learned, a stream that became rare would stay suspicious for ever. So they wait for the next
// event: it shows that they were part of the stream. When more than silenceMax wait they are dropped. As nothing is learned
// meanwhile, what was expected of them can be computed again then: a bit for each is enough.
type silence struct {
	missing float32 // events expected since the last hour with any
	first   int64   // unix nanoseconds of the first that waits
	waiting [2]uint64
}

// waits takes a silent hour if it has to wait. One that was observed in part is dropped.
func (s *silence) waits(begin int64, h Hour) bool {
	s.missing += float32(h.Expected)
	if s.missing <= silenceMin {
		return false
	}
	if s.first == 0 {
		s.first = begin
	}
	i := (begin - s.first + hour/2) / hour
	if i >= silenceMax {
		s.waiting = [2]uint64{}
	} else if i >= 0 && h.Observed > 0.95 {
		s.waiting[i/64] |= 1 << (i % 64)
	}
	return true
}

// resume learns the hours that wait, as an event came.
func (m *Model) resume(z *time.Location) {
	s := m.silence
	m.silence = silence{}
	for i := range int64(silenceMax) {
		if s.waiting[i/64]&(1<<(i%64)) == 0 {
			continue
		}
		begin := s.first + i*hour
		expected, _ := m.walk(z, begin, begin+hour, inf)
		m.learn(floor(begin+hour/2+zone(z, begin).offset, hour), Hour{Expected: expected, Observed: 1})
	}
}

// Forget drops the silent hours that wait: the silence turned out to be an outage, which must not be learned.
func (m *Model) Forget() { m.silence.waiting = [2]uint64{} }
