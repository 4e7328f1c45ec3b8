package engine

import (
	"context"
	"sync"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/release"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

const (
	// maxHistories bounds the histories that are kept in memory, historyFor is how long one is believed.
	maxHistories = 1_000
	historyFor   = time.Minute
)

// order knows which release came first, from the books of releases. It is the Judge of a tracker.
type order struct {
	mu    sync.Mutex
	known map[issue.Identity]readHistory // by place
}

type readHistory struct {
	*release.History
	at time.Time
}

// forget makes all be read again: what a transaction booked that did not commit is not true.
func (o *order) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.known = nil
}

// placeOf is what has releases of its own.
func placeOf(i *issue.Identity) issue.Identity {
	return issue.Identity{Tenant: i.Tenant, ServiceNamespace: i.ServiceNamespace, Service: i.Service, Environment: i.Environment}
}

// history returns what is known of the releases of a place. It is read again after a minute, and when it does not know one
// of the releases although that is booked.
func (o *order) history(ctx context.Context, tx *store.Tx, of *issue.Identity, now time.Time, seen []Sighting) (*release.History, error) {
	place := placeOf(of)
	o.mu.Lock()
	read, ok := o.known[place]
	o.mu.Unlock()
	age := now.Sub(read.at)
	ok = ok && age >= 0 && age < historyFor
	for _, s := range seen {
		ok = ok && (s.Release == "" || s.Unbooked || read.Knows(s.Release))
	}
	if ok {
		return read.History, nil
	}
	h, err := tx.History(ctx, place)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.known == nil || len(o.known) >= maxHistories {
		o.known = map[issue.Identity]readHistory{}
	}
	o.known[place] = readHistory{h, now}
	return h, nil
}

// Judge implements Judge.
func (o *order) Judge(ctx context.Context, tx *store.Tx, of issue.Identity, fix issue.Resolution, seen []Sighting) (issue.Proof, error) {
	h, err := o.history(ctx, tx, &of, seen[0].ReceivedAt, seen)
	if err != nil {
		return issue.Proof{}, err
	}
	var strongest *issue.Proof
	for _, s := range seen {
		p := h.Judge(fix, release.Occurrence{Release: s.Release, Time: s.Time, ReceivedAt: s.ReceivedAt})
		strongest = issue.Strongest(strongest, &p)
	}
	return *strongest, nil
}

// Newest implements Judge. A person waits for it, so it is read anew.
func (o *order) Newest(ctx context.Context, tx *store.Tx, of issue.Identity) (string, error) {
	h, err := tx.History(ctx, placeOf(&of))
	if err != nil {
		return "", err
	}
	return h.Newest(), nil
}

// Built implements Judge.
func (o *order) Built(ctx context.Context, tx *store.Tx, of issue.Identity, commit string) (string, error) {
	h, err := tx.History(ctx, placeOf(&of))
	if err != nil {
		return "", err
	}
	name, _ := h.OfRevision(commit)
	return name, nil
}

// writeTraffic books what came from releases.
func (t *Tracker) writeTraffic(ctx context.Context, tx *store.Tx, list []store.Traffic) error {
	for _, tr := range list {
		overflow, err := tx.AddTraffic(ctx, tr)
		if err != nil {
			return err
		}
		if overflow {
			t.sightings.lose(tr.Items)
		}
	}
	return nil
}

// learnOrder makes the first release of an issue the oldest of those that it was seen in, in whichever order the
// occurrences come: "new in 4.2.0" is not true of an error that an old client has too. An issue that was first seen
// without a release keeps none.
func (t *Tracker) learnOrder(ctx context.Context, tx *store.Tx, s *sum, current *issue.Issue, seen *issue.Seen) error {
	first := current.FirstRelease
	if current.FirstSeen.IsZero() {
		first = seen.FirstRelease
	}
	if first == "" {
		return nil
	}
	others := false
	for _, r := range s.releases {
		others = others || r.release != "" && r.release != first
	}
	if !others {
		seen.FirstRelease = first
		return nil
	}
	h, err := t.order.history(ctx, tx, &current.Identity, s.at, s.sightings())
	if err != nil {
		return err
	}
	for _, r := range s.releases {
		if r.release != "" && h.Older(r.release, first) {
			first = r.release
		}
	}
	current.FirstRelease, seen.FirstRelease = first, first
	return nil
}
