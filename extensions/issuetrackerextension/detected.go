package issuetrackerextension

import (
	"context"

	"go.opentelemetry.io/otel/metric"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

// detected sums up the account of all detectors of silence.
func (t *Tracker) detected() (sum engine.FlatlineStats) {
	for _, f := range t.engine.FlatlineDetectors() {
		s := f.Stats()
		watched(&sum.WatcherStats, &s.WatcherStats)
		sum.Streams, sum.MaxStreams = sum.Streams+s.Streams, sum.MaxStreams+s.MaxStreams
		sum.Overflow += s.Overflow
		sum.SenderOverflow += s.SenderOverflow
		sum.Untold += s.Untold
		for kind, n := range s.Findings {
			sum.Findings[kind] += n
		}
	}
	return sum
}

// slowed sums up the account of all detectors of slowness.
func (t *Tracker) slowed() (sum engine.LatencyStats) {
	for _, l := range t.engine.LatencyDetectors() {
		s := l.Stats()
		watched(&sum.WatcherStats, &s.WatcherStats)
		sum.Operations, sum.MaxOperations = sum.Operations+s.Operations, sum.MaxOperations+s.MaxOperations
		sum.Overflow += s.Overflow + s.ReleaseOverflow + s.InstanceOverflow
		sum.Untold += s.Untold
		sum.Late, sum.Skewed, sum.Cold = sum.Late+s.Late, sum.Skewed+s.Skewed, sum.Cold+s.Cold
		sum.Unversioned, sum.Folded, sum.Odd = sum.Unversioned+s.Unversioned, sum.Folded+s.Folded, sum.Odd+s.Odd
		sum.Breakdown.RefusedTraces += s.Breakdown.RefusedTraces + s.Breakdown.Dropped + s.Breakdown.ProfileOverflow
		for kind, n := range s.Findings {
			sum.Findings[kind] += n
		}
	}
	return sum
}

// watched adds what every component with a detector has an account of.
func watched(sum, s *engine.WatcherStats) {
	sum.Parties, sum.MaxParties = sum.Parties+s.Parties, sum.MaxParties+s.MaxParties
	sum.Waiting, sum.MaxWaiting = sum.Waiting+s.Waiting, sum.MaxWaiting+s.MaxWaiting
	sum.Crowded += s.Crowded
	sum.RepeatsForgotten += s.RepeatsForgotten
	sum.Lost += s.Lost
}

func (t *Tracker) observeUnfit(_ context.Context, o metric.Int64Observer) error {
	s := t.slowed()
	for reason, n := range map[string]uint64{
		"late": s.Late, "skewed": s.Skewed, "cold": s.Cold, "unversioned": s.Unversioned, "folded": s.Folded, "odd": s.Odd,
	} {
		o.Observe(int64(n), metric.WithAttributeSet(attributeSet("reason", reason)))
	}
	return nil
}

func (t *Tracker) observeFindings(_ context.Context, o metric.Int64Observer) error {
	found := t.detected().Findings
	for kind := flatline.KindFlatline; kind <= flatline.KindGap; kind++ {
		o.Observe(int64(found[kind]), metric.WithAttributeSet(attributeSet("issue_kind", kind.String())))
	}
	var slower uint64
	for _, n := range t.slowed().Findings {
		slower += n
	}
	o.Observe(int64(slower), metric.WithAttributeSet(attributeSet("issue_kind", string(issue.KindLatency))))
	return nil
}

func (t *Tracker) observeLearned(_ context.Context, o metric.Int64Observer) error {
	var sum engine.Learned
	for _, l := range t.engine.Learned() {
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
