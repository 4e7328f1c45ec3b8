package trial

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/spans"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/world"
)

// Operation is one that is played: a series, or durations drawn from a distribution.
type Operation struct {
	Name, Half, Band string
	// Spread is the standard deviation of the logarithm of its durations within a minute.
	Spread float64
	// Body is the same of the middle two thirds.
	Body   float64
	source func(*rand.Rand) world.Source
}

// The bands of Operation, of those that are replayed.
const (
	Narrow = "<= 0.8"
	Wide   = "> 0.8"
)

// narrow is the log-sd up to which 10,000 spans have to be enough.
const narrow = 0.8

// Spreads are those of the generated operations.
var Spreads = []float64{0.3, 0.6, 0.8, 1.2}

// Operations returns those of a folder, and then the generated ones.
func Operations(all []*spans.Series) []Operation {
	var out []Operation
	for _, s := range all {
		within, _ := s.Spread()
		if !(within > 0) {
			continue
		}
		median, band := s.Median(), Narrow
		if within > narrow {
			band = Wide
		}
		out = append(out, Operation{s.Name, s.Half(), band, within, s.Body(), func(r *rand.Rand) world.Source { return world.NewReplay(s, median, r) }})
	}
	for _, spread := range Spreads {
		out = append(out, Drawn(spread))
	}
	return out
}

// Drawn is a generated operation of 200 spans a minute whose medians go up and down by a tenth, under all releases at once.
func Drawn(spread float64) Operation {
	return Operation{
		fmt.Sprintf("log-normal %g", spread), Generated, fmt.Sprintf("%g", spread), spread, spread,
		func(*rand.Rand) world.Source { return world.LogNormal{Spread: spread, Common: 0.1, Size: 200} },
	}
}

// Most is how many spans of the new release a tenth more has to be found by: 10,000, or above a log-sd of 0.8 twice what a rank
// test of a size fixed beforehand needs with a power of 0.9, if that is more.
func (o *Operation) Most(alpha float64) int {
	if o.Spread <= narrow {
		return 10_000
	}
	return max(10_000, int(2*latency.FixedNeed(1.1, o.Spread, alpha, 0.9, true)))
}

// random is a generator of its own for each run.
func (o *Operation) random(seed uint64, what string, run int) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprint(h, o.Name, "\x00", what, "\x00", run)
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}
