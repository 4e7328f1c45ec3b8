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

// writerState is how the writer is doing. Guarded by Tracker.mu.
type writerState struct {
	lastCommit time.Time
	lastError  string
}

// write is the one goroutine that changes the store. It ends with ctx.
func (t *Tracker) write(ctx context.Context) {
	defer close(t.stopped)
	flush, tick := time.NewTicker(flushEvery), time.NewTicker(tickEvery)
	alive, trim := time.NewTicker(aliveEvery), time.NewTicker(trimEvery)
	defer flush.Stop()
	defer tick.Stop()
	defer alive.Stop()
	defer trim.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-t.engine.Kick():
			err = t.engine.Flush(ctx, time.Now())
		case <-flush.C:
			err = t.engine.Flush(ctx, time.Now())
		case <-tick.C:
			err = t.tick(ctx)
		case <-alive.C:
			err = t.db.RecordAlive(ctx, t.instance, time.Now())
		case <-trim.C:
			err = t.trim(ctx)
		}
		if ctx.Err() == nil {
			t.note(err)
		}
	}
}

func (t *Tracker) tick(ctx context.Context) error {
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = t.engine.Tick(ctx, time.Now()); err != nil {
			return err
		}
		// Occurrences do not wait behind many issues that are due.
		if err := t.engine.Flush(ctx, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tracker) trim(ctx context.Context) error {
	trimmed, err := t.db.Trim(ctx, time.Now())
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

// note keeps the state for the health answer, and logs when it changes.
func (t *Tracker) note(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err == nil:
		if t.state.lastError != "" {
			t.logger().Info("The issue store answers again")
		}
		t.state = writerState{lastCommit: time.Now()}
	case t.state.lastError != err.Error():
		t.state.lastError = err.Error()
		t.logger().Error("The issue store does not answer. Data flows on, occurrences wait in memory and are written when it does", zap.Error(err))
	}
}
