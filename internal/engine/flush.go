package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// Flush writes what is pending, in one transaction unless there is much: occurrences are added to their issues, what changes
// by them is decided and appended to the outbox. A flush that failed is kept and written again by the
// next call, under the same number, so that it counts once however the failure came about.
func (t *Tracker) Flush(ctx context.Context, now time.Time) error {
	return t.flush(ctx, now, false)
}

// FlushAll also counts the errors that are held, and all traffic, for a stop.
func (t *Tracker) FlushAll(ctx context.Context, now time.Time) error {
	t.add(t.hold.Drain(), nil, now)
	return t.flush(ctx, now, true)
}

func (t *Tracker) flush(ctx context.Context, now time.Time, all bool) error {
	t.flushing.Lock()
	defer t.flushing.Unlock()
	for _, o := range t.hold.Release(now) {
		t.add([]occurrence{o}, nil, now)
	}
	for range 2 { // what failed before, then what came since
		p := t.take(now, all)
		if p == nil {
			return nil
		}
		if err := t.write(ctx, p); err != nil {
			t.counters.flushFailures.Add(1)
			return fmt.Errorf("write %d issues: %w", len(p.sums), err)
		}
	}
	return nil
}

// take returns what to write next, nil when there is nothing and nobody waits.
func (t *Tracker) take(now time.Time, all bool) *pending {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.inflight != nil {
		return t.inflight
	}
	t.pending.traffic = t.sightings.take(now, all)
	if len(t.pending.sums)+len(t.pending.traffic) == 0 {
		// Who waits was merged with an occurrence that is durable by now.
		close(t.pending.done)
		t.pending = newPending()
		return nil
	}
	t.inflight, t.pending = t.pending, newPending()
	t.inflight.pieces = t.inflight.split()
	t.inflight.number = t.flushes + 1
	t.flushes += int64(len(t.inflight.pieces))
	return t.inflight
}

// outcome is what a flush learned about one identity.
type outcome struct {
	known    *known
	issue    issue.ID
	resolved bool
	folded   bool // its id was made another name of the issue of its path
}

// write writes what is left of p. What was written stays so when a later piece fails.
func (t *Tracker) write(ctx context.Context, p *pending) error {
	for len(p.pieces) > 0 {
		if err := t.writePiece(ctx, p.number, p.pieces[0]); err != nil {
			return err
		}
		p.pieces, p.number = p.pieces[1:], p.number+1
	}
	t.waits.committed()
	t.exemplars.written(p)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.inflight = nil
	close(p.done)
	return nil
}

// writePiece writes some sums in one transaction, which has a flush number of its own.
func (t *Tracker) writePiece(ctx context.Context, number int64, piece piece) error {
	var outcomes []outcome
	changed := false
	update := t.settings.DB.UpdateBeside
	if t.opens(piece) {
		update = t.settings.DB.Update
	}
	err := update(ctx, func(tx *store.Tx) error {
		outcomes, changed = outcomes[:0], false
		done, err := tx.Flushed(ctx, t.settings.Instance, number)
		if err != nil {
			return err
		}
		if !done {
			if err := t.writeTraffic(ctx, tx, piece.traffic); err != nil {
				return err
			}
		}
		for _, s := range piece.sums {
			i, folded, err := t.current(ctx, tx, s.known, s.at)
			change := false
			if err == nil && !done { // done: it was written before, and only its answer was lost
				i, change, err = t.writeSum(ctx, tx, s, i)
			}
			if err != nil {
				return err
			}
			changed = changed || change
			outcomes = append(outcomes, outcome{s.known, i.ID, i.State == issue.StateResolved, folded})
		}
		return tx.SetFlushed(ctx, t.settings.Instance, number)
	})
	if err != nil {
		t.order.forget()
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, o := range outcomes {
		o.known.committed, o.known.issue, o.known.resolved = true, o.issue, o.resolved
		if o.folded {
			t.counters.folded.Add(1)
		}
	}
	if changed {
		t.wake()
	}
	return nil
}

// opens says whether there are releases to book, or errors that may have no issue yet, for which a flush has to be alone.
func (t *Tracker) opens(piece piece) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range piece.sums {
		if !s.known.committed {
			return true
		}
	}
	return len(piece.traffic) > 0
}

// writeSum adds one sum to its issue and says whether somebody is told.
func (t *Tracker) writeSum(ctx context.Context, tx *store.Tx, s *sum, current issue.Issue) (issue.Issue, bool, error) {
	seen := s.seen
	s.known.place(&current, &seen)
	seen.Releases = current.Releases
	for _, r := range s.releases {
		fresh, err := writeRelease(ctx, tx, &current, r, s.at)
		if err != nil {
			return current, false, err
		}
		if fresh {
			seen.Releases++
		}
	}
	err := t.learnOrder(ctx, tx, s, &current, &seen)
	if err == nil {
		seen.Proof, err = t.prove(ctx, tx, s, &current)
	}
	if err != nil {
		return current, false, err
	}
	next, change, err := issue.Transition(current, issue.Event{Type: issue.EventSeen, At: s.at, Seen: seen}, t.settings.Policy)
	if err != nil {
		return current, false, err
	}
	var exemplar *event.Exemplar
	for i, r := range s.releases {
		if r.exemplar == nil {
			continue
		}
		e := event.NewExemplar(r.exemplar)
		if err := putExemplar(ctx, tx, &next, &e, current.Observed == 0 && i == 0); err != nil {
			return next, false, err
		}
		exemplar = &e
	}
	return next, change.Told(), t.save(ctx, tx, &next, change, s.received, exemplar)
}

// writeRelease books one release of a sum. fresh says that the issue was not seen in it before.
func writeRelease(ctx context.Context, tx *store.Tx, i *issue.Issue, r *releaseSum, now time.Time) (fresh bool, err error) {
	name, overflow, err := tx.BookRelease(ctx, i.Identity, r.release, now)
	if err != nil {
		return false, err
	}
	r.unbooked = overflow
	fresh, err = tx.AddRelease(ctx, i.Tenant, i.ID, store.Release{
		Release: name, Count: r.count, Observed: r.observed, FirstSeen: r.first, LastSeen: r.last,
	})
	if err != nil {
		return false, err
	}
	for minute, m := range r.minutes {
		err := tx.AddCounts(ctx, i.Tenant, i.ID, store.Count{
			Time: time.Unix(minute*60, 0).UTC(), Release: name, Count: m.count, Observed: m.observed,
		})
		if err != nil {
			return false, err
		}
	}
	return fresh, nil
}

// putExemplar keeps an exemplar in each slot it belongs to.
func putExemplar(ctx context.Context, tx *store.Tx, i *issue.Issue, e *event.Exemplar, first bool) error {
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encode an exemplar of %s: %w", i.ID, err)
	}
	slots := []string{store.SlotLatest, store.SlotOfRelease(e.Release)}
	if first {
		slots = append(slots, store.SlotFirst)
	}
	for _, slot := range slots {
		kept := store.Exemplar{Slot: slot, Release: e.Release, Time: e.Time, Body: body}
		if err := tx.PutExemplar(ctx, i.Tenant, i.ID, kept); err != nil {
			return err
		}
	}
	return nil
}

// save writes an issue with its step, and its change into the outbox when others are told. received is that of the occurrence that led to
// the change, zero when none did. exemplar may be nil: the latest kept one is taken.
func (t *Tracker) save(ctx context.Context, tx *store.Tx, next *issue.Issue, change *issue.Change, received time.Time, exemplar *event.Exemplar) error {
	if change != nil {
		if err := tx.AppendStep(ctx, next.Tenant, next.ID, change.Step); err != nil {
			return err
		}
	}
	if change.Told() {
		doc, err := t.document(ctx, tx, change, exemplar)
		if err != nil {
			return err
		}
		if doc.Exemplar != nil {
			next.Notified.Exemplar = doc.Exemplar.ID
		}
		body, err := event.Marshal(doc)
		if err != nil {
			return err
		}
		err = tx.Append(ctx, &outbox.Entry{
			ChangeID: change.ID, IssueID: next.ID, Version: next.Version, Kind: change.Kind, At: change.At, ReceivedAt: received,
			IssueKind: next.Kind, Level: next.Level, Service: next.Service, Environment: next.Environment,
			Body: body,
		})
		if err != nil {
			return err
		}
		t.counters.changes.Add(1)
	}
	t.counters.saves.Add(1)
	return tx.SaveIssue(ctx, *next, next.Due(t.settings.Policy))
}

// document builds the document of a change from what the store holds now.
func (t *Tracker) document(ctx context.Context, tx *store.Tx, change *issue.Change, exemplar *event.Exemplar) (event.Document, error) {
	i := &change.Issue
	kept, err := tx.Releases(ctx, i.Tenant, i.ID)
	if err != nil {
		return event.Document{}, err
	}
	releases := make([]event.Release, len(kept))
	for n, r := range kept {
		releases[n] = NewRelease(r)
	}
	if exemplar == nil {
		if exemplar, err = t.latestExemplar(ctx, i); err != nil {
			return event.Document{}, err
		}
	}
	if exemplar != nil {
		own := *exemplar
		own.New = own.ID != i.Notified.Exemplar
		exemplar = &own
	}
	steps, err := tx.Steps(ctx, i.Tenant, i.ID, event.MaxHistory)
	if err != nil {
		return event.Document{}, err
	}
	doc := event.New(*change, releases, exemplar)
	doc.History = event.NewHistory(steps)
	doc.Links = t.settings.Links.Render(&doc)
	return doc, nil
}

// latestExemplar returns the last occurrence that was kept of an issue, nil when there is none.
func (t *Tracker) latestExemplar(ctx context.Context, i *issue.Issue) (*event.Exemplar, error) {
	detail, err := t.settings.DB.Detail(ctx, i.Tenant, i.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil // opened in this very transaction
	}
	if err != nil {
		return nil, err
	}
	for _, kept := range detail.Exemplars {
		if kept.Slot == store.SlotLatest {
			var e event.Exemplar
			if err := json.Unmarshal(kept.Body, &e); err != nil {
				return nil, fmt.Errorf("read the latest exemplar of %s: %w", i.ID, err)
			}
			return &e, nil
		}
	}
	return nil, nil
}

// NewRelease returns the wire form of what was seen in one release.
func NewRelease(r store.Release) event.Release {
	return event.Release{
		Release: r.Release, Count: event.Round(r.Count), Observed: r.Observed,
		FirstSeen: r.FirstSeen.UTC(), LastSeen: r.LastSeen.UTC(),
	}
}
