package breakdown_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

// planted makes the calls of fresh take a tenth longer than those of old, and returns what is to be named. It may change old, too, such
// that it can be planted.
type planted func(m *maker, old, fresh *plan) breakdown.Part

// one changes a shape of fresh, which is a single call in old, by so many ms.
func one(m *maker, old, fresh *plan, change func(s *shape, ms float64)) breakdown.Part {
	n := m.IntN(len(old.shapes))
	s := &old.shapes[n]
	s.times, s.parallel, s.inside = 1, false, 0
	fresh.shapes[n] = *s
	change(&fresh.shapes[n], old.mean()/10)
	return s.part
}

func slower(kind breakdown.PartKind) planted {
	return func(m *maker, old, fresh *plan) breakdown.Part {
		for i := range old.shapes {
			old.shapes[i].part.Kind, fresh.shapes[i].part.Kind = kind, kind
		}
		return one(m, old, fresh, func(s *shape, ms float64) { s.mean += ms })
	}
}

func TestBook_APlantedCauseIsNamedFirst(t *testing.T) {
	for name, plant := range map[string]planted{
		"ten queries where there was one": func(m *maker, old, fresh *plan) breakdown.Part {
			n := m.IntN(len(old.shapes))
			s := &old.shapes[n]
			s.times, s.parallel, s.inside = 1, false, 0
			s.mean = old.mean() / 80
			fresh.shapes[n] = *s
			fresh.shapes[n].times = 10
			return s.part
		},
		"a query that is new": func(_ *maker, old, fresh *plan) breakdown.Part {
			part := breakdown.Part{Kind: breakdown.PartDatabase, Name: "new"}
			fresh.shapes = append(fresh.shapes, shape{part: part, times: 1, mean: old.mean() / 10})
			fresh.own *= float64(len(fresh.shapes)) / float64(1+len(fresh.shapes))
			return part
		},
		"a slower query":         slower(breakdown.PartDatabase),
		"a slower child service": slower(breakdown.PartService),
		"a slower outside host":  slower(breakdown.PartHost),
		"slower own code": func(_ *maker, old, fresh *plan) breakdown.Part {
			fresh.own += old.mean() / 10 / float64(1+len(old.shapes))
			return breakdown.Part{Kind: breakdown.PartOwn}
		},
		"slower code in a span of its own": func(m *maker, old, fresh *plan) breakdown.Part {
			n := m.IntN(len(old.shapes))
			s := &old.shapes[n]
			s.times, s.parallel, s.inside = 1, false, 1
			fresh.shapes[n] = *s
			fresh.shapes[n].inside += old.mean() / 20
			return breakdown.Part{Kind: breakdown.PartOwn, Name: "around " + s.part.Name}
		},
		"a gap between children": func(m *maker, old, fresh *plan) breakdown.Part {
			fresh.gap, fresh.lost = m.IntN(len(old.shapes)-1), old.mean()/10
			part := breakdown.Part{Kind: breakdown.PartGap, Name: old.shapes[fresh.gap].part.Name}
			if old.shapes[fresh.gap].inside > 0 {
				part.Name = "around " + part.Name
			}
			return part
		},
		"children beside each other that are waited for": func(m *maker, old, fresh *plan) breakdown.Part {
			n := m.IntN(len(old.shapes))
			s := &old.shapes[n]
			s.times, s.parallel, s.inside = 3, true, 0
			fresh.shapes[n] = *s
			fresh.shapes[n].mean += old.mean() / 10
			return s.part
		},
		"a call that is tried again by a share of the callers": func(m *maker, old, fresh *plan) breakdown.Part {
			return one(m, old, fresh, func(s *shape, ms float64) { s.again = min(ms/s.mean, 1) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const worlds = 40
			first, certain := 0, 0
			for seed := range uint64(worlds) {
				m := newMaker(seed, newBook(t, func(s *breakdown.Settings) { s.MaxSpans = 1 << 14 }), 0.8)
				old := m.plan()
				fresh := old.copy()
				want := plant(m, old, fresh)
				growths := m.grow(old, fresh, 400)
				if growths[0].Part != want {
					t.Log(seed, want, growths[0])
					continue
				}
				first++
				if growths[0].Certain {
					certain++
				}
			}
			t.Log("first", first, "certain", certain, "of", worlds)
			assert.GreaterOrEqual(t, first, worlds*95/100)
		})
	}
}

func TestBook_NothingIsCertainWhereNothingChanged(t *testing.T) {
	const worlds = 100
	wrong := 0
	for seed := range uint64(worlds) {
		m := newMaker(seed, newBook(t, func(s *breakdown.Settings) { s.MaxSpans = 1 << 14 }), 0.8)
		p := m.plan()
		if m.grow(p, p, 200)[0].Certain {
			wrong++
		}
	}
	t.Log(wrong)
	assert.LessOrEqual(t, wrong, worlds*5/100+6, "the intervals of all parts hold at once with 90 %, on either side with 95 %")
}
