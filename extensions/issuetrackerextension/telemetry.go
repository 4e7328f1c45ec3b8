package issuetrackerextension

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadata"
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
	b, e := t.telemetry, t.engine
	return errors.Join(
		b.RegisterExtensionIssueTrackerCommitWaitsCallback(func(_ context.Context, o metric.Int64Observer) error {
			for result, n := range e.Stats().Waits {
				o.Observe(int64(n), metric.WithAttributeSet(attributeSet("result", result.String())))
			}
			return nil
		}),
		b.RegisterExtensionIssueTrackerDroppedCallback(func(_ context.Context, o metric.Int64Observer) error {
			s := e.Stats()
			for reason, n := range map[string]uint64{"pending": s.Dropped, "exemplar": s.ExemplarsRefused, "window": s.WindowEvicted, "refused": s.RefusedForgotten, "hold": s.Hold.Early} {
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
		b.RegisterExtensionIssueTrackerFlushFailuresCallback(observeInt(func() int64 { return int64(e.Stats().FlushFailures) })),
		b.RegisterExtensionIssueTrackerChangesCallback(observeInt(func() int64 { return int64(e.Stats().Changes) })),
		b.RegisterExtensionIssueTrackerKnownCallback(observeInt(func() int64 { return int64(e.Stats().Known) })),
		b.RegisterExtensionIssueTrackerPendingCallback(observeInt(func() int64 { return int64(e.Stats().Pending) })),
		b.RegisterExtensionIssueTrackerOutboxPendingCallback(func(ctx context.Context, o metric.Int64Observer) error {
			last, err := t.db.LastSeq(ctx)
			if err != nil {
				return err
			}
			for _, d := range e.Destinations() {
				o.Observe(max(last-d.Cursor, 0), metric.WithAttributeSet(attributeSet("destination", d.Name)))
			}
			return nil
		}),
	)
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
