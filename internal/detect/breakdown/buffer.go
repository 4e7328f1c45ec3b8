package breakdown

import "time"

// held is a span in the buffer, 48 bytes.
type held struct {
	id, parent uint64
	start, end int64
	// Of an entry operation and release, of others the part.
	a, b uint32
	next int32 // of the same trace, or the next free one
	role role
}

// role is what a span is in its call.
type role uint32

const (
	roleInside role = iota // code of the service; what is below counts by itself
	roleLeaf               // a client span: what is below is its own
	roleEntry
)

// trace is one in the buffer, 64 bytes.
type trace struct {
	id          [16]byte
	hash        uint64
	first, last int64 // when its spans were received
	head        int32 // its spans, those that came last first
	spans       int32 // broken for one that was dropped and is only remembered
	chain       int32 // in its bucket, or the next free one
}

const (
	none   = int32(-1)
	broken = int32(-1)
)

// buffer holds the spans of traces that are not over. Nothing of it grows.
type buffer struct {
	pool    []held
	free    int32
	used    int
	traces  []trace
	vacant  int32
	buckets []int32
	queue   []int32 // a ring of traces, in the order in which they are to be looked at
	at, n   int
	past    filter
}

func newBuffer(s *Settings) buffer {
	size := 1
	for size < s.MaxTraces {
		size *= 2
	}
	b := buffer{
		pool: make([]held, s.MaxSpans), traces: make([]trace, s.MaxTraces), buckets: make([]int32, size), queue: make([]int32, s.MaxTraces),
		past: newFilter(size),
	}
	for i := range b.pool {
		b.pool[i].next = int32(i) + 1
	}
	b.pool[len(b.pool)-1].next = none
	for i := range b.traces {
		b.traces[i].chain = int32(i) + 1
	}
	b.traces[len(b.traces)-1].chain = none
	for i := range b.buckets {
		b.buckets[i] = none
	}
	return b
}

func (b *buffer) bucket(hash uint64) *int32 { return &b.buckets[(hash>>20)&uint64(len(b.buckets)-1)] }

func (b *buffer) find(hash uint64, id *[16]byte) int32 {
	for i := *b.bucket(hash); i != none; i = b.traces[i].chain {
		if t := &b.traces[i]; t.hash == hash && t.id == *id {
			return i
		}
	}
	return none
}

// admit makes room for a new trace, unless there is none. A quarter of the spans is kept free for traces that go on.
func (b *buffer) admit(hash uint64, id *[16]byte, now int64) int32 {
	i := b.vacant
	if i == none || b.used >= len(b.pool)-len(b.pool)/4 {
		return none
	}
	b.vacant = b.traces[i].chain
	bucket := b.bucket(hash)
	b.traces[i] = trace{id: *id, hash: hash, first: now, last: now, head: none, chain: *bucket}
	*bucket = i
	b.push(i)
	return i
}

func (b *buffer) push(i int32) {
	b.queue[(b.at+b.n)%len(b.queue)] = i
	b.n++
}

func (b *buffer) pop() int32 {
	i := b.queue[b.at]
	b.at = (b.at + 1) % len(b.queue)
	b.n--
	return i
}

// keep adds a span to a trace; false when there is no room for it.
func (b *buffer) keep(t *trace, most int) *held {
	i := b.free
	if i == none || int(t.spans) >= most {
		return nil
	}
	s := &b.pool[i]
	b.free = s.next
	b.used++
	s.next, t.head = t.head, i
	t.spans++
	return s
}

// drop lets go of the spans of a trace.
func (b *buffer) drop(t *trace) {
	for i := t.head; i != none; {
		next := b.pool[i].next
		b.pool[i].next, b.free = b.free, i
		b.used--
		i = next
	}
	t.head, t.spans = none, broken
}

// remove lets go of a trace, and remembers for a while that it is over.
func (b *buffer) remove(i int32) {
	t := &b.traces[i]
	b.drop(t)
	b.past.add(t.hash)
	at := b.bucket(t.hash)
	for *at != i {
		at = &b.traces[*at].chain
	}
	*at = t.chain
	t.chain, b.vacant = b.vacant, i
}

// due says whether the hold of a trace is over.
func (t *trace) due(now int64, hold time.Duration) bool {
	return now-t.last >= int64(hold) || now-t.first >= maxHolds*int64(hold)
}
