package engine

import (
	"context"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// Judge knows the releases of services and says what occurrences prove about a fix. It is asked in the transaction
// that counts them, after their releases were booked.
type Judge interface {
	// Judge returns the strongest proof (issue.Strongest) of occurrences in the environment of an identity, one
	// sighting per release. There is at least one.
	Judge(ctx context.Context, tx *store.Tx, of issue.Identity, fix issue.Resolution, seen []Sighting) (issue.Proof, error)
	// Newest returns the newest release in the environment of an identity, "" when none is known.
	Newest(ctx context.Context, tx *store.Tx, of issue.Identity) (string, error)
	// Built returns the first release that is known to be built from a commit, "" when none is.
	Built(ctx context.Context, tx *store.Tx, of issue.Identity, commit string) (string, error)
}

// Sighting is what was seen of an issue in one release since the last flush.
type Sighting struct {
	// Release is "" when the sender named none.
	Release string
	// Time is that of the latest occurrence, ReceivedAt when it came.
	Time, ReceivedAt time.Time
	// Unbooked: its service has so many releases that this one is not told apart.
	Unbooked bool
}

// sightings are the releases of a sum.
func (s *sum) sightings() []Sighting {
	seen := make([]Sighting, len(s.releases))
	for n, r := range s.releases {
		seen[n] = Sighting{Release: r.release, Time: r.last, ReceivedAt: s.at, Unbooked: r.unbooked}
	}
	return seen
}

// prove returns what a sum says about the fix of its issue, nil when nothing depends on it.
func (t *Tracker) prove(ctx context.Context, tx *store.Tx, s *sum, i *issue.Issue) (*issue.Proof, error) {
	fix, asked := i.Question()
	if !asked || len(s.releases) == 0 {
		return nil, nil
	}
	proof, err := t.settings.Judge.Judge(ctx, tx, i.Identity, fix, s.sightings())
	if err != nil {
		return nil, err
	}
	return &proof, nil
}
