package store

import (
	"context"
	"fmt"
	"time"
)

// Snapshot is what a detector has learned about one of its keys.
type Snapshot struct {
	Key string
	// Instance is the process that saved it, SavedAt when it was so.
	Instance string
	SavedAt  time.Time
	Data     []byte
}

// SnapshotsFor is how long a snapshot is kept that nobody saves again.
const SnapshotsFor = 14 * 24 * time.Hour

// maxSnapshots bounds the rows of all detectors. Over it the longest unsaved goes first.
const maxSnapshots = 200_000

const (
	saveSnapshot = `INSERT INTO detector_state (detector, key, instance, saved_at, data) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (detector, key, instance) DO UPDATE SET saved_at = excluded.saved_at, data = excluded.data`
	newest = `SELECT key, instance, saved_at, data FROM detector_state s WHERE detector = ? AND saved_at >= ?
		AND NOT EXISTS (SELECT 1 FROM detector_state o WHERE o.detector = s.detector AND o.key = s.key
			AND (o.saved_at > s.saved_at OR o.saved_at = s.saved_at AND o.instance > s.instance))`
	selectSnapshots = newest + ` ORDER BY key`
	selectSavedBy   = `SELECT key, instance, saved_at, data FROM detector_state WHERE detector = ? AND saved_at >= ? AND instance = ? ORDER BY key`
	selectSnapshot  = newest + ` AND key = ?`
	forgetSnapshots = `DELETE FROM detector_state WHERE (detector, key, instance) IN
		(SELECT detector, key, instance FROM detector_state WHERE saved_at < ? ORDER BY saved_at LIMIT ?)`
	oldestSnapshots = `DELETE FROM detector_state WHERE (detector, key, instance) IN
		(SELECT detector, key, instance FROM detector_state ORDER BY saved_at, detector, key, instance LIMIT ?)`
	countSnapshots = `SELECT COUNT(*) FROM detector_state`
)

// SaveSnapshots saves what a process knows about some keys of a detector, in one transaction. 500 of 1 KiB hold up a flush
// for some milliseconds; who has more calls it again.
func (db *DB) SaveSnapshots(ctx context.Context, detector, instance string, snapshots []Snapshot) error {
	err := db.updateApart(ctx, func(tx *Tx) error {
		for _, s := range snapshots {
			if _, err := tx.exec(ctx, saveSnapshot, detector, s.Key, instance, nanos(s.SavedAt), s.Data); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("save what %s learned: %w", detector, err)
	}
	return nil
}

// Snapshots calls visit with the snapshot of every key of a detector that an instance saved, "" for the newest by whichever, in the order of
// keys. Those that were not saved for SnapshotsFor are left out. An error of visit ends it and is returned.
func (db *DB) Snapshots(ctx context.Context, detector, instance string, now time.Time, visit func(Snapshot) error) error {
	query, args := selectSnapshots, []any{detector, nanos(now.Add(-SnapshotsFor))}
	if instance != "" {
		query, args = selectSavedBy, append(args, instance)
	}
	rows, err := db.readers.QueryContext(ctx, query, args...)
	if err == nil {
		err = each(rows, func(scan func(...any) error) error {
			s, err := scanSnapshot(scan)
			if err != nil {
				return err
			}
			return visit(s)
		})
	}
	if err != nil {
		return fmt.Errorf("read what %s learned: %w", detector, err)
	}
	return nil
}

// Snapshot returns the newest snapshot of one key, by whichever process. found is false when there is none, or when it was
// not saved for SnapshotsFor.
func (db *DB) Snapshot(ctx context.Context, detector, key string, now time.Time) (s Snapshot, found bool, err error) {
	s, err = scanSnapshot(db.readers.QueryRowContext(ctx, selectSnapshot, detector, nanos(now.Add(-SnapshotsFor)), key).Scan)
	if found, err = foundRow(err); err != nil {
		return s, false, fmt.Errorf("read what %s learned of %q: %w", detector, key, err)
	}
	return s, found, nil
}

func scanSnapshot(scan func(...any) error) (s Snapshot, err error) {
	var saved int64
	err = scan(&s.Key, &s.Instance, &saved, &s.Data)
	s.SavedAt = fromNanos(saved)
	return s, err
}

// trimSnapshots forgets what nobody saves any more, and the oldest of what is too much.
func (db *DB) trimSnapshots(ctx context.Context, now time.Time, t *Trimmed) error {
	old, err := db.inPieces(ctx, func(tx *Tx) (int64, error) {
		return tx.exec(ctx, forgetSnapshots, nanos(now.Add(-SnapshotsFor)), trimRows)
	})
	t.Snapshots = old
	if err != nil {
		return err
	}
	n, err := db.number(ctx, countSnapshots)
	if err != nil {
		return err
	}
	for over := n - maxSnapshots; over > 0; over -= trimRows {
		err := db.Update(ctx, func(tx *Tx) error {
			removed, err := tx.exec(ctx, oldestSnapshots, min(over, trimRows))
			t.Snapshots += removed
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
