package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// Report takes up what detectors found, in the order of the list and of at most atOnce in one transaction, together with the changes
// that follow. Reporting the same again changes nothing, so a detector that does not know whether it
// was heard reports once more: after an error, and after a crash from what it had saved before.
func (t *Tracker) Report(ctx context.Context, now time.Time, findings []Finding) error {
	for part := range slices.Chunk(findings, atOnce) {
		if err := t.reportPart(ctx, now, part); err != nil {
			return fmt.Errorf("write %d findings: %w", len(part), err)
		}
	}
	return nil
}

func (t *Tracker) reportPart(ctx context.Context, now time.Time, findings []Finding) error {
	changed := false
	err := t.settings.DB.Update(ctx, func(tx *store.Tx) error {
		changed = false
		for n := range findings {
			told, err := t.takeUp(ctx, tx, now, &findings[n])
			if err != nil {
				return err
			}
			changed = changed || told
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.changed(changed, nil)
	return nil
}

// takeUp writes one finding and says whether others are told.
func (t *Tracker) takeUp(ctx context.Context, tx *store.Tx, now time.Time, f *Finding) (bool, error) {
	id := f.Identity.ID()
	current, found, err := tx.Issue(ctx, f.Identity.Tenant, id)
	if err != nil || !found && f.Event == issue.EventRecover {
		return false, err
	}
	moved := false
	if !found {
		if current, moved, err = existing(ctx, tx, f.Identity, id, now); err != nil {
			return false, err
		}
	}
	if !found && !moved {
		current = issue.Issue{ID: id, Identity: f.Identity}
	}
	ev := issue.Event{Type: f.Event, At: now, Finding: &f.Finding}
	if f.Event == issue.EventRecover {
		ev.Comment = f.Summary()
	}
	if fix, asked := current.Question(); asked && current.State == issue.StateMuted {
		proof, err := t.settings.Judge.Judge(ctx, tx, current.Identity, fix, []Sighting{{Release: f.Release, Time: f.DecidedAt, ReceivedAt: now}})
		if err != nil {
			return false, err
		}
		ev.Seen.Proof = &proof
	}
	next, change, err := issue.Transition(current, ev, t.settings.Policy)
	if err != nil || next.State == 0 {
		return false, err
	}
	if change == nil && next.Observed == current.Observed && !moved {
		return false, nil // nothing new
	}
	return change.Told(), t.save(ctx, tx, &next, change, time.Time{}, nil)
}
