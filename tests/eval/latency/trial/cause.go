package trial

import (
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/score"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/spans"
)

// Cause is how often a planted cause was named.
type Cause struct {
	Tree, Half, Plant string
	// Named first, and first among those that did grow for certain.
	First, Certain score.Share
	// Wrong is a part that was named first in its place, of the last run in which that happened.
	Wanted, Wrong string
}

// callsBySide is how many calls of each release are seen, in the mean.
const callsBySide = 2000

// FindCause plays the calls of an operation under two releases, and plants in the new one. Calls come in an order of chance, again when
// there are too few.
func FindCause(t Tree, p Planted, seed uint64, run int) func() (Cause, error) {
	return func() (Cause, error) {
		r := rand.New(rand.NewPCG(seed, uint64(run)))
		out := Cause{Tree: t.Name, Half: t.Half, Plant: p.Name}
		settings := breakdown.NewDefaultSettings()
		settings.SampleOneIn = 1
		b, err := breakdown.New(settings)
		if err != nil {
			return out, err
		}
		wanted := t.Parts[r.IntN(len(t.Parts))]
		extra := int64(growth * mean(t.Calls))
		if p.Own {
			wanted = breakdown.Part{Kind: breakdown.PartOwn}
		}
		now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		for n := range 2 * callsBySide {
			c, release := t.Calls[r.IntN(len(t.Calls))], uint32(1+r.IntN(2))
			if release == 2 {
				if child := choose(c, wanted); child >= 0 || p.Own {
					c = p.apply(c, child, extra)
				}
			}
			now = now.Add(time.Second)
			show(b, c, release, uint64(n+1), now)
			b.Advance(now)
		}
		b.Advance(now.Add(time.Hour))
		grown := b.Compare(1, 1, 2)
		right := len(grown) > 0 && grown[0].Part == wanted
		out.First.Add(right)
		out.Certain.Add(right && grown[0].Certain)
		if !right {
			out.Wanted, out.Wrong = wanted.Kind.String()+" "+wanted.Name, "nothing"
			if len(grown) > 0 {
				out.Wrong = grown[0].Part.Kind.String() + " " + grown[0].Part.Name
			}
		}
		return out, nil
	}
}

func mean(calls []spans.Call) float64 {
	sum := 0.0
	for _, c := range calls {
		sum += float64(c.End-c.Start) / float64(len(calls))
	}
	return sum
}

// show gives a book the spans of a call, the entry last, so that the call ends at a time.
func show(b *breakdown.Book, c spans.Call, release uint32, n uint64, now time.Time) {
	var trace [16]byte
	binary.BigEndian.PutUint64(trace[8:], n)
	binary.BigEndian.PutUint64(trace[:], n*0x9e3779b97f4a7c15)
	id := func(i int) (id [8]byte) {
		binary.BigEndian.PutUint64(id[:], n<<16+uint64(i+2))
		return id
	}
	shift := now.UnixNano() - c.End
	for i, s := range c.Spans {
		b.Observe(&breakdown.SpanRef{Trace: trace, ID: id(i), Parent: id(s.Parent), Start: s.Start + shift, End: s.End + shift, Part: b.Part(part(s))}, now)
	}
	b.Observe(&breakdown.SpanRef{Trace: trace, ID: id(-1), Start: c.Start + shift, End: c.End + shift, Entry: true, Operation: 1, Release: release}, now)
}
