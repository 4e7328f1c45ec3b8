package engine

import (
	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

// slowFindingOf translates what the latency detector found into what is told of it. ok is false for what is told to nobody.
func slowFindingOf(f *slowdown.Finding, scrubber *scrub.Scrubber) (found Finding, ok bool) {
	if found.Event, ok = eventOf(f.Phase); !ok {
		return Finding{}, false
	}
	w := wording{scrubber}
	found.Finding = issue.Finding{
		Kind: issue.KindLatency, Tier: issue.Tier(f.Tier.String()), Incident: w.incident(f.Incident), Stream: w.text(operationName(&f.Key)),
		Onset: utc(f.Onset), Until: utc(f.Until), DecidedAt: utc(f.At),
		Evidence: finite(f.Evidence), Threshold: finite(f.Threshold), Budget: finite(f.Budget),
		Release: w.name(f.Release), ReleaseSeen: utc(f.ReleaseSeen), Odds: finite(f.Odds), Children: w.children(f.Children),
		Words: w.words(f.Words),
	}
	found.Latency = latencyOf(f)
	found.Latency.Previous, found.Latency.GoneWith, found.Latency.Instance = w.name(f.Previous), w.name(f.GoneWith), w.name(f.Instance)
	for n := range f.Growth[:min(len(f.Growth), issue.MaxCauses)] {
		if g := &f.Growth[n]; g.Nanoseconds > 0 {
			found.Latency.Causes = append(found.Latency.Causes, causeOf(g, w))
		}
	}
	found.Identity = issue.NewFindingIdentity(found.Kind, w.name(f.Key.Namespace), w.name(f.Key.Service), w.name(f.Key.Environment), found.Incident)
	return found, true
}

// operationName is what people call an operation. Failed calls are another one than those that went well.
func operationName(k *slowdown.Key) string {
	if k.Failed {
		return k.Operation + " (failed)"
	}
	return k.Operation
}

// latencyOf is the part of a finding without texts.
func latencyOf(f *slowdown.Finding) *issue.Latency {
	l := &issue.Latency{
		Answer:      issue.LatencyAnswer(f.Kind.String()),
		Effect:      issue.Effect{Ratio: finite(f.Effect.Ratio), Low: finite(f.Effect.Low), High: finite(f.Effect.High)},
		CallsBefore: float64(f.Before), CallsAfter: float64(f.After),
	}
	for _, q := range f.Quantiles {
		l.Quantiles = append(l.Quantiles, issue.QuantileChange{
			Quantile: finite(q.Q),
			Before:   issue.Interval{Value: finite(q.Before.Value), Low: finite(q.Before.Low), High: finite(q.Before.High)},
			After:    issue.Interval{Value: finite(q.After.Value), Low: finite(q.After.Low), High: finite(q.After.High)},
		})
	}
	n := min(len(f.Plot.Before), len(f.Plot.After), issue.MaxBins)
	if n > 0 {
		l.Histogram = issue.Histogram{
			Scale: f.Plot.Scale, Offset: f.Plot.Offset, Before: finites(f.Plot.Before[:n]), After: finites(f.Plot.After[:n]),
		}
	}
	return l
}

func causeOf(g *breakdown.Growth, w wording) issue.Cause {
	return issue.Cause{
		Kind: g.Part.Kind.String(), Name: w.text(g.Part.Name), Before: finite(g.Before.Nanoseconds), After: finite(g.After.Nanoseconds),
		TimesBefore: finite(g.Before.Times), TimesAfter: finite(g.After.Times), Share: finite(g.Share), Certain: g.Certain,
	}
}
