package issuetrackerextension

import (
	"context"

	"go.opentelemetry.io/otel/metric"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/engine"
)

// detected sums up the account of all detectors.
func (t *Tracker) detected() (sum engine.FlatlineStats) {
	for _, f := range t.engine.Detectors() {
		s := f.Stats()
		sum.Streams += s.Streams
		sum.Parties += s.Parties
		sum.Waiting += s.Waiting
		sum.Overflow += s.Overflow
		sum.Crowded += s.Crowded
		sum.RepeatsForgotten += s.RepeatsForgotten
		sum.Lost += s.Lost
		sum.SenderOverflow += s.SenderOverflow
		sum.Untold += s.Untold
		for kind, n := range s.Findings {
			sum.Findings[kind] += n
		}
	}
	return sum
}

func (t *Tracker) observeFindings(_ context.Context, o metric.Int64Observer) error {
	found := t.detected().Findings
	for kind := flatline.KindFlatline; kind <= flatline.KindGap; kind++ {
		o.Observe(int64(found[kind]), metric.WithAttributeSet(attributeSet("issue_kind", kind.String())))
	}
	return nil
}

func (t *Tracker) observeLearned(_ context.Context, o metric.Int64Observer) error {
	var sum engine.Learned
	for _, f := range t.engine.Detectors() {
		l := f.Learned()
		sum.Saved += l.Saved
		sum.Failures += l.Failures
		sum.Corrupt += l.Corrupt
		sum.Oversized += l.Oversized
	}
	observeBy(o, "outcome", map[string]int64{
		"saved": int64(sum.Saved), "failed": int64(sum.Failures), "corrupt": int64(sum.Corrupt), "oversized": int64(sum.Oversized),
	})
	return nil
}
