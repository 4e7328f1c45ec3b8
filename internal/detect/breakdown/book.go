package breakdown

import (
	"encoding/binary"
	"time"
)

// Book collects spans and sums where the time of calls went. It is not safe for concurrent use.
type Book struct {
	settings Settings
	stats    Stats
	sampler  sampler
	buffer   buffer
	parts    parts
	calls    calls
	profiles map[key]*profile
	rows     int // that there is room for in the profiles
}

// New returns an empty Book.
func New(s Settings) (*Book, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	oneIn := uint64(s.SampleOneIn)
	return &Book{
		settings: s, sampler: sampler{least: oneIn, oneIn: oneIn, next: oneIn}, buffer: newBuffer(&s), parts: newParts(s.MaxParts), calls: newCalls(s.MaxTraceSpans), profiles: map[key]*profile{},
	}, nil
}

// Part returns the id of a part, that of the overflow of its kind when there is no room. It may be used until the next Advance.
func (b *Book) Part(p Part) PartID {
	id, overflow := b.parts.id(p)
	if overflow {
		b.stats.PartOverflow++
	}
	return id
}

// Observe takes in a span that was received now. Spans of traces that are not sampled are left at once.
func (b *Book) Observe(s *SpanRef, received time.Time) {
	hash := mixTrace(s.Trace)
	if taken, unready := b.sampler.takes(hash); !taken {
		if unready {
			b.buffer.past.add(hash)
		}
		return
	}
	if s.Start < 0 || s.End < 0 {
		b.stats.Bad++
		return
	}
	now := received.UnixNano()
	i := b.buffer.find(hash, &s.Trace)
	if i == none {
		if b.buffer.past.has(hash) {
			b.buffer.past.add(hash) // also what looked like it by chance stays refused as a whole
			b.stats.Late++
			return
		}
		if i = b.buffer.admit(hash, &s.Trace, now); i == none {
			b.buffer.past.add(hash)
			b.stats.RefusedTraces++
			b.stats.Refused++
			return
		}
	}
	t := &b.buffer.traces[i]
	t.last = max(t.last, now)
	if t.spans == broken {
		b.stats.Refused++
		return
	}
	h := b.buffer.keep(t, b.settings.MaxTraceSpans)
	if h == nil {
		b.stats.Dropped++
		b.stats.Refused++
		b.buffer.drop(t)
		return
	}
	b.stats.Spans++
	h.id, h.parent = binary.LittleEndian.Uint64(s.ID[:]), binary.LittleEndian.Uint64(s.Parent[:])
	h.start, h.end = s.Start, max(s.Start, s.End)
	if s.Entry {
		h.role, h.a, h.b = roleEntry, s.Operation, s.Release
		return
	}
	h.a, h.b = uint32(b.parts.known(s.Part)), 0
	h.role = roleInside
	if s.Part != 0 && b.parts.list[h.a].Kind != PartOwn {
		h.role = roleLeaf
	}
}

// Advance sums the calls of traces whose hold is over. It takes about as long for each of their spans as Observe does.
func (b *Book) Advance(now time.Time) {
	at := now.UnixNano()
	for left := b.buffer.n; left > 0; left-- {
		t := &b.buffer.traces[b.buffer.queue[b.buffer.at]]
		if at-t.first < int64(b.settings.Hold) {
			break
		}
		i := b.buffer.pop()
		if !t.due(at, b.settings.Hold) {
			b.buffer.push(i)
			continue
		}
		if taken, _ := b.sampler.takes(t.hash); taken && t.spans != broken {
			b.stats.Traces++
			b.sum(t, at)
		}
		b.buffer.remove(i)
	}
	b.sampler.look(&b.buffer, at, int64(b.settings.Hold))
	b.buffer.past.turn(at, maxHolds*int64(b.settings.Hold))
	if b.parts.crowded(at) {
		b.sweep(at)
	}
}

// sum adds the calls of a trace to their profiles.
func (b *Book) sum(t *trace, now int64) {
	c := &b.calls
	b.stats.Duplicate += uint64(c.read(b.buffer.pool, t.head))
	for i := range c.nodes {
		n := &c.nodes[i]
		if n.role != roleEntry {
			continue
		}
		if n.end-n.start > maxHolds*int64(b.settings.Hold) {
			b.stats.Long++
			c.reach(n)
			continue
		}
		c.divide(n)
		if p := b.profile(n.a, n.b); p != nil && n.end > n.start {
			b.rows += p.add(c.costs, float64(n.end-n.start), now)
			b.stats.Calls++
		}
	}
	b.stats.Orphans += uint64(c.orphans())
}

func (b *Book) profile(operation, release uint32) *profile {
	if operation == 0 {
		return nil
	}
	k := key{operation, release}
	p := b.profiles[k]
	if p == nil {
		if len(b.profiles) >= b.settings.MaxProfiles {
			b.stats.ProfileOverflow++
			return nil
		}
		p = &profile{}
		b.profiles[k] = p
	}
	return p
}

// OneIn is how many traces one is taken of now, for Samples. Advance changes it.
func (b *Book) OneIn() int { return int(b.sampler.next) }

// Calls is how many calls of an operation and release are summed, old ones counting less.
func (b *Book) Calls(operation, release uint32) float64 {
	if p := b.profiles[key{operation, release}]; p != nil {
		return p.calls
	}
	return 0
}

// Forget lets go of what is summed for an operation and release, so that their numbers can be used anew.
func (b *Book) Forget(operation, release uint32) {
	if p := b.profiles[key{operation, release}]; p != nil {
		b.rows -= cap(p.rows)
		delete(b.profiles, key{operation, release})
	}
}
