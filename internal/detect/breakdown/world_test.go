package breakdown_test

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

var monday = time.Date(2025, 3, 3, 9, 0, 0, 0, time.UTC)

const millisecond = int64(time.Millisecond)

func newBook(t testing.TB, change func(*breakdown.Settings)) *breakdown.Book {
	s := breakdown.NewDefaultSettings()
	s.SampleOneIn = 1
	if change != nil {
		change(&s)
	}
	b, err := breakdown.New(s)
	require.NoError(t, err)
	return b
}

// shape is a part of a call as a world makes it: so many in a row or beside each other, each of a duration around a mean.
type shape struct {
	part     breakdown.Part
	times    int
	mean     float64 // ms
	parallel bool
	inside   float64 // ms of own code around it, in a span of its own
	again    float64 // how many of them are tried a second time
}

// plan is what a release makes of a call.
type plan struct {
	own    float64 // ms before, between and behind, each
	gap    int     // behind which shape time is lost; -1 for none
	lost   float64 // ms
	shapes []shape
}

// maker makes the traces of calls.
type maker struct {
	*rand.Rand
	spread float64
	book   *breakdown.Book
	spans  []breakdown.SpanRef
	trace  uint64
	id     uint64
	now    time.Time
}

func newMaker(seed uint64, book *breakdown.Book, spread float64) *maker {
	return &maker{Rand: rand.New(rand.NewPCG(seed, 5)), spread: spread, book: book, now: monday}
}

// around returns a duration in ns whose mean is that of so many ms.
func (m *maker) around(ms float64) int64 {
	return int64(ms * 1e6 * math.Exp(m.spread*m.NormFloat64()-m.spread*m.spread/2))
}

func (m *maker) span(parent [8]byte, start, end int64, part breakdown.Part) [8]byte {
	m.id++
	s := breakdown.SpanRef{Parent: parent, Start: start, End: end, Part: m.book.Part(part)}
	binary.BigEndian.PutUint64(s.Trace[8:], m.trace)
	binary.BigEndian.PutUint64(s.ID[:], m.id)
	m.spans = append(m.spans, s)
	return s.ID
}

// call makes the spans of one call and returns when it is over.
func (m *maker) call(p *plan, operation, release uint32, start int64) int64 {
	m.trace++
	entry := len(m.spans)
	id := m.span([8]byte{7}, start, start, breakdown.Part{})
	at := start + m.around(p.own)
	for n, s := range p.shapes {
		longest := int64(0)
		times := s.times
		if m.Float64() < s.again {
			times++
		}
		for range times {
			around := m.around(s.mean)
			parent, before := id, int64(0)
			if s.inside > 0 {
				before = m.around(s.inside)
				parent = m.span(id, at, at+2*before+around, breakdown.Part{Kind: breakdown.PartOwn, Name: "around " + s.part.Name})
			}
			child := m.span(parent, at+before, at+before+around, s.part)
			m.span(child, at+before, at+before+around, breakdown.Part{}) // of another service
			m.spans[len(m.spans)-1].Entry = true
			longest = max(longest, 2*before+around)
			if !s.parallel {
				at += 2*before + around + m.around(p.own/5)
			}
		}
		if s.parallel {
			at += longest
		}
		if n == p.gap {
			at += m.around(p.lost)
		}
		at += m.around(p.own)
	}
	e := &m.spans[entry]
	e.End, e.Entry, e.Operation, e.Release = at, true, operation, release
	return at
}

// deliver hands the spans to the book in any order, over two seconds.
func (m *maker) deliver() {
	m.Shuffle(len(m.spans), func(i, j int) { m.spans[i], m.spans[j] = m.spans[j], m.spans[i] })
	for i := range m.spans {
		m.book.Observe(&m.spans[i], m.now.Add(time.Duration(i)*2*time.Second/time.Duration(len(m.spans))))
	}
	m.spans = m.spans[:0]
	m.now = m.now.Add(12 * time.Second)
	m.book.Advance(m.now)
}

// plan returns one that may be of any service.
func (m *maker) plan() *plan {
	p := &plan{own: 0.5 + 3*m.Float64(), gap: -1}
	kinds := []breakdown.PartKind{breakdown.PartDatabase, breakdown.PartService, breakdown.PartHost, breakdown.PartMessaging}
	names := []string{"a", "b", "c", "d", "e", "f"}
	for n := range 2 + m.IntN(4) {
		s := shape{part: breakdown.Part{Kind: kinds[m.IntN(len(kinds))], Name: names[n]}, times: 1, mean: 2 + 20*m.Float64()}
		switch m.IntN(4) {
		case 0:
			s.times, s.mean = 2+m.IntN(4), s.mean/3
		case 1:
			s.times, s.parallel = 2+m.IntN(3), true
		case 2:
			s.inside = 0.5 + m.Float64()
		}
		p.shapes = append(p.shapes, s)
	}
	return p
}

func (p *plan) copy() *plan {
	fresh := *p
	fresh.shapes = append([]shape{}, p.shapes...)
	return &fresh
}

// mean is about how many ms a call takes.
func (p *plan) mean() float64 {
	sum := p.own * float64(1+len(p.shapes))
	for _, s := range p.shapes {
		if s.parallel {
			sum += s.mean
		} else {
			sum += float64(s.times) * (s.mean + 2*s.inside + p.own/5)
		}
	}
	return sum
}

// grow makes so many calls of both releases and compares them.
func (m *maker) grow(old, fresh *plan, calls int) []breakdown.Growth {
	for done := 0; done < calls; done += 100 {
		for range 100 {
			m.call(old, 1, 1, m.now.UnixNano()+m.Int64N(1e9))
			m.call(fresh, 1, 2, m.now.UnixNano()+m.Int64N(1e9))
		}
		m.deliver()
	}
	return m.book.Compare(1, 1, 2)
}
