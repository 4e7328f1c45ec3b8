package ledger

import (
	"hash/maphash"
	"iter"
	"sync"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Verdict says whether a record is a new occurrence, or why it is not.
type Verdict uint8

// The verdicts.
const (
	// Counted: a new occurrence.
	Counted Verdict = iota
	// MergedPair: the span event and the log records of one span tell of one error.
	MergedPair
	// MergedChain: a parent or child span recorded the same error.
	MergedChain
	// MergedRetry: the same record came again, because its sender did not hear the answer.
	MergedRetry
)

// String returns the verdict as telemetry shows it.
func (v Verdict) String() string {
	return [...]string{"counted", "pair", "chain", "retry"}[v]
}

// Defaults of a Window.
const (
	WindowAge     = 60 * time.Second
	WindowEntries = 100_000
)

// maxLooked bounds how many records of one error a new one is compared with for pairs and chains. A
// span with a hundred thousand equal events then costs linear time; retries are found all the same.
const maxLooked = 64

// Sighting is one record that tells of an error.
type Sighting struct {
	// Key is equal for records that may tell of one occurrence: see Window.Key.
	Key    uint64
	Source exception.Source
	// Event: an instrumentation recorded it, as a span event or as a log record that takes the place of
	// one, and not a logger.
	Event        bool
	Span, Parent exception.SpanID
	Time         time.Time // the sender's
}

// Window recognises records that tell of one occurrence. Records of one trace, service, type,
// message and innermost frame are the same occurrence when
//
//	(a) they are the span event of one span, the log record that an instrumentation sends instead of it
//	    or beside it, and the record of a logger, put together one to one,
//	(b) one span is the parent of the other, one to one, so that chains of re-recording fold, or
//	(c) span, kind and time are equal: a retry.
//
// The same error at different times in one span, or in sibling spans, counts each time. It remembers
// the last entries of the last 60 s. R is what the caller knows about an occurrence; who is merged
// gets that of the record it was merged with. Safe for concurrent use.
type Window[R any] struct {
	seed    maphash.Seed
	maxAge  time.Duration
	entries int

	mu      sync.Mutex
	nodes   []node[R] // a ring once it is full
	seq     uint64    // of the next node; its place is seq % entries
	first   map[uint64]uint64
	exact   map[uint64]uint64
	evicted uint64
}

// node is one recording of an error by a span: its event, its log records or all of them.
type node[R any] struct {
	seq          uint64
	key          uint64
	older, newer uint64 // nodes of the same key, as seq+1; 0 is none
	span, parent exception.SpanID
	at           int64
	records      [slots]record
	up, down     bool // folded with a record of the parent, of a child
	ref          R
}

// The slots of a node, one for each way to tell of an error.
const (
	slotSpanEvent = iota
	slotLogger
	slotLogEvent
	slots
)

// slot returns where a sighting goes.
func (s *Sighting) slot() uint8 {
	switch {
	case s.Source != exception.SourceLogRecord:
		return slotSpanEvent
	case s.Event:
		return slotLogEvent
	default:
		return slotLogger
	}
}

// record is the span event or one of the log records of a node.
type record struct {
	exact   uint64
	present bool
	counted bool
	refused bool
}

// Token undoes one Add.
type Token struct {
	seq  uint64
	slot uint8
	used bool
}

// NewWindow returns an empty window.
func NewWindow[R any](maxAge time.Duration, entries int) *Window[R] {
	return &Window[R]{
		seed: maphash.MakeSeed(), maxAge: maxAge, entries: entries,
		first: map[uint64]uint64{}, exact: map[uint64]uint64{},
	}
}

// Key sums up what must be equal of a record, its outermost exception and the innermost frame. It is
// only meaningful within this window.
func (w *Window[R]) Key(rec *exception.Record, outermost *exception.Exception, innermost uint64) uint64 {
	return maphash.Comparable(w.seed, struct {
		trace                            exception.TraceID
		status                           bool
		namespace, service, typ, message string
		innermost                        uint64
	}{rec.TraceID, rec.Source == exception.SourceSpanStatus, rec.Namespace, rec.Service.Name, outermost.Type, outermost.Message, innermost})
}

// Add decides about one record received at now. ref is kept, and returned to those that merge with
// it. The token takes the record back when the batch it came in is refused.
func (w *Window[R]) Add(s Sighting, now time.Time, ref R) (Verdict, R, Token) {
	slot := s.slot()
	exact := maphash.Comparable(w.seed, struct {
		key  uint64
		span exception.SpanID
		slot uint8
		time int64
	}{s.Key, s.Span, slot, s.Time.UnixNano()})

	w.mu.Lock()
	defer w.mu.Unlock()
	if n := w.live(w.exact[exact], now); n != nil && n.records[slot].exact == exact {
		return w.again(n, slot)
	}
	if o := w.otherPart(s, slot, now); o != nil {
		o.records[slot] = record{exact: exact, present: true}
		if slot == slotSpanEvent {
			o.parent = s.Parent // which a log record does not know
		}
		w.exact[exact] = o.seq + 1
		return MergedPair, o.ref, Token{seq: o.seq, slot: slot, used: true}
	}
	n := node[R]{key: s.Key, span: s.Span, parent: s.Parent, at: now.UnixNano(), ref: ref}
	verdict := w.fold(&n, now)
	n.records[slot] = record{exact: exact, present: true, counted: verdict == Counted}
	return verdict, n.ref, Token{seq: w.insert(n), slot: slot, used: true}
}

// otherPart finds the node of the same span that lacks the record in this slot: rule (a).
func (w *Window[R]) otherPart(s Sighting, slot uint8, now time.Time) *node[R] {
	for o := range w.sameKey(s.Key, now) {
		if o.span == s.Span && !o.records[slot].present {
			return o
		}
	}
	return nil
}

// fold links a node with one of the parent span and one of a child span: rule (b).
func (w *Window[R]) fold(n *node[R], now time.Time) Verdict {
	verdict := Counted
	for o := range w.sameKey(n.key, now) {
		switch {
		case !n.up && !o.down && n.parent != (exception.SpanID{}) && o.span == n.parent:
			o.down, n.up = true, true
		case !n.down && !o.up && o.parent != (exception.SpanID{}) && o.parent == n.span:
			o.up, n.down = true, true
		default:
			continue
		}
		verdict, n.ref = MergedChain, o.ref
	}
	return verdict
}

// sameKey yields the youngest nodes of a key.
func (w *Window[R]) sameKey(key uint64, now time.Time) iter.Seq[*node[R]] {
	return func(yield func(*node[R]) bool) {
		id := w.first[key]
		for range maxLooked {
			o := w.live(id, now)
			if o == nil || !yield(o) {
				return
			}
			id = o.older
		}
	}
}

// again answers for a record that is known. One whose batch was refused counts now if it did then.
func (w *Window[R]) again(n *node[R], slot uint8) (Verdict, R, Token) {
	r := &n.records[slot]
	if r.refused {
		r.refused = false
		if r.counted {
			return Counted, n.ref, Token{seq: n.seq, slot: slot, used: true}
		}
	}
	return MergedRetry, n.ref, Token{}
}

// Undo takes back a record whose batch was refused, so that it counts when it is sent again.
func (w *Window[R]) Undo(t Token) {
	if !t.used {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := w.at(t.seq + 1); n != nil {
		n.records[t.slot].refused = true
	}
}

// Evicted returns how many entries had to leave before their time.
func (w *Window[R]) Evicted() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.evicted
}

// Len returns how many entries the window holds, among them those that are too old to matter.
func (w *Window[R]) Len() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.nodes)
}

// at returns the node with this id (seq+1), or nil when it has left.
func (w *Window[R]) at(id uint64) *node[R] {
	if id == 0 || len(w.nodes) == 0 {
		return nil
	}
	n := &w.nodes[(id-1)%uint64(w.entries)]
	if n.seq != id-1 {
		return nil
	}
	return n
}

// live is at for nodes that are young enough.
func (w *Window[R]) live(id uint64, now time.Time) *node[R] {
	n := w.at(id)
	if n == nil || now.UnixNano()-n.at > int64(w.maxAge) {
		return nil
	}
	return n
}

// insert puts a node at the head of its key, in place of the oldest node when the ring is full.
func (w *Window[R]) insert(n node[R]) uint64 {
	n.seq = w.seq
	w.seq++
	place := n.seq % uint64(w.entries)
	if int(place) < len(w.nodes) {
		w.remove(&w.nodes[place], n.at)
	}
	if head := w.at(w.first[n.key]); head != nil {
		n.older = head.seq + 1
		head.newer = n.seq + 1
	}
	w.first[n.key] = n.seq + 1
	for _, r := range n.records {
		if r.present {
			w.exact[r.exact] = n.seq + 1
		}
	}
	if int(place) < len(w.nodes) {
		w.nodes[place] = n
	} else {
		w.nodes = append(w.nodes, n)
	}
	return n.seq
}

// remove unlinks the oldest node of the window, which is also the oldest of its key.
func (w *Window[R]) remove(n *node[R], now int64) {
	if now-n.at <= int64(w.maxAge) {
		w.evicted++
	}
	if newer := w.at(n.newer); newer != nil {
		newer.older = 0
	} else {
		delete(w.first, n.key)
	}
	for _, r := range n.records {
		if r.present && w.exact[r.exact] == n.seq+1 {
			delete(w.exact, r.exact)
		}
	}
}
