package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// dueAtOnce bounds how many issues one transaction of Tick looks at.
const dueAtOnce = 500

// Tick lets time pass for the issues that are due: quiet ones are resolved, old ones are ongoing, and
// counts that have grown are told. It returns whether more are due.
func (t *Tracker) Tick(ctx context.Context, now time.Time) (more bool, err error) {
	due, err := t.settings.DB.Due(ctx, now, dueAtOnce)
	if err != nil || len(due) == 0 {
		return false, err
	}
	changed := false
	var resolved []issue.ID
	err = t.settings.DB.Update(ctx, func(tx *store.Tx) error {
		changed, resolved = false, resolved[:0]
		for _, d := range due {
			current, found, err := tx.Issue(ctx, d.Tenant, d.ID)
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			away, err := t.settings.DB.Away(ctx, current.ArrivedAt)
			if err != nil {
				return err
			}
			next, change, err := issue.Transition(current, issue.Event{Type: issue.EventTick, At: now, Away: away}, t.settings.Policy)
			if err != nil {
				return err
			}
			if err := t.saveTicked(ctx, tx, &next, change, now, away); err != nil {
				return err
			}
			changed = changed || change.Told()
			if next.State == issue.StateResolved {
				resolved = append(resolved, next.ID)
			}
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("let time pass for %d issues: %w", len(due), err)
	}
	t.changed(changed, resolved)
	return len(due) == dueAtOnce, nil
}

// saveTicked is save, with the next look put off when time without a tracker made this one early.
func (t *Tracker) saveTicked(ctx context.Context, tx *store.Tx, next *issue.Issue, change *issue.Change, now time.Time, away time.Duration) error {
	if change != nil {
		return t.save(ctx, tx, next, change, time.Time{}, nil)
	}
	due := next.Due(t.settings.Policy)
	if !due.IsZero() && !due.After(now) {
		due = now.Add(max(away, time.Second))
	}
	t.counters.saves.Add(1)
	return tx.SaveIssue(ctx, *next, due)
}

// changed wakes the readers of the outbox, and remembers which issues wait for a commit again.
func (t *Tracker) changed(appended bool, resolved []issue.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(resolved) > 0 {
		ids := make(map[issue.ID]bool, len(resolved))
		for _, id := range resolved {
			ids[id] = true
		}
		t.book.each(func(k *known) { k.resolved = k.resolved || ids[k.issue] })
	}
	if appended {
		t.wake()
	}
}
