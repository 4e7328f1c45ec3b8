package issuetrackerextension

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// How often the writer does what. Occurrences are flushed at least once a second, so that a kill loses no
// more; half of it leaves room for the flush itself.
const (
	flushEvery = 500 * time.Millisecond
	tickEvery  = 5 * time.Second
	aliveEvery = 10 * time.Second
	trimEvery  = time.Minute
)

// write is the one goroutine that changes issues. It ends with ctx.
func (t *Tracker) write(ctx context.Context) {
	flush, tick := time.NewTicker(flushEvery), time.NewTicker(tickEvery)
	alive, trim := time.NewTicker(aliveEvery), time.NewTicker(trimEvery)
	second := time.NewTicker(time.Second)
	defer second.Stop()
	defer flush.Stop()
	defer tick.Stop()
	defer alive.Stop()
	defer trim.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.engine.Kick():
			t.try(ctx, t.flush)
		case <-flush.C:
			t.try(ctx, t.flush)
			t.try(ctx, t.saveLearned)
		case <-second.C:
			t.engine.Advance(time.Now())
			t.try(ctx, t.reportFound)
		case <-tick.C:
			t.try(ctx, func(ctx context.Context) error { return t.tick(ctx, time.Now()) })
		case <-alive.C:
			t.try(ctx, t.alive)
		case <-trim.C:
			t.try(ctx, func(ctx context.Context) error { return t.trim(ctx, time.Now()) })
		}
	}
}

func (t *Tracker) flush(ctx context.Context) error { return t.engine.Flush(ctx, time.Now()) }

func (t *Tracker) reportFound(ctx context.Context) error {
	return t.engine.ReportFound(ctx, time.Now())
}

func (t *Tracker) saveLearned(ctx context.Context) error {
	return t.engine.SaveLearned(ctx, time.Now())
}

func (t *Tracker) alive(ctx context.Context) error {
	return t.db.RecordAlive(ctx, t.instance, time.Now())
}

func (t *Tracker) tick(ctx context.Context, now time.Time) error {
	if !t.engine.HasTimedJobs() {
		return nil
	}
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = t.engine.Tick(ctx, now); err != nil {
			return err
		}
		// Occurrences do not wait behind many issues that are due.
		if err := t.engine.Flush(ctx, now); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tracker) trim(ctx context.Context, now time.Time) error {
	if !t.engine.HasTimedJobs() {
		return nil
	}
	trimmed, err := t.db.Trim(ctx, now)
	t.countTrimmed(ctx, trimmed)
	for destination, n := range trimmed.Lost {
		t.logger().Warn("Issue changes left the outbox before their destination took them: it was away for too long",
			zap.String("destination", destination), zap.Int64("changes", n))
	}
	return err
}

func (t *Tracker) countTrimmed(ctx context.Context, trimmed store.Trimmed) {
	for kind, n := range trimmed.Rows() {
		t.telemetry.ExtensionIssueTrackerTrimmed.Add(ctx, n, metric.WithAttributeSet(attributeSet("reason", kind)))
	}
}
