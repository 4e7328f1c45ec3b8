package issue

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// latencyTitle says which calls became slower, by how much and since when: "server GET /pay is 12 % slower since 4.2.0".
func (f *Finding) latencyTitle(service string) string {
	what, since := f.subject(service), " since "+f.sinceRelease()
	l := f.Latency
	if l == nil {
		return what + " is slower since " + f.since()
	}
	switch l.Answer {
	case LatencyTail:
		return "The slowest calls of " + what + l.Effect.verb(" are", " take") + since
	case LatencyMixShift:
		return what + " has more calls of the slow kind" + since
	case LatencyColdStart:
		return what + " is slow in instances that are new" + since
	case LatencyBadInstance:
		if l.Instance != "" {
			return what + " is slower in " + l.Instance + since
		}
		return what + " is slower in one instance" + since
	}
	return what + l.Effect.verb(" is", " takes") + since
}

// sinceRelease names the release that did it, or the onset when none is suspected.
func (f *Finding) sinceRelease() string {
	if f.Release == "" || f.Latency != nil && f.Latency.Answer == LatencyDrift {
		return f.since()
	}
	return f.Release
}

// verb is " is 12 % slower", and from twice on " takes 2.3 times as long".
func (e Effect) verb(is, takes string) string {
	switch {
	case !(e.Ratio > 0):
		return is + " slower"
	case e.Ratio >= 2:
		return fmt.Sprintf("%s %s times as long", takes, amount(math.Round(e.Ratio*10)/10))
	}
	return fmt.Sprintf("%s %.0f %% slower", is, percent(e.Ratio))
}

// String is "12 % slower (9 to 15)".
func (e Effect) String() string {
	if !(e.Ratio > 0) {
		return ""
	}
	word := "slower"
	ratio, low, high := percent(e.Ratio), percent(e.Low), percent(e.High)
	if ratio < 0 {
		word, ratio, low, high = "faster", -ratio, -high, -low
	}
	if !(e.High > 0) {
		return fmt.Sprintf("%.0f %% %s", ratio, word)
	}
	return fmt.Sprintf("%.0f %% %s (%.0f to %.0f)", ratio, word, low, high)
}

// percent is by how many percent a ratio is above 1. Never minus zero.
func percent(ratio float64) float64 { return math.Round((ratio-1)*100) + 0 }

// latencySummary is the figures in one sentence: "12 % slower (9 to 15) than 4.1.9, the median went from 103ms to 115ms, 92 % of it in
// database SELECT orders". What is over begins with how long it lasted.
func (f *Finding) latencySummary() string {
	l := f.Latency
	var said []string
	if !f.Until.IsZero() {
		over := "it lasted " + length(f.Lasted())
		if l.GoneWith != "" {
			over = "it went away with " + l.GoneWith + " after " + length(f.Lasted())
		}
		said = append(said, over)
	}
	if effect := l.Effect.String(); effect != "" {
		if l.Previous != "" {
			effect += " than " + l.Previous
		}
		said = append(said, effect)
	}
	for _, q := range l.Quantiles {
		if q.Quantile == l.telling() {
			said = append(said, fmt.Sprintf("%s went from %s to %s", QuantileName(q.Quantile), Duration(q.Before.Value), Duration(q.After.Value)))
		}
	}
	if len(l.Causes) > 0 && l.Causes[0].Share > 0 {
		c := &l.Causes[0]
		said = append(said, fmt.Sprintf("%.0f %% of it in %s", math.Round(min(c.Share, 1)*100), c))
	}
	return strings.Join(said, ", ")
}

// telling is the quantile that shows the effect.
func (l *Latency) telling() float64 {
	if l.Answer == LatencyTail {
		return 0.99
	}
	return 0.5
}

// String names the part of a call: "database SELECT orders".
func (c *Cause) String() string {
	switch {
	case c.Kind == "own":
		return "own code"
	case c.Name == "":
		return c.Kind
	}
	return c.Kind + " " + c.Name
}

// QuantileName is "the median" or "the 95 % quantile".
func QuantileName(q float64) string {
	if q == 0.5 {
		return "the median"
	}
	return fmt.Sprintf("the %g %% quantile", math.Round(q*1e4)/1e2)
}

// Duration is nanoseconds for people: three digits.
func Duration(ns float64) string {
	if !(ns > 0) {
		return "0s"
	}
	unit := math.Pow(10, max(math.Floor(math.Log10(ns))-2, 0))
	return time.Duration(math.Round(ns/unit) * unit).String()
}
