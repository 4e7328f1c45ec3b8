package issuetrackerextension

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// replay is a clock that follows the receive times of batches. All that tickers do live happens here, in the goroutine of the
// batch that makes time move on and before that batch is judged: so the same batches in the same order make the same issues.
type replay struct {
	tracker *Tracker
	// nanos is the time, 0 before the first batch.
	nanos atomic.Int64

	mu    sync.Mutex
	due   time.Time // when time alone may next change an issue, zero when it never does
	saves uint64    // of issues, when due was read
}

// How often time stands still, and for what.
const (
	replayStep = time.Second // flushes and what detectors find
	replayTick = tickEvery
	replayHour = time.Hour // what only bounds the store or shortens the work after a kill, which a replay begins anew
	// replayLeap is from where on time passes in one step: no recording has such a hole, a wrong time has.
	replayLeap = 31 * 24 * time.Hour
)

func (r *replay) time() time.Time {
	if n := r.nanos.Load(); n != 0 {
		return time.Unix(0, n).UTC()
	}
	return time.Time{}
}

// follow moves the clock to at, never back, and returns the time.
func (r *replay) follow(ctx context.Context, at time.Time) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.time()
	switch {
	case now.IsZero() && at.IsZero():
		return time.Unix(0, 0).UTC() // nothing has said what time it is
	case now.IsZero():
		r.note(r.begin(ctx, at))
	case !at.After(now):
		return now
	case at.Sub(now) > replayLeap:
		r.note(r.step(ctx, at, true, true))
	default:
		r.readDue(ctx)
		for next := now.Truncate(replayStep).Add(replayStep); !next.After(at); next = next.Add(replayStep) {
			r.nanos.Store(next.UnixNano())
			r.note(r.step(ctx, next, next.Truncate(replayTick).Equal(next), next.Truncate(replayHour).Equal(next)))
		}
	}
	r.nanos.Store(at.UnixNano())
	return at
}

// begin is what Start does live.
func (r *replay) begin(ctx context.Context, at time.Time) error {
	t := r.tracker
	err := t.db.RecordAlive(ctx, t.instance, at)
	return errors.Join(err, t.restore(ctx, at))
}

// step is what the writer does live, in the same order each time.
func (r *replay) step(ctx context.Context, at time.Time, tick, hour bool) error {
	t := r.tracker
	err := t.engine.Flush(ctx, at)
	t.engine.Advance(at)
	errs := []error{err, t.engine.ReportFound(ctx, at)}
	if r.saves != t.engine.Saves() {
		errs = append(errs, r.readDue(ctx))
	}
	if tick && !r.due.IsZero() && !r.due.After(at) {
		errs = append(errs, t.tick(ctx, at), r.readDue(ctx))
	}
	if hour {
		errs = append(errs, t.engine.SaveAllLearned(ctx, at), t.db.StillAlive(ctx, t.instance, at), t.trim(ctx, at))
	}
	return errors.Join(errs...)
}

// readDue spares a look into the store at each tick.
func (r *replay) readDue(ctx context.Context) (err error) {
	r.saves = r.tracker.engine.Saves()
	r.due, err = r.tracker.db.NextDue(ctx)
	return err
}

func (r *replay) note(err error) { r.tracker.note(err) }

// end is what Shutdown does live.
func (r *replay) end(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.time()
	if now.IsZero() {
		return nil
	}
	t := r.tracker
	return errors.Join(t.engine.FlushAll(ctx, now), t.engine.ReportFound(ctx, now), t.engine.SaveAllLearned(ctx, now), t.db.StillAlive(ctx, t.instance, now))
}
