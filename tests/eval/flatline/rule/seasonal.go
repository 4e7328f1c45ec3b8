package rule

import "math"

// WeekOverWeek alarms when the last hour had less than half as many as the same hour a week ago.
type WeekOverWeek struct{}

// Name is what the table calls it.
func (*WeekOverWeek) Name() string { return "last hour < 50 % of a week ago" }

// Train has nothing to learn.
func (*WeekOverWeek) Train(View, int64, int64) {}

// Alarms are looked for every minute.
func (*WeekOverWeek) Alarms(v View, from, to int64) []Span {
	return sampled(from, to, minute, func(now int64) bool {
		return 2*v.Count(now-hour, now) < v.Count(now-week-hour, now-week)
	})
}

// HoltWinters alarms when an hour is more than three standard deviations below the forecast of an additive level and an additive
// season of the hours of a week.
type HoltWinters struct {
	from, at int64
	level    float64
	season   [168]float64
	variance float64
}

const (
	levelWeight    = 0.1
	seasonWeight   = 0.2
	varianceWeight = 0.01
)

// Name is what the table calls it.
func (*HoltWinters) Name() string { return "Holt-Winters 3 sigma, hourly" }

// Train begins with the first week and goes on with the others.
func (h *HoltWinters) Train(v View, from, to int64) {
	*h = HoltWinters{from: from, at: from + week}
	h.level = float64(v.Count(from, from+week)) / 168
	for i := range h.season {
		h.season[i] = float64(v.Count(from+int64(i)*hour, from+int64(i+1)*hour)) - h.level
	}
	h.variance = h.level
	for h.at+hour <= to {
		h.next(v)
	}
}

// Alarms learns from what it sees, alarms or not, from the end of the training on.
func (h *HoltWinters) Alarms(v View, from, to int64) []Span {
	run := *h
	var out []Span
	for run.at+hour <= to {
		bad := run.next(v)
		if bad && run.at >= from {
			out = append(out, Span{run.at, run.at + hour})
		}
	}
	return held(out)
}

// next learns an hour and reports whether it was bad. It is known at the end of the hour, which is where it then stands.
func (h *HoltWinters) next(v View) bool {
	n, i := float64(v.Count(h.at, h.at+hour)), (h.at-h.from)/hour%168
	miss := n - h.level - h.season[i]
	bad := miss < -3*math.Sqrt(h.variance)
	level := h.level
	h.level += levelWeight * miss
	h.season[i] += seasonWeight * (n - level - h.season[i])
	h.variance += varianceWeight * (miss*miss - h.variance)
	h.at += hour
	return bad
}
