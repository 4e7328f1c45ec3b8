package store

import (
	"context"
	"time"
)

const (
	// maxBookings bounds the releases of all services together: 500 services at their limit.
	maxBookings = 100_000

	// selectPiece finds the time up to which there are so many rows; none when there are fewer.
	selectPiece  = `SELECT t FROM counts WHERE step = ? AND t < ? ORDER BY t LIMIT 1 OFFSET ?`
	dropCounts   = `DELETE FROM counts WHERE step = ? AND t < ?`
	countBooked  = `SELECT COUNT(*) FROM releases`
	dropBookings = `DELETE FROM releases WHERE (tenant, service_namespace, service, environment, release) IN (
		SELECT tenant, service_namespace, service, environment, release FROM releases
		ORDER BY last_seen, tenant, service_namespace, service, environment, release LIMIT ?)`
)

// trimCounts removes the rows of minutes, hours and days that are too old.
func (db *DB) trimCounts(ctx context.Context, now time.Time, t *Trimmed) error {
	for i, kept := range db.retention.keptFor() {
		step := int64(steps[i])
		end := stepStart(nanos(now.Add(-kept)), steps[i])
		removed, err := db.inPieces(ctx, func(tx *Tx) (int64, error) {
			to := end
			found, err := tx.one(ctx, selectPiece, args{step, end, trimRows}, &to)
			if err != nil {
				return 0, err
			}
			if found {
				to++ // with all rows of that time, else a busy minute would never go
			}
			return tx.exec(ctx, dropCounts, step, to)
		})
		t.Counts += removed
		if err != nil {
			return err
		}
	}
	return nil
}

// trimReleases removes the releases not seen for longest when all services together have too many. The
// limit per service is kept by BookRelease.
func (db *DB) trimReleases(ctx context.Context, _ time.Time, t *Trimmed) error {
	n, err := db.number(ctx, countBooked)
	over := n - maxBookings
	if err != nil || over <= 0 {
		return err
	}
	t.Releases, err = db.inPieces(ctx, func(tx *Tx) (int64, error) {
		db.bookings.forget()
		removed, err := tx.exec(ctx, dropBookings, max(min(over, trimRows), 0))
		over -= removed
		if err == nil && removed > 0 {
			_, err = tx.exec(ctx, dropLostRevisions)
		}
		return removed, err
	})
	return err
}
