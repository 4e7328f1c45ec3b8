package issuetrackerextension

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v5"
	"go.uber.org/zap"
)

const (
	// meetEvery is how soon a gateway notices what another one on the same database did.
	meetEvery = 500 * time.Millisecond
	// meetLimit ends a try whose database stands still, well before the leases end.
	meetLimit = 5 * time.Second
)

// meet keeps up with the other gateways on the same database. It ends with ctx.
func (t *Tracker) meet(ctx context.Context) {
	every := time.NewTicker(meetEvery)
	defer every.Stop()
	for {
		limited, cancel := context.WithTimeout(ctx, meetLimit)
		if err := t.engine.Meet(limited, time.Now()); err != nil && ctx.Err() == nil {
			t.note(err)
		}
		cancel()
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// writerState is how the writer is doing. Guarded by Tracker.mu.
type writerState struct {
	lastCommit time.Time
	lastError  string // "" while the store answers
}

// retry says when a store that does not answer is tried again. Only the writer uses it.
type retry struct {
	backOff *backoff.ExponentialBackOff
	at      time.Time
}

// The waits between two tries of a store that does not answer, with a quarter more or less. The longest is
// how late it is noticed that it does.
const (
	firstRetry = 250 * time.Millisecond
	lastRetry  = 4 * time.Second
)

// failed puts off the next try.
func (r *retry) failed(now time.Time) {
	if r.backOff == nil {
		r.backOff = backoff.NewExponentialBackOff()
		r.backOff.InitialInterval, r.backOff.MaxInterval, r.backOff.RandomizationFactor = firstRetry, lastRetry, 0.25
	}
	r.at = now.Add(r.backOff.NextBackOff())
}

func (r *retry) succeeded() { *r = retry{} }

// try runs a job on the store. After a failure it does nothing for a while, and then first asks whether the
// store answers: a job that has nothing to do does not show that.
func (t *Tracker) try(ctx context.Context, job func(context.Context) error) {
	if time.Now().Before(t.retry.at) {
		return
	}
	var err error
	if t.away() {
		err = t.alive(ctx)
	}
	if err == nil {
		err = job(ctx)
	}
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		t.retry.failed(time.Now())
	} else {
		t.retry.succeeded()
	}
	t.note(err)
}

func (t *Tracker) away() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.state.lastError != ""
}

// note keeps the state for the health answer, and logs when it changes.
func (t *Tracker) note(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.state.lastError
	switch {
	case err == nil:
		if was != "" {
			t.logger().Info("The issue store answers again")
		}
		t.state = writerState{lastCommit: time.Now()}
		return
	case was == "":
		t.logger().Error("The issue store does not answer. Data flows on, occurrences wait in memory and are written when it does", zap.Error(err))
	case was != err.Error():
		t.logger().Debug("The issue store does not answer yet", zap.Error(err))
	}
	t.state.lastError = err.Error()
}
