package breakdown_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

func TestSamples_TakesOneOfSoManyWhateverIdsLookLike(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for name, id := range map[string]func(n uint64) (id [16]byte){
		"random":                 func(uint64) (id [16]byte) { binary.BigEndian.PutUint64(id[:], r.Uint64()); return id },
		"in a row at the end":    func(n uint64) (id [16]byte) { binary.BigEndian.PutUint64(id[8:], n); return id },
		"in a row at the start":  func(n uint64) (id [16]byte) { binary.LittleEndian.PutUint64(id[:], n); return id },
		"half of it is always 0": func(uint64) (id [16]byte) { binary.BigEndian.PutUint64(id[8:], r.Uint64()); return id },
		"times in seconds ahead": func(n uint64) (id [16]byte) {
			binary.BigEndian.PutUint32(id[:], uint32(1.7e9+n))
			id[15] = 1
			return id
		},
		"multiples of a thousand": func(n uint64) (id [16]byte) { binary.BigEndian.PutUint64(id[4:], n*1000); return id },
	} {
		t.Run(name, func(t *testing.T) {
			for _, oneIn := range []int{1, 7, 8, 100} {
				const traces = 100_000
				b := newBook(t, func(s *breakdown.Settings) { s.SampleOneIn = oneIn })
				taken := 0
				for n := range uint64(traces) {
					trace := id(n)
					if breakdown.Samples(trace, oneIn) {
						taken++
					}
					if n < 5000 {
						b.Observe(&breakdown.SpanRef{Trace: trace}, monday)
						assert.Equal(t, taken, b.Stats().Held)
					}
				}
				assert.InEpsilon(t, traces/oneIn, taken, 0.15)
			}
		})
	}
	assert.False(t, breakdown.Samples([16]byte{}, 0))
}

func TestBook_OldCallsCountLessWhereThereAreEnoughNewOnes(t *testing.T) {
	for name, tt := range map[string]struct {
		calls uint64
		want  float64
	}{
		"many calls":                      {400, 200 + 1},
		"few calls are all there are yet": {200, 200 + 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook(t, nil)
			for n := range tt.calls + 1 {
				at := monday
				if n == tt.calls {
					at = monday.Add(2 * time.Hour)
				}
				b.Observe(&breakdown.SpanRef{Trace: traceOf(n), End: 1e6, Entry: true, Operation: 1, Release: 1}, at)
				if n == tt.calls-1 {
					b.Advance(monday.Add(time.Minute))
				}
			}
			b.Advance(monday.Add(3 * time.Hour))
			assert.InDelta(t, tt.want, b.Calls(1, 1), 1e-9)
		})
	}
}

func TestBook_TakesFewerTracesWhileTheBufferFillsAndAllOfThemAgain(t *testing.T) {
	b := newBook(t, func(s *breakdown.Settings) { s.MaxSpans, s.MaxTraces = 2000, 1000 })
	part := b.Part(orders)
	now, trace := monday, uint64(0)
	minute := func(perSecond int) {
		for range 60 {
			now = now.Add(time.Second)
			for range perSecond {
				trace++
				b.Observe(&breakdown.SpanRef{Trace: traceOf(trace), ID: number(2), Parent: number(1), End: 1e6, Part: part}, now)
			}
			// The entries of the traces of two seconds ago.
			for n := range uint64(perSecond) {
				of := trace - 2*uint64(perSecond) + n
				if of == 0 || of > trace {
					continue
				}
				release := uint32(1 + of%2)
				b.Observe(&breakdown.SpanRef{Trace: traceOf(of), ID: number(1), Entry: true, Operation: 1, Release: release, End: 1e6}, now)
			}
			b.Advance(now)
		}
	}
	minute(20)
	assert.Equal(t, 1, b.OneIn())
	for range 5 {
		minute(400)
	}
	assert.Equal(t, 32, b.OneIn(), "twelve traces a second for up to twenty seconds fill a quarter")
	refused := b.Stats().RefusedTraces
	minute(400)
	assert.Equal(t, refused, b.Stats().RefusedTraces)
	for range 10 {
		minute(5)
	}
	assert.Equal(t, 1, b.OneIn())
	calls := b.Stats().Calls
	minute(5)
	assert.InDelta(t, 300, b.Stats().Calls-calls, 10)
	for _, g := range b.Compare(1, 1, 2) {
		if g.Part == orders {
			assert.InDelta(t, 1, g.After.Times, 1e-9, "no call is seen without what it called")
			assert.InDelta(t, 1, g.Before.Times, 1e-9)
		}
	}
}
