package issuetrackerextension

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadata"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// retention returns what the store is to keep.
func (c *Config) retention() store.Retention {
	r := store.NewDefaultRetention()
	set := func(limit *int, n int) {
		if n > 0 {
			*limit = n
		}
	}
	set(&r.MaxIssues, c.Limits.Issues)
	set(&r.MaxReleasesPerService, c.Limits.ReleasesPerService)
	set(&r.MaxChanges, c.Outbox.MaxChanges)
	if c.Outbox.MaxAge > 0 {
		r.MaxAge = c.Outbox.MaxAge
	}
	return r
}

// observe publishes the tracker's own account.
func (t *Tracker) observe() (err error) {
	t.telemetry, err = metadata.NewTelemetryBuilder(t.set.TelemetrySettings)
	if err != nil {
		return err
	}
	t.countTrimmed(context.Background(), store.Trimmed{}) // a counter that begins at zero shows its first step
	t.telemetry.ExtensionIssueTrackerReceivedAtRemoved.Add(context.Background(), 0)
	b, e := t.telemetry, t.engine
	return errors.Join(
		b.RegisterExtensionIssueTrackerCommitWaitsCallback(func(_ context.Context, o metric.Int64Observer) error {
			for result, n := range e.Stats().Waits {
				o.Observe(int64(n), metric.WithAttributeSet(attributeSet("result", result.String())))
			}
			return nil
		}),
		b.RegisterExtensionIssueTrackerDroppedCallback(func(_ context.Context, o metric.Int64Observer) error {
			s, d, l := e.Stats(), t.detected(), t.slowed()
			for reason, n := range map[string]uint64{
				"pending": s.Dropped, "exemplar": s.ExemplarsRefused, "window": s.WindowEvicted, "refused": s.RefusedForgotten, "hold": s.Hold.Early, "release": s.ReleasesOverflow,
				"stream": d.Overflow, "sender": d.Crowded + d.SenderOverflow + l.Crowded, "repeat": d.RepeatsForgotten + l.RepeatsForgotten,
				"operation": l.Overflow, "trace": l.Breakdown.RefusedTraces, "finding": d.Lost + d.Untold + l.Lost + l.Untold,
			} {
				o.Observe(int64(n), metric.WithAttributeSet(attributeSet("reason", reason)))
			}
			return nil
		}),
		b.RegisterExtensionIssueTrackerScrubbedCallback(func(_ context.Context, o metric.Int64Observer) error {
			for _, kind := range scrub.Kinds() {
				o.Observe(int64(t.scrubber.Count(kind)), metric.WithAttributeSet(attributeSet("kind", kind.String())))
			}
			return nil
		}),
		b.RegisterExtensionIssueTrackerFoldedCallback(func(_ context.Context, o metric.Int64Observer) error {
			o.Observe(int64(e.Stats().Folded), metric.WithAttributeSet(attributeSet("reason", "path")))
			return nil
		}),
		b.RegisterExtensionIssueTrackerFlushFailuresCallback(observeInt(func() int64 { return int64(e.Stats().FlushFailures) })),
		b.RegisterExtensionIssueTrackerChangesCallback(observeInt(func() int64 { return int64(e.Stats().Changes) })),
		b.RegisterExtensionIssueTrackerEntriesCallback(t.observeEntries),
		b.RegisterExtensionIssueTrackerFindingsCallback(t.observeFindings),
		b.RegisterExtensionIssueTrackerLearnedCallback(t.observeLearned),
		b.RegisterExtensionIssueTrackerUnfitCallback(t.observeUnfit),
		b.RegisterExtensionIssueTrackerLimitCallback(t.observeLimits),
		b.RegisterExtensionIssueTrackerStoreSizeCallback(t.observeSize),
		b.RegisterExtensionIssueTrackerOutboxPendingCallback(t.observeDestinations(func(d engine.DestinationStatus) int64 { return d.Waiting })),
		b.RegisterExtensionIssueTrackerOutboxLostCallback(t.observeDestinations(func(d engine.DestinationStatus) int64 { return d.Lost })),
		b.RegisterExtensionIssueTrackerOutboxOldestCallback(t.observeOldest),
	)
}

func (t *Tracker) observeEntries(ctx context.Context, o metric.Int64Observer) error {
	s := t.engine.Stats()
	observeBy(o, "of", map[string]int{"known": s.Known, "pending": s.Pending, "window": s.WindowSize, "held": s.Hold.Held, "releases": s.Releases})
	d, l := t.detected(), t.slowed()
	observeBy(o, "of", map[string]int{
		"streams": d.Streams, "operations": l.Operations, "senders": d.Parties + l.Parties, "found": d.Waiting + l.Waiting,
	})
	stored, err := t.db.Stats(ctx)
	if err != nil {
		return err
	}
	observeBy(o, "of", map[string]int64{"issues": stored.Issues, "changes": stored.Changes})
	return nil
}

func (t *Tracker) observeLimits(_ context.Context, o metric.Int64Observer) error {
	l, r := t.engine.Stats().Limits, t.config.retention()
	observeBy(o, "of", map[string]int{
		"known": l.Known, "pending": l.Pending, "window": l.Window, "held": l.Held, "releases": l.Releases, "issues": r.MaxIssues, "changes": r.MaxChanges,
	})
	flat, slow := t.detected(), t.slowed()
	observeBy(o, "of", map[string]int{
		"streams": flat.MaxStreams, "operations": slow.MaxOperations, "senders": flat.MaxParties + slow.MaxParties, "found": flat.MaxWaiting + slow.MaxWaiting,
	})
	return nil
}

func (t *Tracker) observeSize(ctx context.Context, o metric.Int64Observer) error {
	s, err := t.db.Stats(ctx)
	if err != nil {
		return err
	}
	observeBy(o, "file", map[string]int64{"database": s.Bytes - s.WALBytes, "wal": s.WALBytes})
	return nil
}

// observeDestinations publishes a number of each destination.
func (t *Tracker) observeDestinations(number func(engine.DestinationStatus) int64) metric.Int64Callback {
	return func(ctx context.Context, o metric.Int64Observer) error {
		destinations, err := t.engine.Destinations(ctx)
		for _, d := range destinations {
			o.Observe(number(d), metric.WithAttributeSet(attributeSet("destination", d.Name)))
		}
		return err
	}
}

func (t *Tracker) observeOldest(ctx context.Context, o metric.Float64Observer) error {
	destinations, err := t.engine.Destinations(ctx)
	now := t.Time()
	for _, d := range destinations {
		age := 0.0
		if !d.Oldest.IsZero() {
			age = max(now.Sub(d.Oldest).Seconds(), 0)
		}
		o.Observe(age, metric.WithAttributeSet(attributeSet("destination", d.Name)))
	}
	return err
}

// observeBy publishes numbers by the value of one attribute.
func observeBy[N int | int64](o metric.Int64Observer, key string, numbers map[string]N) {
	for value, n := range numbers {
		o.Observe(int64(n), metric.WithAttributeSet(attributeSet(key, value)))
	}
}

func observeInt(read func() int64) metric.Int64Callback {
	return func(_ context.Context, o metric.Int64Observer) error {
		o.Observe(read())
		return nil
	}
}

func attributeSet(key, value string) attribute.Set {
	return attribute.NewSet(attribute.String(key, value))
}
