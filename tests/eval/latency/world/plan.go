package world

import (
	"math"
	"time"
)

// Plan is what a new release changes, and how it is rolled out. The zero Plan changes nothing: half of the requests of each
// minute meet the new release.
type Plan struct {
	Name string
	// Lead is for how many minutes the old release runs alone before all this.
	Lead int
	// Share of the new release in each minute; 0 is a half.
	Share float64
	// Ramp is in how many minutes it grows from a hundredth to all.
	Ramp int
	// From is the minute in which all change to the new release at once, so that they never run at the same time.
	From int
	// Ratio of all durations; 0 is 1. Slow is the share of spans that take SlowRatio times as long.
	Ratio, Slow, SlowRatio float64
	// Mix: a third of the requests of the old release, two thirds of those of the new one, take three times as long under both.
	Mix bool
	// Cold: the first 200 spans of each instance, and those of its first five minutes, take three times as long.
	Cold bool
	// Bad: one instance of the new release takes twice as long.
	Bad bool
	// Apart is the standard deviation of the logarithm of what the spans of an instance have in common in a minute.
	Apart float64
}

func (p *Plan) share(minute int) float64 {
	if minute -= p.Lead; minute < 0 {
		return 0
	}
	switch {
	case p.From > 0 && minute >= p.From:
		return 1
	case p.From > 0:
		return 0
	case p.Ramp > 0:
		return min(math.Pow(100, float64(minute)/float64(p.Ramp)-1), 1)
	case p.Share > 0:
		return p.Share
	}
	return 0.5
}

func (p *Plan) change(s *Span, w *World) {
	if p.Apart > 0 {
		side := 0
		if s.Fresh {
			side = Instances
		}
		s.Duration *= math.Exp(w.own[side+int(s.Instance)])
	}
	if p.Mix {
		heavy := 1. / 3
		if s.Fresh {
			heavy = 2. / 3
		}
		if w.r.Float64() < heavy {
			s.Stratum = 1
			s.Duration *= 3
		}
	}
	if !s.Fresh {
		return
	}
	if p.Ratio > 0 {
		s.Duration *= p.Ratio
	}
	if p.Slow > 0 && w.r.Float64() < p.Slow {
		s.Duration *= p.SlowRatio
	}
	w.seen[s.Instance]++
	if p.Cold && (w.seen[s.Instance] <= 200 || s.At < time.Duration(p.Lead+5)*time.Minute) {
		s.Duration *= 3
	}
	if p.Bad && s.Instance == 0 {
		s.Duration *= 2
	}
}
