package trial

import (
	"math"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/play"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/replica"
)

// Quiet are the scenes in which the stream goes on and nothing may be told of it but lost telemetry.
var Quiet = []string{"gap of all senders", "gap of 1 of 4", "gap, backfilled", "Collector restart", "a sender restarts", "burst x20 for 10 min", "rollout without a fault"}

// scenes are all that happen to a warm stream but its total loss.
func (c *Case) scenes() []moment {
	n := 6
	out := c.onsets(Quiet[0], 2*n, func(s *stage) { s.quiet(Quiet[0])(s.cut(senders, false)) })
	out = append(out, c.onsets(Quiet[1], 2*n, func(s *stage) { s.quiet(Quiet[1])(s.cut(1, false)) })...)
	out = append(out, c.onsets(Quiet[2], n, func(s *stage) { s.quiet(Quiet[2])(s.cut(senders, true)) })...)
	out = append(out, c.onsets(Quiet[3], n, func(s *stage) { s.restart(Quiet[3]) })...)
	out = append(out, c.onsets(Quiet[4], n, func(s *stage) { s.quiet(Quiet[4])(s.leave()) })...)
	out = append(out, c.onsets(Quiet[5], n, func(s *stage) { s.quiet(Quiet[5])(s.burst()) })...)
	out = append(out, c.onsets(Quiet[6], n, func(s *stage) { s.rollout(Quiet[6]) })...)
	if c.Rate >= 10 {
		out = append(out, c.drops(n)...)
		out = append(out, c.onsets(Canary, 2*n, (*stage).canary)...)
		out = append(out, c.onsets(Ramp, n, (*stage).ramp)...)
	}
	return out
}

// quiet plays a fault that ends by itself, and half a day after it.
func (s *stage) quiet(what string) func(fault play.Fault, end int64) {
	return func(fault play.Fault, end int64) {
		w := s.branch()
		w.Fault = fault
		s.count(what, w, end+12*hour)
	}
}

// count plays a world and counts what is told.
func (s *stage) count(what string, w *play.World, until int64) {
	o := s.out.Of(s.key(what))
	o.Times++
	o.expose(float64(until-w.Now()) / float64(hour))
	var once [page + 1]bool
	w.Play(until, func(_ int64, f *flatline.Finding) bool {
		if what == Traffic && f.Kind == flatline.KindTraffic {
			return true
		}
		once[says(f)] = true
		o.count(says(f))
		return true
	})
	for kind, count := range map[told]*int{page: &o.Paged, notice: &o.Noticed, gap: &o.Gap} {
		if once[kind] {
			*count++
		}
	}
}

// between is a duration whose logarithm is uniform.
func (s *stage) between(low, high int64) int64 {
	return int64(float64(low) * math.Pow(float64(high)/float64(low), s.r.Float64()))
}

// cut is telemetry of the first senders that does not arrive for five minutes to six hours; when it is sent later, for up to 15 minutes.
func (s *stage) cut(first int, backfill bool) (play.Fault, int64) {
	begin := s.world.Now()
	end := begin + s.between(5*minute, 6*hour)
	if backfill {
		end = begin + s.between(minute, 15*minute)
	}
	return play.Fault{Backfill: backfill, Cut: func(now int64, sender int) bool {
		return sender < first && now <= end
	}}, end
}

// leave is a sender that is not there for half a minute to ten minutes; the others serve its users.
func (s *stage) leave() (play.Fault, int64) {
	end := s.world.Now() + s.between(minute/2, 10*minute)
	return play.Fault{Share: func(at int64, sender int) float64 {
		if sender == 0 && at <= end {
			return 0
		}
		return 1
	}}, end
}

// burst is twenty times the events for ten minutes.
func (s *stage) burst() (play.Fault, int64) {
	end := s.world.Now() + 10*minute
	return play.Fault{Times: func(at int64) int {
		if at <= end {
			return 20
		}
		return 1
	}}, end
}

// restart stops the Collector for half a minute to ten minutes and starts it with what it had stored.
func (s *stage) restart(what string) {
	w := s.branch()
	from := w.Now()
	to := from + s.between(minute/2, 10*minute)
	fresh := s.Case.detector(false, nil)
	for key, data := range replica.Of(s.detector).Snapshot() {
		if err := fresh.Restore(key, data, instant(from)); err != nil {
			panic("a snapshot cannot be restored: " + err.Error())
		}
	}
	w.Watch(away{})
	w.Play(to, nil)
	fresh.Away(instant(from), instant(w.Now()))
	w.Watch(fresh)
	s.count(what, w, to+12*hour)
}
