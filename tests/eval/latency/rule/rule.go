// Package rule answers: what would the rules that others use have said of the same spans?
package rule

import (
	"slices"

	"github.com/tidemark-otel/tidemark/tests/eval/latency/world"
)

// Rule is told the spans of each minute, and reports whether it alarms now.
type Rule interface {
	Name() string
	Minute(all []world.Span) bool
}

// All returns a new one of each. history is the durations of the old release in single minutes before the new one came.
func All(history [][]float64) []Rule {
	return []Rule{&kayenta{}, &welch{}, newFixed(history)}
}

// fewest spans of a minute and a release make a value.
const fewest = 5

// apart returns the durations of a minute by release, in order; none of a release with next to none.
func apart(all []world.Span) (old, fresh []float64) {
	for _, s := range all {
		if s.Fresh {
			fresh = append(fresh, s.Duration)
		} else {
			old = append(old, s.Duration)
		}
	}
	if len(old) < fewest {
		old = nil
	}
	if len(fresh) < fewest {
		fresh = nil
	}
	slices.Sort(old)
	slices.Sort(fresh)
	return old, fresh
}

func quantile(sorted []float64, p float64) float64 {
	return sorted[min(int(p*float64(len(sorted))), len(sorted)-1)]
}
