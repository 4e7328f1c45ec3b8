// Package score answers: what share was it, and how late, and how certain is that?
package score

import (
	"math"

	"github.com/tidemark-otel/tidemark/tests/eval/figure"
)

// Share is how many of a number of runs something happened in.
type Share struct{ Times, Of int }

// Add counts a run.
func (s *Share) Add(happened bool) {
	s.Of++
	if happened {
		s.Times++
	}
}

// Join adds the runs of another.
func (s *Share) Join(o Share) { s.Times += o.Times; s.Of += o.Of }

// Value is the share, NaN of no runs.
func (s *Share) Value() float64 { return float64(s.Times) / float64(s.Of) }

// Exact is Clopper and Pearson's 95 % interval of the share.
func (s *Share) Exact() (low, high float64) { return figure.BinomialInterval(s.Times, s.Of) }

// Waits is how long things took, in any unit. What never came is +Inf.
type Waits []float64

// Quantile is what a share p did not exceed, NaN of none.
func (w Waits) Quantile(p float64) float64 { return figure.Quantile(w, p) }

// Found is which of them came at all.
func (w Waits) Found() Share {
	s := Share{Of: len(w)}
	for _, x := range w {
		if !math.IsInf(x, 1) {
			s.Times++
		}
	}
	return s
}
