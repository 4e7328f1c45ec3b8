package slowdown

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// call is what a span of a world is like.
type call struct {
	operation, version, instance string
	stratum                      uint8
	median                       float64 // milliseconds
	weight                       float64 // share of the calls
}

// world plays spans of one service, a minute at a time.
type world struct {
	t       *testing.T
	r       *rand.Rand
	d       *Detector
	now     time.Time
	spread  float64
	rate    int // spans a minute
	common  float64
	service string
	found   []Finding
}

func newWorld(t *testing.T, seed uint64, s Settings) *world {
	d, err := New(s)
	require.NoError(t, err)
	return &world{t: t, r: rand.New(rand.NewPCG(seed, 3)), d: d, now: start, spread: 0.6, rate: 200, service: "shop"}
}

// warm has no cold start.
func warm() Settings { return Settings{WarmSpans: -1, Warm: -1} }

func (w *world) send(c call, at time.Time, duration float64) {
	o := w.d.Operation(Key{Namespace: "ns", Service: w.service, Environment: "prod", Operation: c.operation}, at)
	r := w.d.Release("ns", w.service, "prod", c.version, at)
	i := w.d.Instance(c.instance, "", r, at)
	w.d.Observe(Span{Operation: o, Release: r, Instance: i, Stratum: c.stratum, Start: at.Add(-time.Duration(duration)),
		Duration: duration, Received: at, Count: 1})
}

// minutes plays calls in proportion to their weights.
func (w *world) minutes(n int, calls ...call) {
	var all float64
	for _, c := range calls {
		all += c.weight
	}
	for range n {
		both := math.Exp(w.common * w.r.NormFloat64())
		for i := range w.rate {
			at := w.now.Add(time.Duration(i) * time.Minute / time.Duration(w.rate))
			x := w.r.Float64() * all
			for _, c := range calls {
				if x -= c.weight; x < 0 {
					w.send(c, at, c.median*1e6*both*math.Exp(w.spread*w.r.NormFloat64()))
					break
				}
			}
		}
		w.now = w.now.Add(time.Minute)
		w.found = append(w.found, w.d.Advance(w.now)...)
	}
}

func (w *world) told(phase Phase) []string {
	var all []string
	for _, f := range w.found {
		if f.Phase == phase {
			all = append(all, fmt.Sprint(f.Kind, " ", f.Release))
		}
	}
	return all
}

func (w *world) last(kind Kind) Finding {
	for i := len(w.found) - 1; i >= 0; i-- {
		if w.found[i].Kind == kind {
			return w.found[i]
		}
	}
	require.Fail(w.t, "nothing found", "%v in %v", kind, w.found)
	return Finding{}
}

func on(version string, median, weight float64) call {
	return call{operation: "server GET /pay", version: version, median: median, weight: weight}
}
