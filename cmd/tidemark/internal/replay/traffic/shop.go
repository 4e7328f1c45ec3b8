package traffic

import (
	"iter"
	"math/rand/v2"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const (
	// underway is how long it takes until what was sent is received.
	underway = 5 * time.Second
	// heartbeat is the event that each process logs every minute, half a minute after its health was asked for.
	heartbeat = "process.heartbeat"
)

// every returns how often the agents send: by day when they have a batch together, by night when they have waited enough.
func every(t time.Time) time.Duration {
	if t.Hour() < 8 || t.Hour() >= 21 {
		return time.Minute
	}
	return 30 * time.Second
}

// Opening is the Monday on which the shop opens.
var Opening = time.Date(2026, time.May, 4, 0, 0, 0, 0, time.UTC)

// Shop is one course that things may take.
type Shop struct {
	seed    uint64
	trouble Trouble
	fleet   *fleet
	// offers are what customers do; the share large of their requests is large.
	offers []offer
	large  float64
}

// New returns a shop whose ordinary releases end at a time, from which on there may be trouble.
func New(seed uint64, end time.Time, trouble Trouble) *Shop {
	return &Shop{seed: seed, trouble: trouble, offers: requests, fleet: newFleet(opened, Hosts, append(ordinary(seed, Opening, end), trouble.Releases...))}
}

// Between returns what arrives of the time between two moments. Both are whole minutes.
func (s *Shop) Between(from, to time.Time) iter.Seq[Batch] {
	return func(yield func(Batch) bool) {
		dice := rand.New(rand.NewPCG(s.seed, uint64(from.Unix())))
		pulse := rand.New(rand.NewPCG(s.seed, uint64(from.Unix())|1<<63)) // of its own, so that a release does not change what customers do
		for t := from; t.Before(to); t = t.Add(every(t)) {
			if !yield(s.window(dice, pulse, t)) {
				return
			}
		}
	}
}

// window returns what happens from t until the agents send again.
func (s *Shop) window(dice, pulse *rand.Rand, t time.Time) Batch {
	length := every(t)
	received := t.Add(length + underway)
	b := newBatch(received, func(host string) bool { return s.trouble.lost(host, received) })
	for _, o := range s.fleet.first {
		for place := range s.fleet.hosts {
			lives(b, pulse, s.fleet.at(o.service, place, t), t, length)
		}
	}
	lives(b, pulse, s.fleet.staging, t, length)
	busy := s.trouble.demand(t) * weather(s.seed, t)
	for i := range s.offers {
		for range poisson(dice, s.offers[i].perHour*busy*length.Hours()) {
			r := request{shop: s, batch: b, dice: dice, trace: traceID(dice)}
			at := t.Add(time.Duration(dice.Int64N(int64(length))))
			r.large = s.large > 0 && dice.Float64() < s.large
			r.serve(&s.offers[i].hop, ptrace.SpanKindServer, pcommon.SpanID{}, at)
		}
	}
	return b.Batch
}

// lives is what a process tells every minute though nobody shops: that it was asked for its health, and that it runs.
func lives(b *batch, dice *rand.Rand, p *process, t time.Time, length time.Duration) {
	for second := range int(length / time.Second) {
		at := t.Add(time.Duration(second) * time.Second)
		switch at.Second() {
		case p.phase:
			span := b.span(p, "GET /healthz", ptrace.SpanKindServer, at)
			span.SetTraceID(traceID(dice))
			span.SetSpanID(spanID(dice))
			span.SetEndTimestamp(pcommon.NewTimestampFromTime(at.Add(took(dice, 2*time.Millisecond))))
		case (p.phase + 30) % 60:
			b.record(p, heartbeat, at)
		}
	}
}
