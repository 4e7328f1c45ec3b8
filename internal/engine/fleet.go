package engine

import (
	"context"
	"errors"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

const (
	// leaseLength is how long a destination or the timed jobs stay with a process that does not renew them:
	// so late does another one take over from one that was killed.
	leaseLength = 15 * time.Second
	// renewEvery leaves room for two renewals that fail.
	renewEvery = 4 * time.Second
	// tryEvery is how often a process asks for what another one has.
	tryEvery = 2 * time.Second
	// timedJobs is the lease of Tick and Trim.
	timedJobs = "timed jobs"
	// leaseOfDestination begins the name of the lease of a destination.
	leaseOfDestination = "destination "
)

// tenure is what this process knows about one lease. Guarded by the tracker's lock.
type tenure struct {
	lease   store.Lease
	held    bool
	until   time.Time // by the clock of this process, not later than by that of the database
	askedAt time.Time
}

// fleet is what a tracker that shares its store knows about the others.
type fleet struct {
	tenures map[string]*tenure
	seq     int64 // of the newest change that this process has noticed, -1 before it has looked
}

func newFleet() fleet {
	return fleet{tenures: map[string]*tenure{timedJobs: {}}, seq: -1}
}

// Meet keeps the leases of this process, and notices what other processes did. The owner of a tracker whose
// store is shared calls it at least once a second; else it does nothing. After an error the rest was done.
func (t *Tracker) Meet(ctx context.Context, now time.Time) error {
	if !t.settings.DB.Shared() {
		return nil
	}
	var errs []error
	for _, name := range t.toAsk(now) {
		lease, held, err := t.settings.DB.TakeLease(ctx, name, t.settings.Instance, leaseLength)
		t.asked(name, lease, held, err, now)
		errs = append(errs, err)
	}
	return errors.Join(append(errs, t.notice(ctx))...)
}

// toAsk returns the leases that are to be taken or renewed now.
func (t *Tracker) toAsk(now time.Time) (names []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for name, l := range t.fleet.tenures {
		every := tryEvery
		if l.held {
			every = renewEvery
		}
		if now.Sub(l.askedAt) >= every {
			names = append(names, name)
		}
	}
	return names
}

// asked notes the answer. Without one a lease is held until its time is over.
func (t *Tracker) asked(name string, lease store.Lease, held bool, err error, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.fleet.tenures[name]
	if err != nil {
		l.held = l.held && now.Before(l.until)
		return
	}
	gained := held && !l.held
	*l = tenure{lease: lease, held: held, until: now.Add(leaseLength), askedAt: now}
	if gained {
		t.wake()
	}
}

// notice wakes the destinations for changes of others, and learns which issues they have resolved.
func (t *Tracker) notice(ctx context.Context) error {
	last, err := t.settings.DB.LastSeq(ctx)
	if err != nil {
		return err
	}
	t.mu.Lock()
	before := t.fleet.seq
	t.mu.Unlock()
	if last == before {
		return nil
	}
	var resolved []issue.ID
	if before >= 0 { // a process that begins knows no issue that could have been resolved
		if resolved, err = t.settings.DB.Resolved(ctx, before, last); err != nil {
			return err
		}
	}
	t.changed(true, resolved)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fleet.seq = last
	return nil
}

// HasTimedJobs says whether this process is the one to call Tick and Trim now.
func (t *Tracker) HasTimedJobs() bool {
	_, held := t.holds(timedJobs)
	return held
}

// holds returns a lease, if this process has it.
func (t *Tracker) holds(name string) (store.Lease, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.settings.DB.Shared() {
		return store.Lease{Name: name, Holder: t.settings.Instance, Token: 1}, true
	}
	l := t.fleet.tenures[name]
	if l == nil {
		return store.Lease{}, false
	}
	return l.lease, l.held
}

// want makes Meet ask for a lease.
func (t *Tracker) want(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.fleet.tenures[name] == nil {
		t.fleet.tenures[name] = &tenure{}
	}
}

// lost notes that another process has taken over.
func (t *Tracker) lost(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l := t.fleet.tenures[name]; l != nil {
		l.held = false
	}
}

// Leave gives up all leases, so that the others need not wait until they end.
func (t *Tracker) Leave(ctx context.Context) error {
	t.mu.Lock()
	var held []store.Lease
	for _, l := range t.fleet.tenures {
		if l.held {
			held = append(held, l.lease)
			l.held = false
		}
	}
	t.mu.Unlock()
	var errs []error
	for _, l := range held {
		errs = append(errs, t.settings.DB.EndLease(ctx, l))
	}
	return errors.Join(errs...)
}

// wake makes all destinations look again. The caller holds the lock.
func (t *Tracker) wake() {
	close(t.appended)
	t.appended = make(chan struct{})
}
