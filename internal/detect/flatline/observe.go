package flatline

import (
	"math"

	"github.com/tidemark-otel/tidemark/internal/detect/liveness"
)

// Observe counts events of a stream. O(1), 0 allocations.
func (d *Detector) Observe(o Observation) {
	d.reach(o.Received)
	if !d.streams.known(o.Stream) || !(o.Count > 0 && o.Count <= math.MaxFloat32) {
		return
	}
	received := nanos(o.Received)
	if received == 0 {
		return
	}
	s := d.streams.at(o.Stream)
	happened, late, skewed := d.senders.At(liveness.ID(o.Sender), nanos(o.At), received)
	if skewed {
		d.stats.Skewed++
	}
	s.events += o.Count
	s.dirty = true
	d.sentBy(s, liveness.ID(o.Sender))
	s.last = max(s.last, happened)
	if late {
		d.stats.Late++
		return
	}
	s.weight += (float32(o.Count) - s.weight) / 64
	if s.more != nil {
		s.more.count(happened, d.senders.Release(liveness.ID(o.Sender), s.service), o.Count)
	}
	step := s.ring.step()
	switch begin := happened / step * step; {
	case begin < s.settled: // too late for its bucket, in time for its hour
		if happened >= s.hourFrom {
			s.hourN += o.Count
			s.owed += float32(o.Count)
		}
	default:
		if begin >= s.settled/step*step+ringSize*step {
			d.settle(s, begin-(ringSize-1)*step)
		}
		s.ring.add(happened, o.Count)
		d.wheel.sooner(o.Stream, begin+step+int64(d.senders.Wait(s.service)))
	}
}

// sentBy notes which release sends a stream.
func (d *Detector) sentBy(s *stream, sender liveness.ID) {
	if slot := d.senders.Release(sender, s.service); slot >= 0 {
		s.in |= 1 << slot
		if s.bornIn == 0 {
			s.bornIn = d.senders.Serial(s.service, slot)
		}
	}
}

func (m *more) count(at int64, slot int32, n float64) {
	if m.recent != nil {
		m.recent.add(at, n)
	}
	if m.blocks != nil {
		m.blocks.add(at, n)
	}
	if m.cohort != nil {
		m.cohort.count(slot, n)
	}
}
