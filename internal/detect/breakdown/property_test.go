package breakdown_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

// tangle returns spans of one trace whose parents, times and ids are anything, below one entry that begins at 0 and takes so many ns.
func tangle(r *rand.Rand, book *breakdown.Book, trace uint64, duration int64) []breakdown.SpanRef {
	names := []breakdown.Part{
		{}, {Kind: breakdown.PartOwn, Name: "render"}, {Kind: breakdown.PartDatabase, Name: "SELECT a"}, {Kind: breakdown.PartDatabase, Name: "SELECT b"},
		{Kind: breakdown.PartService, Name: "payment"}, {Kind: breakdown.PartMessaging, Name: "send a"},
	}
	spans := make([]breakdown.SpanRef, 1+r.IntN(60))
	for i := range spans {
		s := &spans[i]
		binary.BigEndian.PutUint64(s.Trace[:], trace)
		binary.BigEndian.PutUint64(s.ID[:], uint64(i+1))
		binary.BigEndian.PutUint64(s.Parent[:], r.Uint64N(uint64(len(spans)+1)))
		s.Start = monday.UnixNano() + r.Int64N(2*duration) - duration/2
		s.End = s.Start + r.Int64N(duration) - duration/8
		s.Part = book.Part(names[r.IntN(len(names))])
		if r.IntN(20) == 0 {
			s.ID[7]--
		}
	}
	spans[0].Entry, spans[0].Operation, spans[0].Start, spans[0].End = true, 1, monday.UnixNano(), monday.UnixNano()+duration
	spans[0].ID, spans[0].Parent = [8]byte{7: 1}, [8]byte{}
	return spans
}

func TestBook_TheGrowthsAddUpToThatOfTheDuration(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 2))
	for run := range 200 {
		b := newBook(t, func(s *breakdown.Settings) { s.MaxSpans, s.MaxTraces = 1<<13, 1<<6 })
		var total [3]float64
		trace := uint64(0)
		calls := 1 + r.IntN(30)
		for range calls {
			for release := uint32(1); release <= 2; release++ {
				trace++
				duration := 1 + r.Int64N(1e9)
				total[release] += float64(duration)
				for _, s := range tangle(r, b, trace, duration) {
					s.Release = release
					b.Observe(&s, monday)
				}
			}
		}
		b.Advance(monday.Add(time.Minute))
		growths := b.Compare(1, 1, 2)
		var sum, before, after, shares float64
		for _, g := range growths {
			sum += g.Nanoseconds
			before += g.Before.Nanoseconds
			after += g.After.Nanoseconds
			shares += g.Share
			require.LessOrEqual(t, g.Low, g.Nanoseconds, run)
			require.GreaterOrEqual(t, g.High, g.Nanoseconds, run)
			require.InDelta(t, g.After.Nanoseconds-g.Before.Nanoseconds, g.Nanoseconds, 1, run)
		}
		n := float64(calls)
		require.InDelta(t, total[1]/n, before, 1, run)
		require.InDelta(t, total[2]/n, after, 1, run)
		require.InDelta(t, (total[2]-total[1])/n, sum, 1, run)
		if total[2] > total[1] {
			require.InDelta(t, 1, shares, 1e-6, run)
		}
	}
}

func TestBook_TheOrderInWhichSpansComeChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 2))
	for run := range 100 {
		first, second := newBook(t, small), newBook(t, small)
		for trace := range uint64(10) {
			spans := tangle(r, first, trace, 1e9)
			for _, s := range spans {
				s.Release = uint32(trace%2) + 1
				s.Part = first.Part(breakdown.Part{Kind: breakdown.PartDatabase, Name: "SELECT"})
				first.Observe(&s, monday)
			}
			r.Shuffle(len(spans), func(i, j int) { spans[i], spans[j] = spans[j], spans[i] })
			for i, s := range spans {
				s.Release = uint32(trace%2) + 1
				s.Part = second.Part(breakdown.Part{Kind: breakdown.PartDatabase, Name: "SELECT"})
				second.Observe(&s, monday.Add(time.Duration(i)*time.Second/2))
			}
		}
		first.Advance(monday.Add(time.Minute))
		second.Advance(monday.Add(time.Minute))
		require.NotEmpty(t, first.Compare(1, 1, 2), run)
		require.Equal(t, first.Compare(1, 1, 2), second.Compare(1, 1, 2), run)
	}
}

func small(s *breakdown.Settings) { s.MaxSpans, s.MaxTraces = 1<<12, 1<<6 }
