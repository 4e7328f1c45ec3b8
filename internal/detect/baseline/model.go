package baseline

import (
	"math"
	"time"
)

// Hours of a week and of a day.
const (
	weekHours = 168
	dayHours  = 24
)

// Model is the forecast of one stream. The zero Model is of no use: see New.
type Model struct {
	week       [weekHours]uint16 // logRate of the hours of the week, Monday first
	weekWeight [weekHours]uint8  // hours of exposure behind it, in steps of weekStep
	day        [dayHours]uint16
	dayWeight  [dayHours]uint8

	events   float64 // learned in all
	exposure float64 // hours learned in all
	start    int64   // unix seconds

	// Decayed events and hours of the long-run mean.
	meanEvents, meanHours float32
	// Decayed events, and what the season alone expected: their quotient is the level.
	levelEvents, levelSeason float32
	// Relative variance of windows against the forecast.
	spread spread

	silence silence
}

// New returns a model that has learned nothing: half an event per hour is expected.
func New(start time.Time) Model {
	return Model{start: min(max(start.Unix(), minSeconds), maxSeconds), levelEvents: levelPrior, levelSeason: levelPrior}
}

// Mean is the long-run rate in events per hour, with a memory of about three weeks. It is above zero.
func (m *Model) Mean() float64 {
	return (float64(m.meanEvents) + 0.5) / (float64(m.meanHours) + 1)
}

// Exposure is how many hours were learned.
func (m *Model) Exposure() float64 { return m.exposure }

// Events is how many events were learned.
func (m *Model) Events() float64 { return m.events }

// Level is the ratio of the last half day or so to its season, between 10⁻⁶ and 10⁶.
func (m *Model) Level() float64 {
	return min(max(float64(m.levelEvents)/float64(m.levelSeason), 1e-6), 1e6)
}

// CV2 is the squared coefficient of variation of the forecast over a window that is long enough for an alarm.
func (m *Model) CV2() float64 {
	return m.spread.cv2() + 1/(float64(m.meanEvents)+1)
}

// season is the expected rate of an hour since 1970 in local time, without the level, given the Mean.
func (m *Model) season(hour int64, mean float64) float64 {
	how, hod := slot(hour)
	dw := float64(m.dayWeight[hod]) * dayStep
	day := shrink(rate(m.day[hod]), dw, mean, dayPrior)
	ww := float64(m.weekWeight[how]) * weekStep
	return shrink(rate(m.week[how]), ww, day, weekPrior)
}

// prior says how rates differ from the coarser forecast: by a squared coefficient of variation, and each hour from its own rate
// by spread times as much beyond chance. At most as many hours of the coarser forecast count as hours.
type prior struct{ variation, spread, hours float64 }

var (
	dayPrior  = prior{1, 0.05, 3}
	weekPrior = prior{0.2, 0.5, 2}
)

// shrink pulls a rate that was seen for some hours towards a coarser forecast: by 1/variation of its events, as a gamma prior
// does. A fixed number of hours would be hundreds of events of a busy stream, and nights without any would take months to be
// believed.
func shrink(rate, hours, coarse float64, p prior) float64 {
	w := min(p.spread+1/(p.variation*max(coarse, 1e-9)), p.hours)
	return (rate*hours + w*coarse) / (hours + w)
}

// slot returns the hour of the week and of the day of an hour since 1970, which began on a Thursday.
func slot(hour int64) (how, hod int) {
	h := (hour + 3*dayHours) % weekHours
	if h < 0 {
		h += weekHours
	}
	return int(h), int(h % dayHours)
}

// number returns x, 0 when it is negative or not finite, and at most 10¹²: no sum of such numbers overflows.
func number(x float64) float64 {
	if x > 0 && x <= math.MaxFloat64 {
		return min(x, 1e12)
	}
	return 0
}
