package rule

import (
	"math"
	"slices"

	"github.com/tidemark-otel/tidemark/tests/eval/latency/world"
)

// fixed is a threshold that somebody wrote down: the highest p95 of a minute in an hour before, exceeded by two minutes in a row.
type fixed struct {
	threshold float64
	above     int
}

func newFixed(history [][]float64) *fixed {
	f := &fixed{}
	for _, minute := range history {
		if len(minute) >= fewest {
			f.threshold = max(f.threshold, quantile(slices.Sorted(slices.Values(minute)), .95))
		}
	}
	if f.threshold == 0 {
		f.threshold = math.Inf(1)
	}
	return f
}

func (f *fixed) Name() string { return "fixed threshold (highest p95 of an hour, twice)" }

func (f *fixed) Minute(all []world.Span) bool {
	_, fresh := apart(all)
	if fresh == nil {
		return false
	}
	if f.above++; quantile(fresh, .95) <= f.threshold {
		f.above = 0
	}
	return f.above >= 2
}
