package issue

import "cmp"

// MaxBins is how many bins a Histogram has at most, MaxCauses how many parts of a call are named.
const (
	MaxBins   = 96
	MaxCauses = 10
)

// LatencyAnswer says in which way an operation became slower.
type LatencyAnswer string

// The answers. The last three are no fault of the release, and are said so that nobody takes them for one.
const (
	LatencyRegression  LatencyAnswer = "regression"   // calls as a whole take longer
	LatencyTail        LatencyAnswer = "tail"         // few calls take much longer, the others do not
	LatencyDrift       LatencyAnswer = "drift"        // it changed within a release
	LatencyMixShift    LatencyAnswer = "mix_shift"    // there are more calls of the slow kind, none is slower
	LatencyColdStart   LatencyAnswer = "cold_start"   // instances are slow while they are new
	LatencyBadInstance LatencyAnswer = "bad_instance" // one instance is slow, the others are not
)

// LatencyAnswers lists all answers in the order in which documentation shows them.
var LatencyAnswers = []LatencyAnswer{
	LatencyRegression, LatencyTail, LatencyDrift, LatencyMixShift, LatencyColdStart, LatencyBadInstance,
}

// Latency is by how much the calls of an operation became slower, and where the time goes. Durations are in nanoseconds. It is kept as a
// part of its Finding: fields are only ever added.
type Latency struct {
	Answer LatencyAnswer `json:"answer"`
	// Previous is the release that calls of Finding.Release are compared with, "" when they are compared with those before Onset.
	Previous string `json:"previous,omitempty"`
	// GoneWith is the release with which it was over, "" when no release ended it.
	GoneWith string `json:"gone_with,omitempty"`
	// Instance is the one that is slow, "" when it is not one alone.
	Instance string `json:"instance,omitempty"`
	Effect   Effect `json:"effect"`
	// CallsBefore and CallsAfter are how many calls were compared.
	CallsBefore float64          `json:"calls_before"`
	CallsAfter  float64          `json:"calls_after"`
	Quantiles   []QuantileChange `json:"quantiles,omitempty"`
	Histogram   Histogram        `json:"histogram,omitzero"`
	// Causes are the parts of a call that grew, the one that grew most first.
	Causes []Cause `json:"causes,omitempty"`
}

// Effect is the ratio of the durations after and before, with its 90 % interval.
type Effect struct {
	Ratio float64 `json:"ratio"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// QuantileChange is the duration that a share Quantile of the calls did not exceed before, and does not exceed after.
type QuantileChange struct {
	Quantile float64  `json:"quantile"`
	Before   Interval `json:"before"`
	After    Interval `json:"after"`
}

// Interval is a figure with its 90 % interval.
type Interval struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Histogram is for plotting, in OTel's exponential layout: bin i holds the durations above 2^((Offset+i)/2^Scale) up to and including
// 2^((Offset+i+1)/2^Scale). Both sides have one length, at most MaxBins, and are in shares of their calls.
type Histogram struct {
	Scale  int       `json:"scale"`
	Offset int       `json:"offset"`
	Before []float64 `json:"before"`
	After  []float64 `json:"after"`
}

// IsZero says that there is nothing to plot.
func (h Histogram) IsZero() bool { return len(h.After) == 0 }

// Cause is a part of the time of a call that grew.
type Cause struct {
	// Kind is own, database, service, host, messaging, gap or other. Name is what was called, "" for own code.
	Kind string `json:"kind"`
	Name string `json:"name,omitempty"`
	// Before and After are the time spent in it per call on the mean, TimesBefore and TimesAfter how often it was done per call.
	Before      float64 `json:"before"`
	After       float64 `json:"after"`
	TimesBefore float64 `json:"times_before"`
	TimesAfter  float64 `json:"times_after"`
	// Share is its part of the growth of the whole, 1 for all of it. Certain says that chance does not explain it.
	Share   float64 `json:"share"`
	Certain bool    `json:"certain"`
}

// answer is "" of no latency.
func (l *Latency) answer() LatencyAnswer {
	if l == nil {
		return ""
	}
	return l.Answer
}

// over returns what is told at the end, with what was told before and is not said again.
func (l *Latency) over(known *Latency) *Latency {
	if l == nil || known == nil {
		return cmp.Or(l, known)
	}
	all := *l
	all.Answer, all.Previous, all.Instance = cmp.Or(l.Answer, known.Answer), cmp.Or(l.Previous, known.Previous), cmp.Or(l.Instance, known.Instance)
	if !(l.Effect.Ratio > 0) {
		all.Effect, all.CallsBefore, all.CallsAfter = known.Effect, known.CallsBefore, known.CallsAfter
	}
	if len(l.Quantiles) == 0 {
		all.Quantiles = known.Quantiles
	}
	if l.Histogram.IsZero() {
		all.Histogram = known.Histogram
	}
	if len(l.Causes) == 0 {
		all.Causes = known.Causes
	}
	return &all
}
