package event

import (
	"math"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// Latency is by how much the calls of an operation became slower, and where the time goes. Durations are in milliseconds.
type Latency struct {
	// Answer is "regression", "tail", "drift", "mix_shift", "cold_start" or "bad_instance".
	Answer string `json:"answer"`
	// Previous is the release that Finding.Release is compared with, GoneWith the one with which it was over.
	Previous string `json:"previous,omitempty"`
	GoneWith string `json:"gone_with,omitempty"`
	// Instance is the one that is slow.
	Instance string `json:"instance,omitempty"`
	// Effect is a ratio of durations: 1.12 is 12 % slower.
	Effect      Interval `json:"effect"`
	CallsBefore float64  `json:"calls_before"`
	CallsAfter  float64  `json:"calls_after"`
	// Quantiles, Histogram and Causes are left out when they are not known.
	Quantiles []QuantileChange `json:"quantiles,omitempty"`
	Histogram *Histogram       `json:"histogram,omitempty"`
	Causes    []Cause          `json:"causes,omitempty"`
}

// Interval is a figure with the interval that holds it with 90 %.
type Interval struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// QuantileChange is the duration that a share Quantile of the calls does not exceed.
type QuantileChange struct {
	Quantile float64  `json:"quantile"`
	Before   Interval `json:"before_ms"`
	After    Interval `json:"after_ms"`
}

// Histogram is OpenTelemetry's exponential layout of durations in nanoseconds: bin i holds those above 2^((Offset+i)/2^Scale) up to and
// including 2^((Offset+i+1)/2^Scale). Before and After are shares of the calls.
type Histogram struct {
	Scale  int       `json:"scale"`
	Offset int       `json:"offset"`
	Before []float64 `json:"before"`
	After  []float64 `json:"after"`
}

// Cause is a part of the time of a call that grew.
type Cause struct {
	// Kind is "own", "database", "service", "host", "messaging", "gap" or "other"; Name is what was called.
	Kind string `json:"kind"`
	Name string `json:"name,omitempty"`
	// Before and After are the time in it per call, TimesBefore and TimesAfter how often it is done per call.
	Before      float64 `json:"before_ms"`
	After       float64 `json:"after_ms"`
	TimesBefore float64 `json:"times_before"`
	TimesAfter  float64 `json:"times_after"`
	// Share is its part of the growth of the whole. Certain says that chance does not explain it.
	Share   float64 `json:"share"`
	Certain bool    `json:"certain"`
}

func newLatency(l *issue.Latency) *Latency {
	if l == nil {
		return nil
	}
	w := &Latency{
		Answer: string(l.Answer), Previous: l.Previous, GoneWith: l.GoneWith, Instance: l.Instance,
		Effect:      Interval{Value: figure(l.Effect.Ratio), Low: figure(l.Effect.Low), High: figure(l.Effect.High)},
		CallsBefore: figure(l.CallsBefore), CallsAfter: figure(l.CallsAfter),
	}
	for _, q := range l.Quantiles {
		w.Quantiles = append(w.Quantiles, QuantileChange{Quantile: q.Quantile, Before: milliseconds(q.Before), After: milliseconds(q.After)})
	}
	if h := l.Histogram; !h.IsZero() {
		w.Histogram = &Histogram{Scale: h.Scale, Offset: h.Offset, Before: shares(h.Before), After: shares(h.After)}
	}
	for _, c := range l.Causes {
		w.Causes = append(w.Causes, Cause{
			Kind: c.Kind, Name: c.Name, Before: figure(c.Before / nanoseconds), After: figure(c.After / nanoseconds),
			TimesBefore: figure(c.TimesBefore), TimesAfter: figure(c.TimesAfter), Share: figure(c.Share), Certain: c.Certain,
		})
	}
	return w
}

// nanoseconds are in a millisecond.
const nanoseconds = 1e6

func milliseconds(i issue.Interval) Interval {
	return Interval{Value: figure(i.Value / nanoseconds), Low: figure(i.Low / nanoseconds), High: figure(i.High / nanoseconds)}
}

// shares are rounded to a hundred thousandth: a tail has small ones.
func shares(all []float64) []float64 {
	rounded := make([]float64, len(all))
	for n, x := range all {
		rounded[n] = math.Round(x*1e5) / 1e5
	}
	return rounded
}

// withoutLists leaves the figures that every latency has.
func (l *Latency) withoutLists() *Latency {
	if l == nil {
		return nil
	}
	short := *l
	short.Histogram, short.Causes = nil, nil
	return &short
}
