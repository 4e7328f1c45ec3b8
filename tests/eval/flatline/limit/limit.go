// Package limit answers: how soon could anybody have known?
//
// Whoever is told the rate and may raise F false alarms a year needs h = ln(1 + 8760·λ/F) expected events of silence (the mean time
// between false alarms of that rule is (e^h − 1)/λ hours). The rate that an oracle is told is that of the data from six hours before
// to six hours after each moment, which nobody knows at that moment.
package limit

import (
	"math"
	"sort"
	"time"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/series"
)

// Aside is how far the oracle of the limit sees to both sides.
const Aside = 6 * time.Hour

const step = 5 * time.Minute

// Oracle knows the rate of a thinned series, also that to come.
type Oracle struct {
	start time.Time
	mean  float64
	// expected[i] is how many events the oracle expects until start + i·step.
	expected []float64
}

// New returns the oracle for a series of which a share is kept. It knows the mean rate from aside before to aside after each moment.
func New(s *series.Series, share float64, aside time.Duration) *Oracle {
	sums := make([]float64, len(s.Counts)+1)
	for i, n := range s.Counts {
		sums[i+1] = sums[i] + n*share
	}
	before := func(d time.Duration) float64 {
		at := min(max(float64(d)/float64(s.Bin), 0), float64(len(s.Counts)))
		i := min(int(at), len(s.Counts)-1)
		return sums[i] + (at-float64(i))*(sums[i+1]-sums[i])
	}
	long := s.End().Sub(s.Start)
	o := &Oracle{start: s.Start, mean: s.Mean() * share, expected: make([]float64, int(long/step)+1)}
	for i := 1; i < len(o.expected); i++ {
		middle := time.Duration(i)*step - step/2
		a, b := max(0, middle-aside), min(long, middle+aside)
		o.expected[i] = o.expected[i-1] + (before(b)-before(a))/(b-a).Hours()*step.Hours()
	}
	return o
}

// Threshold is h of a rate at a number of false alarms a year.
func Threshold(rate, budget float64) float64 { return math.Log1p(8760 * rate / budget) }

// Mean is events per hour over the whole series.
func (o *Oracle) Mean() float64 { return o.mean }

// Expected is the number of events that the oracle expects between two times.
func (o *Oracle) Expected(from, to time.Time) float64 { return o.until(to) - o.until(from) }

// Delay is how long after from as many events were expected, times weight: false when the series ends before that.
func (o *Oracle) Delay(from time.Time, events, weight float64) (time.Duration, bool) {
	goal := o.until(from) + events/weight
	i := sort.SearchFloat64s(o.expected, goal)
	if i == len(o.expected) {
		return 0, false
	}
	at := float64(i)
	if i > 0 && o.expected[i] > o.expected[i-1] {
		at -= (o.expected[i] - goal) / (o.expected[i] - o.expected[i-1])
	}
	return max(0, o.start.Add(time.Duration(at*float64(step))).Sub(from)), true
}

func (o *Oracle) until(t time.Time) float64 {
	at := min(max(float64(t.Sub(o.start))/float64(step), 0), float64(len(o.expected)-1))
	i := min(int(at), len(o.expected)-2)
	return o.expected[i] + (at-float64(i))*(o.expected[i+1]-o.expected[i])
}

// Drop is the evidence of each expected event for a drop to a ratio, in nats: 1 for silence, and for a ratio ρ its divergence
// 1 − ρ + ρ·ln ρ.
func Drop(ratio float64) float64 {
	if ratio == 0 {
		return 1
	}
	return 1 - ratio + ratio*math.Log(ratio)
}

// Conversion is the evidence of each attempt for a drop of the successes to a ratio, when share of the attempts succeed otherwise.
func Conversion(share, ratio float64) float64 {
	q := share * ratio
	failed := (1 - q) * math.Log((1-q)/(1-share))
	if q == 0 {
		return failed
	}
	return failed + q*math.Log(q/share)
}

// Cohort is the evidence of each event that all releases would have sent for a drop to a ratio in one that has a share of the traffic,
// when only the mix of the releases is looked at.
func Cohort(share, ratio float64) float64 {
	all := 1 - share + share*ratio
	evidence := -all * math.Log(all)
	if ratio > 0 {
		evidence += share * ratio * math.Log(ratio)
	}
	return evidence
}
