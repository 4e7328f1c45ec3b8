package world

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/eval/latency/spans"
)

// steady has 1000 spans of one length in each minute.
type steady struct{}

func (steady) Minute(*rand.Rand) []float64 { return slices.Repeat([]float64{Typical}, 1000) }

// played returns all spans of some minutes.
func played(p Plan, minutes int) (all []Span) {
	w := New(steady{}, p, rand.New(rand.NewPCG(1, 1)))
	for range minutes {
		all = append(all, w.Next()...)
	}
	return all
}

// of is the share of spans that satisfy a condition, among those of a side.
func of(all []Span, fresh bool, holds func(Span) bool) float64 {
	n, times := 0.0, 0.0
	for _, s := range all {
		if s.Fresh == fresh {
			n++
			if holds(s) {
				times++
			}
		}
	}
	return times / n
}

func TestWorld_OnlyTheNewReleaseChanges(t *testing.T) {
	slow := func(s Span) bool { return s.Duration > Typical*1.01 }
	for name, tt := range map[string]struct {
		plan       Plan
		old, fresh float64
	}{
		"nothing":           {Plan{}, 0, 0},
		"all durations":     {Plan{Ratio: 1.1}, 0, 1},
		"a tail":            {Plan{Slow: 0.05, SlowRatio: 3}, 0, 0.05},
		"one bad instance":  {Plan{Bad: true}, 0, 0.25},
		"a mix":             {Plan{Mix: true}, 1. / 3, 2. / 3},
		"instances started": {Plan{Cold: true}, 0, 0.5},
	} {
		t.Run(name, func(t *testing.T) {
			all := played(tt.plan, 10)
			require.InDelta(t, tt.old, of(all, false, slow), 0.02)
			require.InDelta(t, tt.fresh, of(all, true, slow), 0.02)
			require.InDelta(t, 0.5, fresh(all), 0.02)
			require.True(t, slices.IsSortedFunc(all, func(a, b Span) int { return int(a.At - b.At) }))
		})
	}
}

func fresh(all []Span) float64 {
	n := 0.0
	for _, s := range all {
		if s.Fresh {
			n++
		}
	}
	return n / float64(len(all))
}

func TestWorld_RollsOutAsPlanned(t *testing.T) {
	for name, tt := range map[string]struct {
		plan Plan
		want []float64 // share of the new release in each minute
	}{
		"at once in one minute": {Plan{From: 2}, []float64{0, 0, 1, 1}},
		"after a lead":          {Plan{Lead: 2, Share: 0.1}, []float64{0, 0, 0.1, 0.1}},
		"from a hundredth on":   {Plan{Ramp: 2}, []float64{0.01, 0.1, 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			w := New(steady{}, tt.plan, rand.New(rand.NewPCG(1, 1)))
			for _, want := range tt.want {
				require.InDelta(t, want, fresh(w.Next()), 0.03)
			}
			require.Equal(t, len(tt.want), w.Minutes())
		})
	}
}

func TestReplay_PlaysTheMinutesInOrderAndAgain(t *testing.T) {
	s := &spans.Series{Minutes: [][]float64{{1}, {2, 2}, {3, 3, 3}}}
	p := NewReplay(s, 2, rand.New(rand.NewPCG(1, 1)))
	var sizes []int
	for range 4 {
		minute := p.Minute(nil)
		require.Equal(t, float64(len(minute))*Typical/2, minute[0])
		sizes = append(sizes, len(minute))
	}
	require.Equal(t, sizes[0], sizes[3])
	require.ElementsMatch(t, []int{1, 2, 3}, sizes[:3])
}

func TestLogNormal_HasTheSpreadThatItSays(t *testing.T) {
	minute := LogNormal{Spread: 0.6, Size: 20000}.Minute(rand.New(rand.NewPCG(1, 1)))
	sum, squares := 0.0, 0.0
	for _, d := range minute {
		l := math.Log(d / Typical)
		sum += l
		squares += l * l
	}
	n := float64(len(minute))
	require.InDelta(t, 0, sum/n, 0.02)
	require.InDelta(t, 0.6, math.Sqrt(squares/n), 0.02)
}
