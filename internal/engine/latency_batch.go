package engine

import (
	"hash/maphash"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

// LatencyBatch is one batch of spans, received at one time. Say From for each resource and Item for each of its spans; Call when the
// span is of an operation that is watched, and Part when Samples says that its trace is looked at. Then hand the batch on, and end with
// Commit when it was accepted or Abort when it was refused; it must not be used after that. Strings are not kept; those of a sender are
// used until the next From. Not safe for concurrent use.
type LatencyBatch struct {
	latencies *Latencies
	now       time.Time
	sections  []latencySection
	calls     []slowdown.Span
	parts     []tracedSpan
	// ids are the operations of this batch, by a hash of sender and name.
	ids map[uint64]slowdown.OperationID
	key slowdown.Key
	own int
	// clean are the names of the last sender as they may be stored.
	clean cleanService
}

// latencySection is what one sender sent in a batch.
type latencySection struct {
	lot
	release      slowdown.ReleaseID
	instance     slowdown.InstanceID
	calls, parts int // where its calls and parts end
}

// tracedSpan is a span of a trace that is looked at. Its part gets a number when the batch is accepted.
type tracedSpan struct {
	breakdown.SpanRef
	part breakdown.Part
}

// Call is a call that ended.
type Call struct {
	Operation string
	Failed    bool
	// Stratum is which of slowdown.Strata kinds of requests it was.
	Stratum uint8
	Start   time.Time
	// Duration is in nanoseconds.
	Duration float64
	// Weight is how many there were before sampling, at least 1.
	Weight float64
}

// Begin starts a batch received at now.
func (l *Latencies) Begin(now time.Time) *LatencyBatch {
	b := l.batches.Get().(*LatencyBatch)
	b.now = now
	return b
}

// Samples says whether a trace is looked at to see where its time goes: fewer are while there is no room for more.
func (l *Latencies) Samples(trace [16]byte) bool {
	return breakdown.Samples(trace, int(l.oneIn.Load()))
}

// From says who sent the spans that follow.
func (b *LatencyBatch) From(namespace, service, environment, version, instance, host string) {
	l := b.latencies
	clean := b.clean.of(&exception.Service{Namespace: namespace, Name: service, Environment: environment, Version: version}, l.scrubber)
	b.key = slowdown.Key{Namespace: clean.Namespace, Service: clean.Name, Environment: clean.Environment}
	party := ledger.Party{
		Namespace: clean.Namespace, Service: clean.Name, Environment: clean.Environment, Version: clean.Version, Instance: instance, Signal: "spans",
	}
	s := latencySection{calls: len(b.calls), parts: len(b.parts)}
	l.mu.Lock()
	s.entry = l.account.Of(&party, b.now)
	s.release = l.detector.Release(clean.Namespace, clean.Name, clean.Environment, clean.Version, b.now)
	s.instance = l.detector.Instance(instance, host, s.release, b.now)
	l.mu.Unlock()
	b.sections = append(b.sections, s)
}

// Item is one span of the last sender, with its id or 0, that ended at a time.
func (b *LatencyBatch) Item(id uint64, at time.Time) { b.last().item(id, at, b.now) }

// Call says that the item is a call of an operation. It returns the id of the operation, 0 when there was no room.
func (b *LatencyBatch) Call(c *Call) slowdown.OperationID {
	s := b.last()
	id := b.operation(c)
	if id == 0 {
		s.sums[ledger.FateOverflow]++
		return 0
	}
	s.sums[ledger.FateCounted]++
	b.calls = append(b.calls, slowdown.Span{
		Operation: id, Release: s.release, Instance: s.instance, Stratum: c.Stratum, Start: c.Start, Duration: c.Duration,
		Received: b.now, Count: c.Weight,
	})
	s.calls = len(b.calls)
	return id
}

// Part says that the item is a part of a trace that is looked at. Of an entry, operation is what Call returned; of all else part is what
// it stands for, whose name is kept until the end of the batch. Operation, Release and Part of the reference are filled in here.
func (b *LatencyBatch) Part(ref *breakdown.SpanRef, operation slowdown.OperationID, part breakdown.Part) {
	s := b.last()
	b.parts = append(b.parts, tracedSpan{SpanRef: *ref, part: part})
	p := &b.parts[len(b.parts)-1]
	p.Operation, p.Release = uint32(operation), uint32(s.release)
	s.parts = len(b.parts)
}

// Own counts spans of Tidemark itself, which are left alone.
func (b *LatencyBatch) Own(items int) { b.own += items }

// operation asks the detector once per batch: most spans of a batch belong to few operations.
func (b *LatencyBatch) operation(c *Call) slowdown.OperationID {
	l := b.latencies
	hash := maphash.String(l.seed, c.Operation) + mix(uint64(len(b.sections)))
	if c.Failed {
		hash++
	}
	if id, known := b.ids[hash]; known {
		return id
	}
	b.key.Operation, b.key.Failed = c.Operation, c.Failed
	l.mu.Lock()
	id := l.detector.Operation(b.key, b.now)
	l.mu.Unlock()
	b.ids[hash] = id
	return id
}

// last returns the section of the last sender. Items before any From are of a sender without a name.
func (b *LatencyBatch) last() *latencySection {
	if len(b.sections) == 0 {
		b.From("", "", "", "", "", "")
	}
	return &b.sections[len(b.sections)-1]
}

// Commit counts the batch: it was accepted. It returns how many went which way.
func (b *LatencyBatch) Commit() ledger.Sums {
	l := b.latencies
	var all ledger.Sums
	l.mu.Lock()
	calls, parts := 0, 0
	for n := range b.sections {
		s := &b.sections[n]
		sender := uint64(s.instance)<<32 + uint64(s.release)
		if l.take(&s.lot, sender, b.now) {
			l.detector.ObserveAll(b.calls[calls:s.calls])
			// Numbers of parts are valid until time passes, so they are asked for here.
			for i := parts; i < s.parts; i++ {
				p := &b.parts[i]
				if p.part.Kind != 0 {
					p.SpanRef.Part = l.detector.Part(p.part)
				}
				l.detector.Trace(&p.SpanRef, b.now)
			}
		}
		calls, parts = s.calls, s.parts
		s.sumUp(&all)
	}
	l.account.AddOwn(uint64(b.own))
	all[ledger.FateOwn] += uint64(b.own)
	l.mu.Unlock()
	b.release()
	return all
}

// Abort forgets the batch: it was refused, and its sender will send it again.
func (b *LatencyBatch) Abort() {
	l := b.latencies
	l.mu.Lock()
	for n := range b.sections {
		l.refuse(&b.sections[n].lot)
	}
	l.mu.Unlock()
	b.release()
}

// release makes the batch ready for its next use.
func (b *LatencyBatch) release() {
	if cap(b.calls) > maxPooled || cap(b.parts) > maxPooled || len(b.ids) > maxPooled {
		return
	}
	clear(b.sections) // they hold entries of the account
	clear(b.parts)    // and they names
	clear(b.ids)
	b.sections, b.calls, b.parts = b.sections[:0], b.calls[:0], b.parts[:0]
	b.key, b.own = slowdown.Key{}, 0
	b.latencies.batches.Put(b)
}
