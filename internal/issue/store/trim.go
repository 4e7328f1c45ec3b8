package store

import (
	"context"
	"fmt"
	"time"
)

// trimRows is about how many rows one transaction of Trim removes: it holds the writer for some
// milliseconds, and a flush that waits does not notice.
const trimRows = 2_000

// Trimmed is what Trim removed.
type Trimmed struct {
	Issues       int64 // each left a tombstone
	Tombstones   int64
	Folds        int64 // ids that stood for the issue of their path
	Counts       int64 // rows of counts that are too old, not those of removed issues
	Releases     int64 // releases of services that are told apart no longer
	Traffic      int64 // rows of traffic that are too old
	Changes      int64 // entries of the outbox
	Refused      int64 // refusals that were kept for people
	Destinations int64 // cursors that nobody saved for too long
	Snapshots    int64 // what detectors learned of what is gone
	// Lost is the number of removed changes that a destination had not read yet, by destination. It
	// includes those that its filter would have left out. Only destinations that lost any are in it.
	Lost map[string]int64
}

// Rows returns the numbers by kind, as telemetry shows them.
func (t Trimmed) Rows() map[string]int64 {
	return map[string]int64{
		"issues": t.Issues, "tombstones": t.Tombstones, "folds": t.Folds, "counts": t.Counts,
		"releases": t.Releases, "traffic": t.Traffic, "changes": t.Changes, "refused": t.Refused, "destinations": t.Destinations, "snapshots": t.Snapshots,
	}
}

// Trim removes what is over Settings.Retention, in small transactions, so that writing goes on in
// between. It is cheap when there is nothing to remove; once a minute is often enough. After an error
// the numbers say what was removed before it.
func (db *DB) Trim(ctx context.Context, now time.Time) (Trimmed, error) {
	t := Trimmed{Lost: map[string]int64{}}
	for _, part := range []struct {
		of   string
		trim func(context.Context, time.Time, *Trimmed) error
	}{
		{"issues", db.trimIssues},
		{"tombstones", db.trimTombstones}, // after issues, which leave some
		{"folds", db.trimFolds},
		{"counts", db.trimCounts},
		{"releases", db.trimReleases},
		{"traffic", db.trimTraffic},
		{"changes", db.trimChanges},
		{"refused", db.trimRefused},
		{"destinations", db.trimDestinations}, // after changes, which move cursors
		{"instances", db.trimInstances},
		{"leases", db.trimLeases},
		{"snapshots", db.trimSnapshots},
	} {
		if err := part.trim(ctx, now, &t); err != nil {
			return t, fmt.Errorf("trim %s: %w", part.of, err)
		}
	}
	return t, nil
}

// inPieces calls piece in one transaction after the other until it removes nothing.
func (db *DB) inPieces(ctx context.Context, piece func(*Tx) (removed int64, err error)) (total int64, err error) {
	for {
		var removed int64
		err := db.Update(ctx, func(tx *Tx) (err error) {
			removed, err = piece(tx)
			return err
		})
		if err != nil || removed == 0 {
			return total, err
		}
		total += removed
	}
}

// number reads one number.
func (db *DB) number(ctx context.Context, text string, values ...any) (n int64, err error) {
	err = db.readers.QueryRowContext(ctx, text, values...).Scan(&n)
	return n, err
}
