package breakdown_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestBook_TwentyThousandOperationsOfTwoReleasesTakeThirtyMegabytes(t *testing.T) {
	before := heap()
	b := newBook(t, nil)
	db, service := b.Part(orders), b.Part(payment)
	now := monday
	for release := range uint32(2) {
		for operation := range uint32(20_000) {
			trace := traceOf(uint64(release)<<32 | uint64(operation))
			for _, s := range []breakdown.SpanRef{
				{ID: number(1), End: 10, Entry: true, Operation: operation + 1, Release: release + 1},
				{ID: number(2), Parent: number(1), Start: 1, End: 3, Part: db}, {ID: number(3), Parent: number(1), Start: 4, End: 9, Part: service},
			} {
				s.Trace = trace
				b.Observe(&s, now)
			}
			if operation%1000 == 999 {
				now = now.Add(11 * time.Second)
				b.Advance(now)
			}
		}
	}
	used := heap() - before
	s := b.Stats()
	runtime.KeepAlive(b)
	t.Log(used, s.Bytes)
	assert.Greater(t, s.Profiles, 39_900, "a trace may look like one that is over, by chance")
	assert.Less(t, used, uint64(30e6))
	assert.InEpsilon(t, used, s.Bytes, 0.2, "what is said is what there is")
}
