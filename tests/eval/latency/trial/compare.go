package trial

import (
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/rule"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/world"
)

// Statistics names latency.Comparison, without the detector around it, among those who judge.
const Statistics = "statistics"

// Alphas are what the statistics are asked for.
var Alphas = []float64{0.05, 0.01, 1e-4}

// Job plays one run, or some.
type Job func() (Outcomes, error)

// blocks fills the blocks of a comparison.
type blocks struct {
	latency.Comparison
	old, fresh latency.Hist
	age        time.Duration
}

// minute reports whether a block was closed.
func (b *blocks) minute(all []world.Span) bool {
	full := false
	for _, s := range all {
		if s.Fresh {
			full = b.fresh.Record(s.Duration) || full
		} else {
			full = b.old.Record(s.Duration) || full
		}
	}
	b.age += time.Minute
	ready := latency.Ready(b.age, b.old.Count(), b.fresh.Count())
	if full {
		ready = latency.ReadinessClose
	}
	if ready == latency.ReadinessWait {
		return false
	}
	if ready == latency.ReadinessClose {
		b.Close(&b.old, &b.fresh)
	}
	b.old.Reset()
	b.fresh.Reset()
	b.age = 0
	return ready == latency.ReadinessClose
}

// hour is how long the old release runs alone, for the rules that want to know it beforehand.
const hour = 60

// Compare plays a plan against the statistics, and against the rules of others if they are wanted, on the same spans.
func Compare(o Operation, p world.Plan, seed uint64, run int, rules bool) Job {
	return func() (Outcomes, error) {
		r := o.random(seed, p.Name, run)
		source := o.source(r)
		var others []rule.Rule
		if rules {
			history := make([][]float64, hour)
			for i := range history {
				history[i] = source.Minute(r)
			}
			others = rule.All(history)
		}
		played := world.New(source, p, r)
		told, at := make([]latency.Answer, len(Alphas)), make([]int, len(Alphas))
		otherAt := make([]int, len(others))
		var b blocks
		out := Outcomes{}
		key := Key{What: p.Name, Half: o.Half, Band: o.Band, By: Statistics}
		for seen, idle := 0, 0; ; {
			minute := played.Next()
			came := 0
			for _, s := range minute {
				if s.Fresh {
					came++
				}
			}
			seen += came
			if idle++; came > 0 {
				idle = 0
			}
			closed := b.minute(minute)
			open := false
			for i, alpha := range Alphas {
				if told[i] == latency.AnswerNothing && closed && seen <= o.Most(alpha) {
					told[i], at[i] = b.Answer(alpha, latency.NewDefaultGate()), seen
				}
				open = open || seen < o.Most(alpha) && (told[i] == latency.AnswerNothing || quiet(p))
			}
			for i, other := range others {
				if seen <= o.Most(Alphas[0]) && otherAt[i] == 0 && other.Minute(minute) {
					otherAt[i] = max(seen, 1)
				}
				open = open || seen < o.Most(Alphas[0]) && otherAt[i] == 0
			}
			if !open || idle > 60 || p.Ramp > 0 && played.Minutes() > p.Ramp {
				break
			}
		}
		for i, alpha := range Alphas {
			key.Alpha = alpha
			out.Of(key).add(o, p, told[i].String(), at[i], alpha)
			out.Of(key).Certain.Add(b.PValue() < alpha)
		}
		for i, other := range others {
			word := latency.AnswerNothing.String()
			if otherAt[i] > 0 {
				word = latency.AnswerSlower.String()
			}
			key.By, key.Alpha = other.Name(), 0
			out.Of(key).add(o, p, word, otherAt[i], 1e-4)
		}
		return out, nil
	}
}

// quiet reports whether nothing changes with the new release.
func quiet(p world.Plan) bool { return p.Ratio <= 1 && p.Slow == 0 && !p.Bad && !p.Cold }

// add counts a run in which a word was told after some spans.
func (o *Outcome) add(op Operation, p world.Plan, word string, spans int, alpha float64) {
	wait := float64(spans)
	if word == latency.AnswerNothing.String() {
		wait = math.Inf(1)
	}
	o.Told[word]++
	o.Spans = append(o.Spans, wait)
	if p.Ratio > 1 {
		share := p.Share
		if share == 0 {
			share = 0.5
		}
		o.Waits = append(o.Waits, wait/latency.SequentialLimit(p.Ratio, op.Spread, alpha, share))
		o.Bodily = append(o.Bodily, wait/latency.SequentialLimit(p.Ratio, op.Body, alpha, share))
	}
	if p.Slow > 0 && op.Half == Generated {
		o.Waits = append(o.Waits, wait/tailLimit(op.Spread, p.Slow, p.SlowRatio, alpha))
	}
}
