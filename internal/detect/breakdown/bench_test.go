package breakdown_test

import (
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

// traffic returns the spans of 1,000 calls with two queries and a child service each, and a function that gives them new trace ids.
func traffic(book *breakdown.Book) ([]breakdown.SpanRef, func(round uint64)) {
	m := newMaker(1, book, 0.5)
	p := &plan{own: 1, gap: -1, shapes: []shape{{part: orders, times: 2, mean: 3}, {part: payment, times: 1, mean: 10}}}
	for n := range int64(1000) {
		m.call(p, uint32(1+n%50), uint32(1+n%2), monday.UnixNano()+n*millisecond)
	}
	return m.spans, func(round uint64) {
		for i := range m.spans {
			m.spans[i].Trace[0], m.spans[i].Trace[1], m.spans[i].Trace[2] = byte(round), byte(round>>8), byte(round>>16)
		}
	}
}

func TestBook_AllocatesNothingOnceItIsWarm(t *testing.T) {
	for _, sample := range []int{1, 8} {
		b := newBook(t, func(s *breakdown.Settings) { s.SampleOneIn = sample })
		spans, renew := traffic(b)
		now, round := monday, uint64(0)
		run := func() {
			round++
			renew(round)
			for i := range spans {
				b.Observe(&spans[i], now)
			}
			now = now.Add(11 * time.Second)
			b.Advance(now)
		}
		for range 50 {
			run()
		}
		assert.Zero(t, testing.AllocsPerRun(20, run))
		s := b.Stats()
		assert.InDelta(t, float64(round*1000)/float64(sample), float64(s.Calls), 0.05*float64(round*1000))
		assert.Equal(t, sample, b.OneIn())
		assert.Zero(t, s.Refused)
	}
}

func TestNewDefaultSettings_TakeLessThanFiveMegabytes(t *testing.T) {
	b, err := breakdown.New(breakdown.NewDefaultSettings())
	require.NoError(t, err)
	assert.Less(t, b.Stats().Bytes, 5_000_000)
}

// BenchmarkBook compares a span, seen and summed, with the hash of its service, kind and name.
func BenchmarkBook(b *testing.B) {
	for name, sample := range map[string]int{"every trace": 1, "one trace of eight": 8} {
		b.Run(name, func(b *testing.B) {
			book := newBook(b, func(s *breakdown.Settings) { s.SampleOneIn = sample })
			spans, renew := traffic(book)
			b.ReportAllocs()
			now, round := monday, uint64(0)
			for b.Loop() {
				round++
				b.StopTimer()
				renew(round)
				b.StartTimer()
				for i := range spans {
					book.Observe(&spans[i], now)
				}
				now = now.Add(11 * time.Second)
				book.Advance(now)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(spans)), "ns/span")
		})
	}
	b.Run("xxhash of service, kind and name", func(b *testing.B) {
		texts := []string{"checkoutservice", "server", "POST /api/checkout/{cart}/orders"}
		var sum uint64
		for b.Loop() {
			var d xxhash.Digest
			d.Reset()
			for _, text := range texts {
				_, _ = d.WriteString(text)
			}
			sum += d.Sum64()
		}
		_ = sum
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "ns/span")
	})
	b.Run("Compare", func(b *testing.B) {
		book := newBook(b, nil)
		m := newMaker(1, book, 0.5)
		p := m.plan()
		m.grow(p, p, 200)
		b.ReportAllocs()
		for b.Loop() {
			book.Compare(1, 1, 2)
		}
	})
}
