package liveness

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/evidence"
)

// place names a service.
type place struct{ namespace, name, environment string }

// service is all senders of one name together. Times are unix nanoseconds.
type service struct {
	place
	senders  ID      // the first; they are linked
	rest     ID      // stands for senders that found no room
	sent     float64 // sum of the batches of its senders
	releases []release
	serial   uint32

	// batches are signals by the time they arrived, entries are calls by their own time.
	batches, entries meter
	quiet            evidence.Tail
	calls            recent
	roots            float64 // share of the entries

	last      int64 // received
	heard     int64 // newest time of an item
	lateUntil int64
	onTime    int64 // received last that was not late
	dirty     bool  // heard since the last snapshot
	forgotten bool  // its id is free
	lags      lags
	gaps      Gaps
	quiets    Gaps  // are learned from, but prove nothing
	died      int64 // when it last came back after it was taken for dead
}

const (
	// Until a service was heard for this long, it counts as gone after deadShort, or ten times its usual interval.
	quietKnown = 24.
	deadShort  = 2 * time.Minute
	// Nobody is gone sooner than deadSoon, and everybody after deadLong.
	deadSoon = 10 * time.Second
	deadLong = 7 * 24 * time.Hour
	// quietBudget is how many times a year a living service may be taken for dead.
	quietBudget = 4.
	// pliableFor is the exposure in hours after which each hour of the week was seen, pliableAgain how soon a silence that comes
	// again is no accident.
	pliableFor   = 7 * 24
	pliableAgain = int64(8 * 24 * time.Hour)
)

// alive says whether a service still is there at a time.
func (s *service) alive(z *time.Location, now int64, away Gaps) bool {
	return s.last != 0 && observed(s.last, now, away) < int64(s.usual(z, s.last, 1))
}

// patience is usual, and what nobody could have heard until now on top of it.
func (s *service) patience(z *time.Location, now, from int64, part float64, away Gaps) time.Duration {
	return s.usual(z, from, part) + time.Duration(max(now-from-observed(from, now, away), 0))
}

// usual is how long a part of the service's senders may be silent from a time on before they count as gone: a zero run of
// their batches, so that quiet nights are usual and a quiet minute at noon is not.
func (s *service) usual(z *time.Location, from int64, part float64) time.Duration {
	m := &s.batches.model
	rate := max(m.Mean()*part, 1e-3)
	if m.Exposure() < quietKnown {
		return max(deadShort, time.Duration(10/rate*float64(time.Hour)))
	}
	x := s.quiet.Inverse(evidence.Threshold(8760*rate, quietBudget)) / max(part, 1e-6)
	end, ok := m.When(z, time.Unix(0, from), x)
	if !ok {
		return deadLong
	}
	return max(deadSoon, time.Duration(end.UnixNano()-from))
}

func observed(from, to int64, gaps ...Gaps) (sum int64) {
	Observed(from, to, func(from, to int64, share float64) bool {
		sum += int64(float64(to-from) * share)
		return true
	}, gaps...)
	return sum
}

// pliable says that a silence is taken for usual when it ends: the first nights and weekends of a service, and those that come
// again. Otherwise they would be lost telemetry for ever, and nothing of them would be learned.
func (s *service) pliable(now int64) bool {
	before := s.died
	s.died = now
	return s.batches.model.Exposure() < pliableFor || before != 0 && s.last-before < pliableAgain
}

// hear counts a batch that came at a time and whose items are from first to last.
func (s *service) hear(z *time.Location, away Gaps, received, first, last int64, entries, roots int) {
	s.batches.close(z, received, away, s.gaps)
	s.entries.close(z, received, away, s.gaps)
	if s.last != 0 {
		gap := Gap{From: s.heard, To: min(first, received), Lost: 1}
		switch alive := s.alive(z, received, away); {
		case alive || s.pliable(received):
			if !alive {
				s.quiets.Add(gap)
			}
			if s.batches.model.Exposure() > quietKnown {
				s.quiet.Record(s.batches.expected(z, max(s.last, received-int64(deadLong)), received, away), 1)
			}
		default:
			s.gaps.Add(gap)
			s.batches.model.Forget()
			s.entries.model.Forget()
		}
	}
	s.dirty = true
	s.last = max(s.last, received)
	s.heard = max(s.heard, last)
	s.batches.n++
	if entries > 0 {
		s.entries.n += float64(entries)
		s.calls.add(last, entries)
		keep := math.Exp(-float64(entries) / 1000)
		s.roots = keep*s.roots + (1-keep)*float64(roots)/float64(entries)
	}
}
