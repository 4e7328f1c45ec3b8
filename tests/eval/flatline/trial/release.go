package trial

import (
	"math"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/limit"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/play"
)

// What releases do.
const (
	Canary = "canary of 10 % lost all"
	Ramp   = "ramp 5-25-100 % of a release that lost all"
	broken = "2.0.0"
	// chance is how likely the comparison of releases may be wrong in the life of one.
	chance = 1e-4
)

// deploy adds as many senders of a new release as there are of the old one, and gives them a share of the attempts by the time since.
func deploy(w *play.World, share func(after int64) float64) {
	begin := w.Now()
	for range senders {
		w.Join(broken)
	}
	w.Fault.Share = func(at int64, sender int) float64 {
		if s := share(at - begin); sender >= senders {
			return s
		} else {
			return 1 - s
		}
	}
}

// fail makes the new release lose all.
func fail(w *play.World) {
	w.Fault.Lost = func(_ int64, release string) float64 {
		if release == broken {
			return 1
		}
		return 0
	}
}

// canary plays a release that gets a tenth of the attempts and lets none succeed. Its limit is that of the comparison of the releases.
func (s *stage) canary() {
	onset := s.world.Now()
	allowed, ok := s.oracle.Delay(instant(onset), math.Log(1/chance), limit.Cohort(0.1, 0))
	if !ok || int64(allowed) > enough || len(s.open) > 0 {
		return
	}
	w := s.branch()
	deploy(w, func(int64) float64 { return 0.1 })
	fail(w)
	s.measure(s.out.Of(s.key(Canary)), w, onset+enough, onset, int64(allowed), page)
}

// ramp plays that such a release gets all attempts within an hour. Its limit does not know the releases.
func (s *stage) ramp() {
	onset := s.world.Now()
	allowed, ok := dropped(s.oracle, onset, s.threshold(), gradual)
	if !ok || len(s.open) > 0 {
		return
	}
	w := s.branch()
	deploy(w, gradual)
	fail(w)
	s.measure(s.out.Of(s.key(Ramp)), w, onset+enough, onset, allowed, page)
}

// gradual is the share of a release that gets 5 %, 25 % and all in an hour.
func gradual(after int64) float64 {
	switch {
	case after < 20*minute:
		return 0.05
	case after < 40*minute:
		return 0.25
	case after < hour:
		return 0.6
	}
	return 1
}

// rollout plays such a release that is as good as the one before.
func (s *stage) rollout(what string) {
	w := s.branch()
	deploy(w, gradual)
	s.count(what, w, w.Now()+13*hour)
}
