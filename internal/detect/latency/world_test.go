package latency

import (
	"math"
	"math/rand/v2"
)

// world makes the spans of an operation under two releases, a block at a time.
type world struct {
	r      *rand.Rand
	spread float64 // standard deviation of the logarithm
	ratio  float64 // of the new release's durations
	common float64 // standard deviation between blocks of the logarithm of what both have in common
	apart  float64 // and of what each release has on its own
	heavy  bool    // Student's t with 2 degrees of freedom in place of a normal logarithm
	slow   float64 // share of spans of the new release that take three times as long
	long   float64 // share of spans of both releases that take ten times as long
	size   int     // spans of both releases in a block, in the mean
	share  float64 // of the new release
	ramp   float64 // growth of share by block, up to a half
	base   float64 // median in nanoseconds; 50 ms when 0

	old, fresh Hist
}

func newWorld(seed uint64, w world) *world {
	w.r = rand.New(rand.NewPCG(seed, 7))
	if w.base == 0 {
		w.base = 50e6
	}
	if w.ratio == 0 {
		w.ratio = 1
	}
	return &w
}

// next fills old and fresh with a block.
func (w *world) next() {
	w.old.Reset()
	w.fresh.Reset()
	both := w.base * math.Exp(w.common*w.r.NormFloat64())
	of := [2]float64{both, both * w.ratio}
	if w.apart > 0 {
		for i := range of {
			of[i] *= math.Exp(w.apart * w.r.NormFloat64())
		}
	}
	n := w.size/2 + w.r.IntN(w.size+1)
	for range n {
		if w.r.Float64() < w.share {
			d := of[1] * w.factor()
			if w.slow > 0 && w.r.Float64() < w.slow {
				d *= 3
			}
			w.fresh.Record(d)
		} else {
			w.old.Record(of[0] * w.factor())
		}
	}
	if w.ramp > 0 {
		w.share = min(w.share+w.ramp, 0.5)
	}
}

func (w *world) factor() float64 {
	z := w.r.NormFloat64()
	if w.heavy {
		// t with two degrees of freedom: a normal over the root of an exponential.
		z /= math.Sqrt(w.r.ExpFloat64())
	}
	if w.long > 0 && w.r.Float64() < w.long {
		return 10 * math.Exp(w.spread*z)
	}
	return math.Exp(w.spread * z)
}
