package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// Limits of what a person writes.
const (
	maxActorBytes   = 200
	maxCommentBytes = 4 << 10
)

// Person is who does something to an issue, and what they say about it.
type Person struct{ Actor, Comment string }

func (p Person) check() error {
	if len(p.Actor) > maxActorBytes || len(p.Comment) > maxCommentBytes {
		return fmt.Errorf("%w: an actor has at most %d bytes and a comment %d", issue.ErrInvalid, maxActorBytes, maxCommentBytes)
	}
	return nil
}

// event returns an event of this person, as it may be stored.
func (p Person) event(t *Tracker, what issue.EventType, now time.Time) issue.Event {
	text := t.settings.Scrubber.Text
	return issue.Event{Type: what, At: now, Actor: text(p.Actor), Comment: text(p.Comment)}
}

// Each of these methods returns the issue as it is afterwards. It fails with store.ErrNotFound for an id that does
// not exist, with an *issue.ConflictError when the state of the issue forbids it, and with an error that wraps
// issue.ErrInvalid when what was asked for makes no sense.

// Resolve says that the cause of an issue is gone, in the code that the scope of the resolution names. Saying it
// twice changes nothing.
func (t *Tracker) Resolve(ctx context.Context, now time.Time, tenant string, id issue.ID, who Person, what issue.Resolution) (issue.Issue, error) {
	return t.act(ctx, now, tenant, id, who, issue.EventResolve, func(tx *store.Tx, current *issue.Issue, ev *issue.Event) (err error) {
		name := t.settings.Scrubber.Name
		ev.Resolution = issue.Resolution{Scope: what.Scope, Release: name(what.Release), Commit: name(what.Commit)}
		switch what.Scope {
		case 0, issue.ScopeNow, issue.ScopeNextRelease:
			ev.Resolution.Release, err = t.settings.Judge.Newest(ctx, tx, current.Identity)
		case issue.ScopeCommit:
			ev.Resolution.Release, err = t.settings.Judge.Built(ctx, tx, current.Identity, ev.Resolution.Commit)
		}
		return err
	})
}

// Reopen says that a resolved issue is not fixed.
func (t *Tracker) Reopen(ctx context.Context, now time.Time, tenant string, id issue.ID, who Person) (issue.Issue, error) {
	return t.act(ctx, now, tenant, id, who, issue.EventReopen, nil)
}

// Mute counts an issue in silence until a condition is reached.
func (t *Tracker) Mute(ctx context.Context, now time.Time, tenant string, id issue.ID, who Person, until issue.Conditions) (issue.Issue, error) {
	return t.act(ctx, now, tenant, id, who, issue.EventMute, func(tx *store.Tx, current *issue.Issue, ev *issue.Event) (err error) {
		ev.Mute = until
		ev.Release, err = t.settings.Judge.Newest(ctx, tx, current.Identity)
		return err
	})
}

// Unmute ends a mute.
func (t *Tracker) Unmute(ctx context.Context, now time.Time, tenant string, id issue.ID, who Person) (issue.Issue, error) {
	return t.act(ctx, now, tenant, id, who, issue.EventUnmute, nil)
}

// Assign says who takes care of an issue, "" for nobody.
func (t *Tracker) Assign(ctx context.Context, now time.Time, tenant string, id issue.ID, who Person, assignee string) (issue.Issue, error) {
	return t.act(ctx, now, tenant, id, who, issue.EventAssign, func(_ *store.Tx, _ *issue.Issue, ev *issue.Event) error {
		ev.Assignee = t.settings.Scrubber.Text(assignee)
		return nil
	})
}

// Undo restores how an issue stood before the last step that a person made, if nothing but counting has happened
// since. Counts stay.
func (t *Tracker) Undo(ctx context.Context, now time.Time, tenant string, id issue.ID, who Person) (issue.Issue, error) {
	return t.act(ctx, now, tenant, id, who, issue.EventUndo, func(tx *store.Tx, current *issue.Issue, ev *issue.Event) error {
		steps, err := tx.Steps(ctx, current.Tenant, current.ID, store.MaxSteps)
		if err == nil {
			ev.Undo, err = issue.Undoable(steps)
		}
		if conflict, ok := errors.AsType[*issue.ConflictError](err); ok {
			conflict.State = current.State // an issue from before steps were kept has none that says it
		}
		return err
	})
}

// History returns the latest steps of an issue, the newest first, at most store.MaxSteps. It fails with
// store.ErrNotFound for an id that does not exist.
func (t *Tracker) History(ctx context.Context, tenant string, id issue.ID, limit int) ([]issue.Step, error) {
	steps, err := t.settings.DB.Steps(ctx, tenant, id, min(limit, store.MaxSteps))
	if err == nil && len(steps) == 0 { // an issue from before steps were kept has none
		_, err = t.settings.DB.Detail(ctx, tenant, id)
	}
	return steps, err
}

// act lets a person do something to an issue. fill completes the event from what is stored; nil when there is
// nothing to complete.
func (t *Tracker) act(ctx context.Context, now time.Time, tenant string, id issue.ID, who Person, what issue.EventType,
	fill func(*store.Tx, *issue.Issue, *issue.Event) error,
) (issue.Issue, error) {
	if err := who.check(); err != nil {
		return issue.Issue{}, err
	}
	var result issue.Issue
	told := false
	err := t.settings.DB.Update(ctx, func(tx *store.Tx) error {
		current, found, err := tx.Issue(ctx, tenant, id)
		if err != nil {
			return err
		}
		if !found {
			return store.ErrNotFound
		}
		ev := who.event(t, what, now)
		if fill != nil {
			if err := fill(tx, &current, &ev); err != nil {
				return err
			}
		}
		result, told, err = t.transit(ctx, tx, current, ev)
		return err
	})
	if err != nil {
		return issue.Issue{}, err
	}
	var resolved []issue.ID
	if result.State == issue.StateResolved {
		resolved = append(resolved, result.ID)
	}
	t.changed(told, resolved)
	return result, nil
}

// transit applies an event of a person and saves what came of it.
func (t *Tracker) transit(ctx context.Context, tx *store.Tx, current issue.Issue, ev issue.Event) (after issue.Issue, told bool, err error) {
	after, change, err := issue.Transition(current, ev, t.settings.Policy)
	if err != nil || change == nil {
		return after, false, err
	}
	err = t.save(ctx, tx, &after, change, time.Time{}, nil)
	return after, change.Told(), err
}
