package engine

import (
	"context"
	"sync"
	"time"
)

// Limits of waiting: more batches than maxWaiting at once do not wait, and after maxTimeouts in a row
// none does until a commit has succeeded.
const (
	maxWaiting  = 20
	maxTimeouts = 3
)

// WaitResult says how the wait of a batch with an unknown error ended.
type WaitResult uint8

// The results. All but WaitCommitted mean that the batch went on before its issue was durable.
const (
	WaitCommitted WaitResult = iota
	WaitTimeout              // commit_wait was over
	WaitCrowded              // too many batches were waiting
	WaitSuspended            // too many time-outs in a row
	WaitOff                  // commit_wait is 0
	WaitCanceled             // the sender left
	waitResults
)

// String returns the result as telemetry shows it.
func (r WaitResult) String() string {
	return [...]string{"committed", "timeout", "crowded", "suspended", "off", "canceled"}[r]
}

// waits guards the waiting of batches.
type waits struct {
	mu       sync.Mutex
	waiting  int
	timeouts int
}

func (w *waits) enter() WaitResult {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.timeouts >= maxTimeouts:
		return WaitSuspended
	case w.waiting >= maxWaiting:
		return WaitCrowded
	}
	w.waiting++
	return WaitCommitted
}

func (w *waits) leave(r WaitResult) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting--
	if r == WaitTimeout {
		w.timeouts++
	}
}

// committed lifts a suspension.
func (w *waits) committed() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timeouts = 0
}

// flushNow flushes in place of waiting for it. When that fails the writer tries again.
func (t *Tracker) flushNow(ctx context.Context, now time.Time) WaitResult {
	if err := t.Flush(context.WithoutCancel(ctx), now); err != nil {
		return WaitTimeout
	}
	return WaitCommitted
}

// await waits until done is closed.
func (t *Tracker) await(ctx context.Context, done <-chan struct{}) WaitResult {
	if t.settings.CommitWait <= 0 {
		return WaitOff
	}
	result := t.waits.enter()
	if result != WaitCommitted {
		return result
	}
	timer := time.NewTimer(t.settings.CommitWait)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		result = WaitTimeout
	case <-ctx.Done():
		result = WaitCanceled
	}
	t.waits.leave(result)
	return result
}
