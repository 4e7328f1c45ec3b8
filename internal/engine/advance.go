package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

// maxFound bounds the findings of a component that wait for the store. Over it the oldest goes.
const maxFound = 10_000

// Advance lets time pass for all detectors. What they find waits for ReportFound. One at a time.
func (t *Tracker) Advance(now time.Time) {
	for _, w := range t.watching() {
		w.advance(now)
	}
}

func (w *watcher) advance(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = append(w.waiting, w.find(now)...)
	if over := len(w.waiting) - maxFound; over > 0 {
		w.waiting, w.lost = w.waiting[over:], w.lost+uint64(over)
	}
	if now.Sub(w.forgot) >= time.Hour {
		w.account.Forget(now.Add(-ledger.AccountAge))
		w.forgot = now
	}
}

// maxFailing is how many findings may fail in one call: when more do, it is the store that fails.
const maxFailing = 16

// ReportFound writes what detectors found into issues. What cannot be written waits for the next call, and with it what was found later
// of the same issue; it holds up no other. One at a time.
func (t *Tracker) ReportFound(ctx context.Context, now time.Time) error {
	var errs []error
	for _, w := range t.watching() {
		found := w.found()
		if len(found) == 0 {
			continue
		}
		left, err := t.reportFound(ctx, now, found)
		if err != nil {
			errs = append(errs, fmt.Errorf("report what %s found: %w", w.id, err))
		}
		w.reported(len(found), left)
	}
	return errors.Join(errs...)
}

func (w *watcher) found() []Finding {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.waiting[:len(w.waiting):len(w.waiting)]
}

// reported takes the first n off those that wait, but for what is left of them.
func (w *watcher) reported(n int, left []Finding) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting = append(left, w.waiting[n:]...); len(w.waiting) == 0 {
		w.waiting = nil
	}
}

// reportFound is where findings become issues. It returns those that could not be written, in their order.
func (t *Tracker) reportFound(ctx context.Context, now time.Time, findings []Finding) (left []Finding, err error) {
	if err = t.Report(ctx, now, findings); err == nil {
		return nil, nil
	}
	var errs []error
	behind := map[issue.ID]bool{}
	for n := range findings {
		id := findings[n].Identity.ID()
		if len(errs) < maxFailing && !behind[id] {
			one := t.Report(ctx, now, findings[n:n+1])
			if one == nil {
				continue
			}
			errs = append(errs, one)
		}
		behind[id] = true
		left = append(left, findings[n])
	}
	return left, errors.Join(errs...)
}
