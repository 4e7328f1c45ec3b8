package engine

import (
	"sync/atomic"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

const (
	// maxExemplarBytes bounds the exemplars that wait for a flush: a batch may hold a hundred thousand
	// errors that nobody knows, each of which would be kept with all attributes of its resource.
	maxExemplarBytes = 64 << 20
	// exemplarOverhead is about what an exemplar takes beside its texts.
	exemplarOverhead = 4 << 10
)

// exemplars is the account of the exemplars in memory. An error that finds no room is counted without
// one, and the next occurrence of its issue is kept instead. Safe for concurrent use.
type exemplars struct {
	limit   int64
	bytes   atomic.Int64
	refused atomic.Uint64
}

func (e *exemplars) room() bool {
	if e.bytes.Load() < e.limit {
		return true
	}
	e.refused.Add(1)
	return false
}

// take keeps an exemplar with its occurrence, until free or until it is written.
func (e *exemplars) take(o *occurrence, exemplar *exception.Occurrence) {
	o.exemplar, o.exemplarBytes = exemplar, sizeOf(exemplar)
	e.bytes.Add(o.exemplarBytes)
}

// free is for an occurrence that will not be written.
func (e *exemplars) free(o *occurrence) { e.bytes.Add(-o.exemplarBytes) }

// written is for all exemplars of a flush.
func (e *exemplars) written(p *pending) { e.bytes.Add(-p.exemplarBytes) }

// sizeOf returns about how many bytes of memory an exemplar holds.
func sizeOf(o *exception.Occurrence) int64 {
	n := exemplarOverhead + len(o.RawStack)
	for i := range o.Exceptions {
		e := &o.Exceptions[i]
		n += len(e.Type) + len(e.Message)
		for j := range e.Stack.Frames {
			f := &e.Stack.Frames[j]
			n += len(f.Function) + len(f.Module) + len(f.File) + len(f.SourceLine) + 100
		}
	}
	for _, a := range o.Attributes {
		n += len(a.Key) + len(a.Value)
	}
	return int64(n)
}
