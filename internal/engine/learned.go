package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/record"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

const (
	// SaveLearnedEvery is how often what was learned is saved, so that a kill loses no more of it.
	SaveLearnedEvery = time.Minute
	// saveHeld is for how long what was learned is not saved because findings wait for the store.
	saveHeld = 10 * time.Minute
	// learnedAtOnce bounds one transaction. With one each half second a round of 50,000 streams is over before the next.
	learnedAtOnce = 500
	// maxLearned bounds the bytes of one key.
	maxLearned = record.MaxBytes
	// roundKey is the key under which a component notes the last round of saving that is complete: what it knew then is in
	// the store. Keys of detectors are never empty.
	roundKey = ""
)

// learned is how far a component is with saving what it learned. round and unsent are the writer's own, the mutex of the component guards
// the rest: a component may be restored while others are saved.
type learned struct {
	round  time.Time // when the round that is under way began, zero when none is
	last   time.Time // when the last one that is complete began
	unsent []store.Snapshot

	restored           bool
	saved, failures    uint64
	corrupt, oversized uint64
	err                error // of the last try
}

// Learned is the account of saving what a detector learned.
type Learned struct {
	Component string
	// Saved snapshots, and the tries that failed.
	Saved, Failures uint64
	// Corrupt snapshots could not be read and Oversized ones, or those that have no record, are not saved: their streams learn anew.
	Corrupt, Oversized uint64
	// Err is the failure of the last try.
	Err error
}

// Restored is what was taken up at a start.
type Restored struct {
	Component     string
	Keys, Corrupt int
	// Away is since when nothing was observed, zero when nothing was learned before.
	Away time.Time
}

// Restore gives components that are new in this process what they learned before. Call it before the first batch.
// lastAlive is when a tracker last ran on this store, before this one. On a store that several processes share a component takes up what
// a process of the same Settings.Gateway saved: streams that another one watches would look silent here.
func (t *Tracker) Restore(ctx context.Context, lastAlive, now time.Time) ([]Restored, error) {
	var all []Restored
	for _, w := range t.watching() {
		if w.learned.restored {
			continue
		}
		r, err := t.restore(ctx, w, lastAlive, now)
		if err != nil {
			return all, err
		}
		all = append(all, r)
	}
	return all, nil
}

func (t *Tracker) restore(ctx context.Context, w *watcher, lastAlive, now time.Time) (Restored, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := Restored{Component: w.id}
	complete, instance := lastAlive, ""
	if t.settings.DB.Shared() {
		instance = t.settings.Gateway
	}
	err := t.settings.DB.Snapshots(ctx, w.id, instance, now, func(s store.Snapshot) error {
		switch {
		case s.Key == roundKey:
			complete = s.SavedAt
		case w.learner.Restore(s.Key, s.Data, s.SavedAt) != nil:
			r.Corrupt++
		default:
			r.Keys++
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	if r.Keys > 0 && !complete.IsZero() && complete.Before(now) {
		// What came after the last complete round and before the stop was observed, and is lost all the same.
		r.Away = complete
		w.learner.Away(complete, now)
	}
	if w.recall != nil {
		w.recall()
	}
	w.learned.restored, w.learned.last = true, now
	w.learned.corrupt += uint64(r.Corrupt)
	return r, nil
}

// SaveLearned saves a piece of what detectors learned since the last round, when a round is due or under way. Call it twice a
// second, one at a time.
func (t *Tracker) SaveLearned(ctx context.Context, now time.Time) error {
	var errs []error
	for _, w := range t.watching() {
		if !w.dueToSave(now) {
			continue
		}
		_, err := t.saveLearned(ctx, w, now)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (w *watcher) dueToSave(now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	l := &w.learned
	return l.restored && !w.holds(now) && (!l.round.IsZero() || now.Sub(l.last) >= SaveLearnedEvery)
}

// holds says that what was learned is not saved yet: after a kill the detector would take for told what still waits for the store. It
// must be called with mu held.
func (w *watcher) holds(now time.Time) bool {
	return len(w.waiting) > 0 && now.Sub(w.learned.last) < saveHeld
}

// SaveAllLearned saves all that detectors learned, for a stop. Call it after ReportFound: of what could not be reported the next life
// begins with what was saved before, and finds it again.
func (t *Tracker) SaveAllLearned(ctx context.Context, now time.Time) error {
	var errs []error
	for _, w := range t.watching() {
		if !w.maySave(now) {
			continue
		}
		if !w.learned.round.IsZero() { // what changed since that began may be behind it
			errs = append(errs, t.saveRound(ctx, w, now))
			w.learned.round = time.Time{}
		}
		errs = append(errs, t.saveRound(ctx, w, now))
	}
	return errors.Join(errs...)
}

// maySave is false for what was not restored: it must not be overwritten by what is new.
func (w *watcher) maySave(now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.learned.restored && !w.holds(now)
}

// saveRound saves pieces until a round is complete.
func (t *Tracker) saveRound(ctx context.Context, w *watcher, now time.Time) error {
	for {
		if done, err := t.saveLearned(ctx, w, now); done || err != nil {
			return err
		}
	}
}

// saveLearned saves one piece. done says that the round is complete.
func (t *Tracker) saveLearned(ctx context.Context, w *watcher, now time.Time) (done bool, err error) {
	l := &w.learned
	if l.round.IsZero() {
		l.round = now
	}
	piece, done := w.piece(now)
	if done {
		piece = append(piece, store.Snapshot{Key: roundKey, SavedAt: l.round, Data: []byte{}})
	}
	err = t.settings.DB.SaveSnapshots(ctx, w.id, t.settings.Gateway, piece)
	w.mu.Lock()
	defer w.mu.Unlock()
	if l.err = err; err != nil {
		l.failures++
		return false, fmt.Errorf("%d streams: %w", len(piece), err)
	}
	l.saved += uint64(len(l.unsent))
	l.unsent = nil
	if done {
		l.last, l.round = l.round, time.Time{}
	}
	return done, nil
}

// piece takes what is saved next, first of all what could not be saved before. done says that nothing is left.
func (w *watcher) piece(now time.Time) (piece []store.Snapshot, done bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	l := &w.learned
	if len(l.unsent) < learnedAtOnce {
		for key, data := range w.learner.Snapshot() {
			if len(data) == 0 || len(data) > maxLearned || key == roundKey {
				l.oversized++
				continue
			}
			l.unsent = append(l.unsent, store.Snapshot{Key: key, SavedAt: now, Data: data})
			if len(l.unsent) == learnedAtOnce {
				break
			}
		}
	}
	return l.unsent[:len(l.unsent):len(l.unsent)], len(l.unsent) < learnedAtOnce
}

// Learned returns the accounts of all components since the start, in the order of their ids.
func (t *Tracker) Learned() (all []Learned) {
	for _, w := range t.watching() {
		all = append(all, w.Learned())
	}
	return all
}

// Learned returns the account since the start.
func (w *watcher) Learned() Learned {
	w.mu.Lock()
	defer w.mu.Unlock()
	l := &w.learned
	return Learned{Component: w.id, Saved: l.saved, Failures: l.failures, Corrupt: l.corrupt, Oversized: l.oversized, Err: l.err}
}
