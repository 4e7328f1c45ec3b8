package trial

import (
	"fmt"
	"math"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/limit"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/thin"
)

// Ratios are what is left of a stream that drops.
var Ratios = []float64{0.1, 0.3, 0.5}

// Drop is the name of a drop to a ratio.
func Drop(ratio float64, conditional bool) string {
	if conditional {
		return fmt.Sprintf("drop to %g, with reference", ratio)
	}
	return fmt.Sprintf("drop to %g", ratio)
}

// conversion is the part of the attempts that succeed, where they are known.
const conversion = 0.3

func (c *Case) drops(n int) []moment {
	var out []moment
	for _, ratio := range Ratios {
		out = append(out, c.onsets(Drop(ratio, false), n, func(s *stage) {
			s.drop(Drop(ratio, false), ratio, limit.Drop(ratio), notice)
		})...)
	}
	return out
}

// drop plays that only a part of the attempts that succeeded still do. Delay and limit count from the onset.
func (s *stage) drop(what string, ratio, evidence float64, least told) {
	onset := s.world.Now()
	allowed, ok := s.oracle.Delay(instant(onset), s.threshold(), evidence)
	if !ok || int64(allowed) > enough {
		return
	}
	o := s.out.Of(s.key(what))
	if len(s.open) > 0 {
		o.Delays.Before++
		return
	}
	w := s.branch()
	w.Fault = lost(s.world.Fault, onset)
	whole := w.Fault.Lost
	w.Fault.Lost = func(at int64, release string) float64 { return (1 - ratio) * whole(at, release) }
	s.measure(o, w, onset+enough, onset, int64(allowed), least)
}

// Referenced plays the series with attempts, a part of which succeed, and drops of that part. It is false when the series has too few
// events for so many attempts.
func Referenced(c *Case, n int) (Outcomes, bool) {
	rate := c.Rate / conversion
	share := thin.Share(c.Series, rate)
	if share > 1 {
		return nil, false
	}
	t := c.track(thin.Events(c.Series, share, c.Source("attempts")), rate)
	t.Succeed = make([]bool, len(t.Attempts))
	r := c.Source("successes")
	for i := range t.Succeed {
		t.Succeed[i] = r.Float64() < conversion
	}
	s := newStage(c, t, limit.New(c.Series, share, limit.Aside), senders, true)
	var moments []moment
	for _, ratio := range append([]float64{0}, Ratios...) {
		what := Drop(ratio, true)
		moments = append(moments, c.onsets(what, n, func(s *stage) {
			s.drop(what, ratio, limit.Conversion(conversion, ratio), page)
		})...)
	}
	moments = append(moments, c.onsets(Traffic, n, (*stage).traffic)...)
	return s.run(Warm+", with reference", moments), true
}

// Traffic is that a third of the attempts are left and succeed as ever: it may be told as traffic, and nothing else may page.
const Traffic = "attempts drop to 0.3, conversion holds"

func (s *stage) traffic() {
	onset := s.world.Now()
	w := s.branch()
	w.Fault.Gone = func(at int64) float64 {
		if at > onset {
			return 0.7
		}
		return 0
	}
	s.count(Traffic, w, onset+day)
}

// dropped is how long a loss that grows must last until its evidence is as high, to the minute. share is how much is lost at
// a time after the onset.
func dropped(o *limit.Oracle, onset int64, h float64, share func(after int64) float64) (int64, bool) {
	sum := 0.0
	for after := int64(0); after < enough; after += minute {
		left := math.Max(0, 1-share(after))
		sum += o.Expected(instant(onset+after), instant(onset+after+minute)) * limit.Drop(left)
		if sum >= h {
			return after + minute, true
		}
	}
	return 0, false
}
