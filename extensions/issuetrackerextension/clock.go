package issuetrackerextension

import (
	"context"
	"time"

	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

// The clocks.
const (
	clockLive   = "live"   // that of this machine
	clockReplay = "replay" // the data says what time it is
)

// Now returns the receive time of a batch. Processors call it once for each batch, before anything else, and use no other
// clock for what they tell the tracker. When the clock is that of the data, all that is due until then happens here.
func (t *Tracker) Now(ctx context.Context, batch otlp.Received) time.Time {
	if t.replay == nil {
		return time.Now()
	}
	return t.replay.follow(context.WithoutCancel(ctx), batch.At())
}

// Strip takes off a batch what only the clock of a replay may read. It is for processors that may change the data.
func (t *Tracker) Strip(ctx context.Context, batch otlp.Received) {
	if t.replay != nil {
		return
	}
	if n := batch.Remove(); n > 0 {
		t.telemetry.ExtensionIssueTrackerReceivedAtRemoved.Add(ctx, int64(n))
	}
}

// Time returns what time it is for issues and the outbox: in a replay that of the data.
func (t *Tracker) Time() time.Time {
	if t.replay != nil {
		if now := t.replay.time(); !now.IsZero() {
			return now
		}
	}
	return time.Now()
}

// restore gives new detectors what they learned before.
func (t *Tracker) restore(ctx context.Context, now time.Time) error {
	all, err := t.engine.Restore(ctx, t.lastAlive, now)
	for _, r := range all {
		t.logRestored(r)
	}
	return err
}

func (t *Tracker) logRestored(r engine.Restored) {
	if r.Corrupt > 0 {
		t.logger().Warn("Some of what was learned cannot be read: it is learned anew, and watched again in a few days",
			zap.String("detector", r.Component), zap.Int("entries", r.Corrupt))
	}
	switch {
	case r.Keys > 0:
		t.logger().Info("Detection goes on from what was learned", zap.String("detector", r.Component), zap.Int("entries", r.Keys), zap.Time("not_observed_since", r.Away))
	case r.Corrupt == 0:
		t.logger().Info("Nothing was learned before: streams and operations are watched when there was enough of them", zap.String("detector", r.Component))
	}
}
