package trial

import (
	"slices"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/play"
)

// Disturbances last as long as the series: the detector has learned with them.
var Disturbances = []string{"1 of 10 skewed by +5 min", "1 of 10 skewed by -5 min", "1 % of batches 1-10 min late", "1 of 10 late by 1-10 min", "growth x2"}

// Disturbed plays the series under a disturbance, with total losses.
func Disturbed(c *Case, which, losses int) Outcomes {
	what := Disturbances[which]
	t := c.Track()
	r := c.Source(what)
	var fault play.Fault
	switch which {
	case 0, 1:
		by := []int64{5 * minute, -5 * minute}[which]
		fault.Skew = func(sender int) int64 {
			if sender == 0 {
				return by
			}
			return 0
		}
	case 2, 3:
		fault.Delay = func(_ int64, sender int) int64 {
			if (which == 2 && r.IntN(100) > 0) || (which == 3 && sender > 0) {
				return 0
			}
			return minute + r.Int64N(9*minute)
		}
	case 4:
		t.Attempts = grown(t.Attempts, c.Start()+learned+7*day, r.Float64)
	}
	s := newStage(c, t, c.oracle(), 10, false)
	s.world.Fault = fault
	var moments []moment
	if which < 4 {
		moments = c.onsets(Loss+", "+what, losses, func(s *stage) { s.loss(Loss+", "+what, page) })
	}
	return s.run(what, moments)
}

// grown has only half of the events before a time, in any order of chance.
func grown(events []int64, from int64, chance func() float64) []int64 {
	return slices.DeleteFunc(events, func(at int64) bool { return at < from && chance() < 0.5 })
}
