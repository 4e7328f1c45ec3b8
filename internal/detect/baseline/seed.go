package baseline

import "math"

// Exposure that a seed stands for, in hours of each hour of the week, of the day, and of the mean.
const (
	seedWeek = 3
	seedDay  = 10
	seedMean = 3
)

// Seed gives a new model the shape of its parent, which is the traffic that it is part of, times scale. It counts as little
// as a few weeks would and not as Exposure: what is learned replaces it, and the level corrects a wrong scale within a day
// or two. A model that has learned something already, or a scale that is no number above zero, is left alone.
func (m *Model) Seed(parent *Model, scale float64) {
	if m.exposure > 0 || number(scale) == 0 {
		return
	}
	scale *= parent.Level()
	mean := parent.Mean()
	weekWeight, dayWeight := math.Round(seedWeek/weekStep), math.Round(seedDay/dayStep)
	for d := range int64(dayHours) {
		var day float64
		for h := d; h < weekHours; h += dayHours {
			r := scale * parent.season(h, mean)
			day += r / 7
			how, _ := slot(h)
			m.week[how], m.weekWeight[how] = logRate(r), uint8(weekWeight)
		}
		m.day[d], m.dayWeight[d] = logRate(day), uint8(dayWeight)
	}
	m.meanEvents, m.meanHours = float32(number(scale*mean*seedMean)), seedMean
}
