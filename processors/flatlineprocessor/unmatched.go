package flatlineprocessor

import (
	"sync/atomic"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/match"
)

// unmatchedAfter is how long a declared stream may match nothing until that is said.
const unmatchedAfter = time.Hour

// unmatched remembers which declared streams of one signal nothing has matched yet. Safe for concurrent use.
type unmatched struct {
	definitions []definition
	signal      match.Signal
	seen        []atomic.Bool // by definition
	faulty      []atomic.Bool
	first       atomic.Int64 // nanoseconds: when the first batch came
	said        atomic.Bool
}

func newUnmatched(definitions []definition, signal match.Signal) *unmatched {
	return &unmatched{
		definitions: definitions, signal: signal, seen: make([]atomic.Bool, len(definitions)), faulty: make([]atomic.Bool, len(definitions)),
	}
}

// matched notes that something matched a definition. Most of the time it only reads.
func (u *unmatched) matched(definition int) {
	if !u.seen[definition].Load() {
		u.seen[definition].Store(true)
	}
}

// firstFault says whether the condition of a definition fails for the first time.
func (u *unmatched) firstFault(definition int) bool {
	return !u.faulty[definition].Swap(true)
}

// due returns, once, the names of the streams that nothing matched in the first hour of data, here or in another pipeline.
func (u *unmatched) due(now time.Time, all streams) (names []string) {
	if u.said.Load() {
		return nil
	}
	if u.first.CompareAndSwap(0, now.UnixNano()) || now.UnixNano()-u.first.Load() < int64(unmatchedAfter) || u.said.Swap(true) {
		return nil
	}
	elsewhere := map[int]bool{}
	for _, s := range all.Streams() {
		if s.Declared && !s.LastEvent.IsZero() {
			elsewhere[s.Key.Definition] = true
		}
	}
	for n := range u.definitions {
		if d := &u.definitions[n]; d.signal == u.signal && !u.seen[n].Load() && !elsewhere[n] {
			names = append(names, d.name)
		}
	}
	return names
}
