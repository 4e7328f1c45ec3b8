// Package trial answers: what is told of the operations of a folder, how soon and how often falsely, over many runs?
package trial

import (
	"github.com/tidemark-otel/tidemark/tests/eval/latency/score"
)

// Key says what was played, and who judged.
type Key struct {
	What string
	// Half of the series, Generated when there is none.
	Half string
	// Band is where the log-sd of the durations lies.
	Band string
	// By is who judged.
	By    string
	Alpha float64
}

// Generated stands for a half in worlds that are not replayed from a file.
const Generated = "generated"

// Outcome adds up runs.
type Outcome struct {
	// Waits is the spans of the new release until something was told, over the sequential limit.
	Waits score.Waits
	// Bodily is over that of the middle two thirds of the durations.
	Bodily score.Waits
	// Spans is the same without being divided.
	Spans score.Waits
	// Warm is the spans of the new release that its warm instances sent, until it was blamed.
	Warm score.Waits
	// Blamed is in how many runs the release was called slower, at any time. Attributed, of those, named the new release and the old
	// one. Drifted is in how many the operation was, and no release was named.
	Blamed, Attributed, Drifted score.Share
	// Told counts the runs by what was told first; "" is nothing.
	Told map[string]int
	// Certain is in how many the evidence passed whatever the size of the effect.
	Certain score.Share
}

// Runs is how many were played.
func (o *Outcome) Runs() int {
	n := 0
	for _, times := range o.Told {
		n += times
	}
	return n
}

// Share is the share of the runs in which one of some things was told first.
func (o *Outcome) Share(words ...string) score.Share {
	s := score.Share{Of: o.Runs()}
	for _, word := range words {
		s.Times += o.Told[word]
	}
	return s
}

// Outcomes are those of all keys.
type Outcomes map[Key]*Outcome

// Of returns the outcome of a key, a new one when there is none.
func (all Outcomes) Of(k Key) *Outcome {
	if all[k] == nil {
		all[k] = &Outcome{Told: map[string]int{}}
	}
	return all[k]
}

// Join adds others.
func (all Outcomes) Join(others Outcomes) {
	for k, other := range others {
		all.Of(k).join(other)
	}
}

func (o *Outcome) join(other *Outcome) {
	o.Waits = append(o.Waits, other.Waits...)
	o.Bodily = append(o.Bodily, other.Bodily...)
	o.Spans = append(o.Spans, other.Spans...)
	o.Warm = append(o.Warm, other.Warm...)
	o.Blamed.Join(other.Blamed)
	o.Attributed.Join(other.Attributed)
	o.Drifted.Join(other.Drifted)
	o.Certain.Join(other.Certain)
	for word, times := range other.Told {
		o.Told[word] += times
	}
}

// Sum adds up the outcomes of some keys.
func (all Outcomes) Sum(some func(Key) bool) *Outcome {
	sum := &Outcome{Told: map[string]int{}}
	for k, o := range all {
		if some(k) {
			sum.join(o)
		}
	}
	return sum
}
