package ledger

import (
	"hash/maphash"
	"sync"
	"time"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Defaults of a Hold.
const (
	HoldAge     = 5 * time.Second
	HoldEntries = 10_000
	// holdTraces is how many traces with exceptions are remembered.
	holdTraces = 100_000
)

// Hold keeps errors that are known by a status alone until it is clear that no exception explains
// them: none of the same trace and service came in the 5 s before or after. Safe for concurrent use.
type Hold[T any] struct {
	// Forgotten is told each value that an exception explained, if it is set.
	Forgotten func(T)

	seed    maphash.Seed
	age     time.Duration
	entries int

	mu        sync.Mutex
	explained map[uint64]int64 // trace and service → when an exception came
	order     []uint64         // ring of the keys of explained
	next      int
	held      []held[T] // by time
	early     uint64
	explains  uint64
}

type held[T any] struct {
	key   uint64
	at    time.Time
	value T
}

// NewHold returns an empty hold.
func NewHold[T any](age time.Duration, entries int) *Hold[T] {
	return &Hold[T]{seed: maphash.MakeSeed(), age: age, entries: entries, explained: map[uint64]int64{}}
}

// Key sums up trace and service. Errors without a trace have no key: nothing can explain them.
func (h *Hold[T]) Key(trace exception.TraceID, service *exception.Service) (key uint64, ok bool) {
	if trace == (exception.TraceID{}) {
		return 0, false
	}
	return maphash.Comparable(h.seed, struct {
		trace           exception.TraceID
		namespace, name string
	}{trace, service.Namespace, service.Name}), true
}

// Explain notes that an exception of this trace and service came.
func (h *Hold[T]) Explain(key uint64, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, known := h.explained[key]; !known {
		if len(h.order) < holdTraces {
			h.order = append(h.order, key)
		} else {
			delete(h.explained, h.order[h.next])
			h.order[h.next] = key
			h.next = (h.next + 1) % holdTraces
		}
	}
	h.explained[key] = now.UnixNano()
}

// Explained says whether an exception came within the age before now.
func (h *Hold[T]) Explained(key uint64, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.isExplained(key, now)
}

func (h *Hold[T]) isExplained(key uint64, now time.Time) bool {
	at, ok := h.explained[key]
	return ok && now.UnixNano()-at <= int64(h.age)
}

// Put holds a value. Over the limit the oldest is decided early and returned.
func (h *Hold[T]) Put(key uint64, now time.Time, value T) (released []T) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.held = append(h.held, held[T]{key, now, value})
	if len(h.held) > h.entries {
		released = h.take(released, 1)
		h.early++
	}
	return released
}

// Release returns what was held long enough and is explained by no exception.
func (h *Hold[T]) Release(now time.Time) (released []T) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for n < len(h.held) && now.Sub(h.held[n].at) >= h.age {
		n++
	}
	return h.take(released, n)
}

// Drain returns all that is held and not explained so far, for a stop.
func (h *Hold[T]) Drain() []T {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.take(nil, len(h.held))
}

// take removes the n oldest and appends those that are not explained.
func (h *Hold[T]) take(released []T, n int) []T {
	for _, e := range h.held[:n] {
		// An exception explains what came up to age before or after it.
		if at, ok := h.explained[e.key]; ok && abs(at-e.at.UnixNano()) <= int64(h.age) {
			h.explains++
			if h.Forgotten != nil {
				h.Forgotten(e.value)
			}
			continue
		}
		released = append(released, e.value)
	}
	clear(h.held[:n])
	h.held = h.held[n:]
	if len(h.held) == 0 {
		h.held = nil
	}
	return released
}

// HoldStats is what became of held errors.
type HoldStats struct {
	Held      int    // now
	Explained uint64 // dropped, an exception came
	Early     uint64 // decided before their time, for space
}

// Stats returns the counts so far.
func (h *Hold[T]) Stats() HoldStats {
	h.mu.Lock()
	defer h.mu.Unlock()
	return HoldStats{Held: len(h.held), Explained: h.explains, Early: h.early}
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}
