package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
)

// maxFound bounds the findings of a component that wait for the store. Over it the oldest goes.
const maxFound = 10_000

// Advance lets time pass for all detectors. What they find waits for ReportFound. One at a time.
func (t *Tracker) Advance(now time.Time) {
	for _, f := range t.Detectors() {
		f.advance(now)
	}
}

func (f *Flatlines) advance(now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = append(f.waiting, f.learner.Advance(now)...)
	if over := len(f.waiting) - maxFound; over > 0 {
		f.waiting, f.lost = f.waiting[over:], f.lost+uint64(over)
	}
	if now.Sub(f.forgot) >= time.Hour {
		f.account.Forget(now.Add(-ledger.AccountAge))
		f.forgot = now
	}
}

// maxFailing is how many findings may fail in one call: when more do, it is the store that fails.
const maxFailing = 16

// ReportFound writes what detectors found into issues. What cannot be written waits for the next call, and with it what was found later
// of the same issue; it holds up no other. One at a time.
func (t *Tracker) ReportFound(ctx context.Context, now time.Time) error {
	var errs []error
	for _, f := range t.Detectors() {
		found := f.found()
		if len(found) == 0 {
			continue
		}
		left, err := t.reportFound(ctx, now, found)
		if err != nil {
			errs = append(errs, fmt.Errorf("report what %s found: %w", f.id, err))
		}
		f.reported(len(found), left)
	}
	return errors.Join(errs...)
}

func (f *Flatlines) found() []flatline.Finding {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.waiting[:len(f.waiting):len(f.waiting)]
}

// reported takes the first n off those that wait, but for what is left of them.
func (f *Flatlines) reported(n int, left []flatline.Finding) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.waiting = append(left, f.waiting[n:]...); len(f.waiting) == 0 {
		f.waiting = nil
	}
}

// reportFound is where findings become issues. It returns those that could not be written, in their order.
func (t *Tracker) reportFound(ctx context.Context, now time.Time, found []flatline.Finding) (left []flatline.Finding, err error) {
	findings, from := make([]Finding, 0, len(found)), make([]int, 0, len(found))
	for n := range found {
		if f, told := findingOf(&found[n], t.settings.Scrubber); told {
			findings, from = append(findings, f), append(from, n)
		}
	}
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
		left = append(left, found[from[n]])
	}
	return left, errors.Join(errs...)
}
