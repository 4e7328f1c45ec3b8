// Package rule answers: what would people have used instead?
//
// Each rule is what is common in monitoring, tuned on the first weeks as its user would. It sees the times of events and nothing else.
package rule

import (
	"slices"
	"time"
)

// View is the events of a stream, without those from Until on.
type View struct {
	// Events are times in nanoseconds of Unix, in order.
	Events []int64
	Until  int64
}

// Count is how many events there are in [from, to).
func (v View) Count(from, to int64) int {
	a, _ := slices.BinarySearch(v.Events, min(from, v.Until))
	b, _ := slices.BinarySearch(v.Events, min(to, v.Until))
	return max(0, b-a)
}

// Last is the last event before a time: false when there is none.
func (v View) Last(before int64) (int64, bool) {
	i, _ := slices.BinarySearch(v.Events, min(before, v.Until))
	if i == 0 {
		return 0, false
	}
	return v.Events[i-1], true
}

// Span is from when to when an alarm is on.
type Span struct{ From, To int64 }

// Rule tells when it alarms.
type Rule interface {
	Name() string
	// Train learns from the events in [from, to), and may go on to learn from what Alarms shows it.
	Train(v View, from, to int64)
	// Alarms are those that are on in [from, to), in order. It forgets them when it returns.
	Alarms(v View, from, to int64) []Span
}

// All returns new rules of every kind.
func All() []Rule {
	return []Rule{&Static{}, &Absent{}, &LongestGap{}, &WeekOverWeek{}, &HoltWinters{}}
}

const (
	minute = int64(time.Minute)
	hour   = int64(time.Hour)
	day    = 24 * hour
	week   = 7 * day
)

// held makes one of alarms that are at most an hour apart: people call that one alarm.
func held(spans []Span) []Span {
	var out []Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.From-out[n-1].To <= hour {
			out[n-1].To = max(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}

// sampled looks at every step and returns when it was so.
func sampled(from, to, step int64, bad func(now int64) bool) []Span {
	var out []Span
	for now := from; now < to; now += step {
		if !bad(now) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].To == now {
			out[n-1].To = now + step
			continue
		}
		out = append(out, Span{now, now + step})
	}
	return held(out)
}

// silences returns when nothing had come for longer than a time.
func silences(v View, from, to, longest int64) []Span {
	var out []Span
	i, _ := slices.BinarySearch(v.Events, min(from, v.Until))
	last, ok := v.Last(from)
	if !ok {
		last = from
	}
	for ; ; i++ {
		next := to
		if i < len(v.Events) && v.Events[i] < v.Until {
			next = min(next, v.Events[i])
		}
		if next-last > longest {
			out = append(out, Span{max(from, last+longest), next})
		}
		if next == to {
			return held(out)
		}
		last = next
	}
}
