package baseline

import (
	"math"
	"time"
)

const (
	// Exposure behind an hour of the week is at most 1/(1−weekKeep) hours, of the day 1/(1−dayKeep).
	weekKeep, dayKeep, meanKeep = 0.8, 0.95, 0.998
	weekStep                    = 1 / (1 - weekKeep) / math.MaxUint8
	dayStep                     = 1 / (1 - dayKeep) / math.MaxUint8
	// levelPrior is how many events pull the level towards 1.
	levelPrior = 10.
	// clampAfter and spreadAfter are hours of exposure.
	clampAfter, spreadAfter = 24, 72
)

// levelKeep halves the memory of the level in 6 hours. Against 12 hours and a prior of 5 events the slowest tenth of alarms
// came 3 % to 9 % sooner, in both halves of a set of thinned real series, with about as many false alarms. 4 hours were no
// better, and the faster the level follows, the less is seen of a drop that lasts.
var levelKeep = math.Exp2(-1. / 6)

// Hour is a closed hour of a stream.
type Hour struct {
	Start time.Time
	// N is how many events came, Expected how many Model.Expected said, both over the part that was observed.
	N, Expected float64
	// Observed is that part, from 0 (nothing is known: nothing is learned) to 1.
	Observed float64
}

// Learn takes in a closed hour; hours come in the order of time, some may be missing. Three rules keep outages and bursts
// from becoming normal: silent hours wait until the next event (see silence); counts are clamped to between three standard
// deviations below the forecast and one above, once a day is known, so that growth is learned in days and a burst is not;
// and the level is relative to what the season itself predicts. 0 allocations.
func (m *Model) Learn(z *time.Location, h Hour) {
	h.N, h.Expected = number(h.N), number(h.Expected)
	h.Observed = min(number(h.Observed), 1)
	begin := nanos(h.Start)
	if h.Observed == 0 || comesTwice(z, begin) {
		return
	}
	if h.N == 0 && m.silence.waits(begin, h) {
		return
	}
	if h.N > 0 {
		m.resume(z)
	}
	m.learn(floor(begin+hour/2+zone(z, begin).offset, hour), h)
}

func (m *Model) learn(local int64, h Hour) {
	n := h.N
	if m.exposure >= clampAfter {
		sd := math.Sqrt(h.Expected + 1 + m.CV2()*h.Expected*h.Expected)
		n = min(max(n, h.Expected-3*sd), h.Expected+sd)
	}
	if m.exposure >= spreadAfter {
		m.spread.add(h.N, h.Expected, math.Log1p(8760*m.Mean()))
	}
	season := h.Expected / m.Level()
	m.learnSeason(local, n, h.Observed)
	if m.exposure < clampAfter {
		season = m.season(local, m.Mean()) * h.Observed
	}
	keep := math.Pow(levelKeep, h.Observed)
	m.levelEvents = float32(keep*float64(m.levelEvents) + n + levelPrior*(1-keep))
	m.levelSeason = float32(keep*float64(m.levelSeason) + season + levelPrior*(1-keep))
	m.events += h.N
	m.exposure += h.Observed
}

func (m *Model) learnSeason(local int64, n, observed float64) {
	how, hod := slot(local)
	var w float64
	m.week[how], w = blend(m.week[how], float64(m.weekWeight[how])*weekStep, n, observed, weekKeep)
	m.weekWeight[how] = uint8(min(math.Round(w/weekStep), math.MaxUint8))
	m.day[hod], w = blend(m.day[hod], float64(m.dayWeight[hod])*dayStep, n, observed, dayKeep)
	m.dayWeight[hod] = uint8(min(math.Round(w/dayStep), math.MaxUint8))
	keep := 1 - (1-meanKeep)*observed
	m.meanEvents = float32(keep*float64(m.meanEvents) + n)
	m.meanHours = float32(keep*float64(m.meanHours) + observed)
}

// blend lets the exposure w behind a rate fade and adds n events in some hours.
func blend(q uint16, w, n, hours, keep float64) (uint16, float64) {
	w *= 1 - (1-keep)*hours
	return logRate((rate(q)*w + n) / (w + hours)), w + hours
}

func comesTwice(z *time.Location, begin int64) bool {
	s := stretchAt(z, begin)
	return s.twice || s.end < begin+hour && stretchAt(z, s.end).twice
}
