package rule

import (
	"math"

	"github.com/tidemark-otel/tidemark/tests/eval/latency/world"
)

// welch compares the mean p95 of the minutes by Welch's test at 0.01, each minute from the tenth on, and asks for a tenth more.
type welch struct {
	old, fresh moments
}

type moments struct{ n, sum, squares float64 }

func (m *moments) add(x float64) { m.n++; m.sum += x; m.squares += x * x }
func (m *moments) mean() float64 { return m.sum / m.n }
func (m *moments) error() float64 {
	return max(m.squares-m.sum*m.sum/m.n, 0) / (m.n - 1) / m.n
}

func (w *welch) Name() string { return "Welch on p95 by minute, 0.01, 10 %" }

func (w *welch) Minute(all []world.Span) bool {
	old, fresh := apart(all)
	if old != nil {
		w.old.add(quantile(old, .95))
	}
	if fresh != nil {
		w.fresh.add(quantile(fresh, .95))
	}
	if w.old.n < interval || w.fresh.n < interval || w.fresh.mean() <= 1.1*w.old.mean() {
		return false
	}
	// With nine degrees of freedom and more a normal quantile would be too low; 2.58 is that of t with 20, about what two tens have.
	return (w.fresh.mean()-w.old.mean())/math.Sqrt(w.old.error()+w.fresh.error()) > 2.58
}
