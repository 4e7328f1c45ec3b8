// Package world answers: which spans does an operation send, under two releases, when this happens?
package world

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/tidemark-otel/tidemark/tests/eval/latency/spans"
)

// Source makes the durations of the spans of a minute, in nanoseconds, as they are when nothing changed.
type Source interface {
	Minute(r *rand.Rand) []float64
}

// Typical is the median that all sources are scaled to, so that the least effect in milliseconds says the same of all.
const Typical = 50e6

// Replay plays the minutes of a series in their order, from any on, and again when they are over.
type Replay struct {
	minutes [][]float64
	scale   float64
	next    int
}

// NewReplay begins at a minute that r draws.
func NewReplay(s *spans.Series, median float64, r *rand.Rand) *Replay {
	return &Replay{minutes: s.Minutes, scale: Typical / median, next: r.IntN(len(s.Minutes))}
}

// Minute returns the next one.
func (p *Replay) Minute(*rand.Rand) []float64 {
	minute := p.minutes[p.next]
	p.next = (p.next + 1) % len(p.minutes)
	out := make([]float64, len(minute))
	for i, d := range minute {
		out[i] = d * p.scale
	}
	return out
}

// LogNormal makes durations whose logarithm is normal.
type LogNormal struct {
	Spread float64 // standard deviation of the logarithm
	Common float64 // and of what all spans of a minute have in common
	Size   int     // spans of a minute in the mean
}

// Minute draws one.
func (l LogNormal) Minute(r *rand.Rand) []float64 {
	base := Typical * math.Exp(l.Common*r.NormFloat64())
	out := make([]float64, l.Size/2+r.IntN(l.Size+1))
	for i := range out {
		out[i] = base * math.Exp(l.Spread*r.NormFloat64())
	}
	return out
}

// Span is one span of an operation.
type Span struct {
	At       time.Duration // since the play began
	Duration float64       // nanoseconds
	Fresh    bool          // of the new release
	Instance uint8         // of its release
	Stratum  uint8
}

// World plays an operation, a minute at a time.
type World struct {
	source  Source
	plan    Plan
	r       *rand.Rand
	minutes int
	seen    []int // spans by instance of the new release
	own     []float64
}

// New returns a world that plays a plan.
func New(s Source, p Plan, r *rand.Rand) *World {
	return &World{source: s, plan: p, r: r, seen: make([]int, Instances), own: make([]float64, 2*Instances)}
}

// Instances run each release.
const Instances = 4

// Next plays a minute. Its spans are in the order of their times.
func (w *World) Next() []Span {
	if w.plan.Apart > 0 {
		for i := range w.own {
			w.own[i] = w.plan.Apart * w.r.NormFloat64()
		}
	}
	durations := w.source.Minute(w.r)
	out := make([]Span, len(durations))
	share := w.plan.share(w.minutes)
	for i, d := range durations {
		s := Span{
			At:       time.Duration(w.minutes)*time.Minute + time.Duration((float64(i)+w.r.Float64())/float64(len(durations))*float64(time.Minute)),
			Duration: d,
			Fresh:    w.r.Float64() < share,
			Instance: uint8(w.r.IntN(Instances)),
		}
		w.plan.change(&s, w)
		out[i] = s
	}
	w.minutes++
	return out
}

// Minutes is how many were played.
func (w *World) Minutes() int { return w.minutes }
