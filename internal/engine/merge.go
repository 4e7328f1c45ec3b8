package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// maxMembers bounds how many issues are merged into one.
const maxMembers = 100

// Merge makes an issue part of another, with all that is merged into it: what comes under its names counts there
// from now on, and the other has the sum of both. It returns the other. Errors are those of Resolve.
func (t *Tracker) Merge(ctx context.Context, now time.Time, tenant string, into, from issue.ID, who Person) (issue.Issue, error) {
	return t.regroup(ctx, who, func(tx *store.Tx) (whole issue.Issue, moved []issue.ID, err error) {
		whole, err = t.found(tx.Issue(ctx, tenant, into))
		if err != nil {
			return whole, nil, err
		}
		part, err := t.found(tx.Issue(ctx, tenant, from))
		if err != nil {
			return whole, nil, err
		}
		if err := issue.CheckMerge(&part, &whole); err != nil {
			return whole, nil, err
		}
		ev := who.event(t, issue.EventInto, now)
		ev.Merge.Into = whole.ID
		members, err := tx.Members(ctx, tenant, part.ID)
		if err != nil {
			return whole, nil, err
		}
		for _, m := range append([]issue.Issue{part}, members...) {
			if _, _, err := t.transit(ctx, tx, m, ev); err != nil {
				return whole, nil, err
			}
			moved = append(moved, m.ID)
		}
		if err := tx.MergeNames(ctx, tenant, part.ID, whole.ID); err != nil {
			return whole, nil, err
		}
		whole, err = t.sumUp(ctx, tx, whole, who.event(t, issue.EventMembers, now))
		return whole, moved, err
	})
}

// Unmerge gives an issue back that was merged into another: it has what it had then, and the other loses that. What
// came since stays with the other. It returns the issue. Errors are those of Resolve.
func (t *Tracker) Unmerge(ctx context.Context, now time.Time, tenant string, id issue.ID, who Person) (issue.Issue, error) {
	return t.regroup(ctx, who, func(tx *store.Tx) (part issue.Issue, moved []issue.ID, err error) {
		part, err = t.found(tx.OwnIssue(ctx, tenant, id))
		if err != nil {
			return part, nil, err
		}
		into := part.MergedInto
		if err := tx.UnmergeNames(ctx, tenant, part.ID); err != nil {
			return part, nil, err
		}
		part, _, err = t.transit(ctx, tx, part, who.event(t, issue.EventInto, now))
		if err != nil {
			return part, nil, err
		}
		whole, err := t.found(tx.OwnIssue(ctx, tenant, into))
		if err != nil {
			return part, nil, err
		}
		ev := who.event(t, issue.EventMembers, now)
		ev.Merge.Fewer = true
		_, err = t.sumUp(ctx, tx, whole, ev)
		return part, []issue.ID{part.ID}, err
	})
}

// regroup runs a merge or its inverse in one transaction. It returns the issue that change returns, of which moved
// are parts now.
func (t *Tracker) regroup(ctx context.Context, who Person, change func(*store.Tx) (of issue.Issue, moved []issue.ID, err error)) (issue.Issue, error) {
	if err := who.check(); err != nil {
		return issue.Issue{}, err
	}
	var of issue.Issue
	var moved []issue.ID
	err := t.settings.DB.Update(ctx, func(tx *store.Tx) (err error) {
		of, moved, err = change(tx)
		return err
	})
	if err != nil {
		return issue.Issue{}, err
	}
	t.moved(moved, of)
	t.changed(true, nil)
	return of, nil
}

// sumUp tells an issue of which others it is the sum now.
func (t *Tracker) sumUp(ctx context.Context, tx *store.Tx, whole issue.Issue, ev issue.Event) (issue.Issue, error) {
	members, err := tx.Members(ctx, whole.Tenant, whole.ID)
	if err != nil {
		return whole, err
	}
	if len(members) > maxMembers {
		return whole, &issue.ConflictError{
			Event: ev.Type, State: whole.State, Why: fmt.Sprintf("at most %d issues are merged into one", maxMembers),
		}
	}
	for _, m := range members {
		ev.Merge.Members = append(ev.Merge.Members, m.Totals())
	}
	if ev.Merge.FirstRelease, err = firstRelease(ctx, tx, &whole, ev.Merge.Members); err != nil {
		return whole, err
	}
	if ev.Merge.Releases, err = tx.FamilyReleases(ctx, whole.Tenant, whole.ID); err != nil {
		return whole, err
	}
	whole, _, err = t.transit(ctx, tx, whole, ev)
	return whole, err
}

// firstRelease returns the oldest release in which an issue or one of its members was seen first: "new in 4.2.0" is not
// true of the sum when one of them was seen in 4.1.0. It is "" when the first of them was seen without a release.
func firstRelease(ctx context.Context, tx *store.Tx, whole *issue.Issue, members []issue.Totals) (string, error) {
	own := whole.Totals()
	if whole.Own != nil {
		own = *whole.Own
	}
	sum := own
	for _, m := range members {
		sum = sum.With(m)
	}
	first := sum.FirstRelease
	if first == "" || len(members) == 0 {
		return first, nil
	}
	h, err := tx.History(ctx, placeOf(&whole.Identity))
	if err != nil {
		return "", err
	}
	for _, m := range append(members[:len(members):len(members)], own) {
		if m.FirstRelease != "" && h.Older(m.FirstRelease, first) {
			first = m.FirstRelease
		}
	}
	return first, nil
}

// found turns the answer of a lookup into an error when there is none.
func (t *Tracker) found(i issue.Issue, found bool, err error) (issue.Issue, error) {
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return i, err
}

// moved notes which errors belong to an issue now.
func (t *Tracker) moved(ids []issue.ID, to issue.Issue) {
	t.mu.Lock()
	defer t.mu.Unlock()
	part := make(map[issue.ID]bool, len(ids))
	for _, id := range ids {
		part[id] = true
	}
	t.book.each(func(k *known) {
		if part[k.issue] || part[k.id] {
			k.issue, k.resolved = to.ID, to.State == issue.StateResolved
		}
	})
}
