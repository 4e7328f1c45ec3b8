package trial

import (
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/play"
)

// Changes are those of the clock.
var Changes = []string{"clocks go forward", "clocks go back"}

// ClockChange plays the series as if its times were those on the wall in Berlin and the clock changed in its fifth week, on a Sunday.
// It counts what is told falsely in the week from then on.
func ClockChange(c *Case, which int) (Outcomes, error) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return nil, err
	}
	change := []time.Time{time.Date(2024, 3, 31, 1, 0, 0, 0, time.UTC), time.Date(2024, 10, 27, 1, 0, 0, 0, time.UTC)}[which]
	moved := *c
	shifted := *c.Series
	weeks := change.Sub(c.Series.Start.Add(time.Duration(learned))) / (7 * 24 * time.Hour)
	shifted.Start = c.Series.Start.Add(weeks * 7 * 24 * time.Hour)
	shifted.Holes = nil
	moved.Series = &shifted
	t := c.track(onWall(moved.Events(), change.UnixNano(), which == 0), c.Rate)
	s := newStage(&moved, t, nil, senders, false)
	s.detector = c.detector(false, zone)
	s.world = play.New(s.detector, t, senders, false, moved.Start(), c.Source("senders"))
	o := s.out.Of(c.key(Changes[which]))
	o.Times++
	o.expose(168)
	s.world.Play(change.UnixNano()+7*day, func(now int64, f *flatline.Finding) bool {
		if now >= change.UnixNano() {
			o.count(says(f))
		}
		return true
	})
	return s.out, nil
}

// onWall takes times as those of a clock on the wall of Central Europe that changes at a moment. The hour that there is not has no
// events, and the one that comes twice has them twice.
func onWall(events []int64, change int64, forward bool) []int64 {
	var out []int64
	for _, wall := range events {
		winter, summer := wall-hour, wall-2*hour
		switch {
		case forward && winter < change:
			out = append(out, winter)
		case forward && summer >= change:
			out = append(out, summer)
		case !forward && summer < change:
			out = append(out, summer)
			if winter >= change {
				out = append(out, winter)
			}
		case !forward:
			out = append(out, winter)
		}
	}
	slices.Sort(out)
	return out
}
