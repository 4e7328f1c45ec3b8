package store

import (
	"context"
	"time"
)

const (
	// The log goes up to the first entry that is young enough, and as far as it is too long. One
	// without young entries goes whole.
	selectTooOld = `SELECT COALESCE(
		(SELECT seq - 1 FROM outbox WHERE at >= ? ORDER BY seq LIMIT 1),
		(SELECT value FROM sequences WHERE name = 'outbox'))`
	selectTooMany = `SELECT COALESCE((SELECT seq FROM outbox ORDER BY seq DESC LIMIT 1 OFFSET ?), 0)`
	selectLost    = `SELECT c.destination, COUNT(*) FROM cursors c JOIN outbox o ON o.seq > c.seq AND o.seq <= ?
		GROUP BY c.destination`
	countLost   = `UPDATE cursors SET lost = lost + ? WHERE destination = ?`
	moveCursors = `UPDATE cursors SET seq = ? WHERE seq < ?`
	dropChanges = `DELETE FROM outbox WHERE seq <= ?`

	// A cursor that is saved no more and stands before the log is of a destination that is gone. One
	// behind nothing is of a destination that has nothing to do.
	forgetDestinations = `DELETE FROM cursors WHERE saved_at < ? AND seq < (SELECT MIN(seq) FROM outbox)`
	forgetInstances    = `DELETE FROM instances WHERE alive_at < ?`
)

// instancesKeptFor is how long the last flush of a process that is gone is remembered.
const instancesKeptFor = 7 * 24 * time.Hour

// trimChanges removes the oldest changes. A destination that has not read them loses them: they are
// counted and its cursor is moved behind them, in the same transaction.
func (db *DB) trimChanges(ctx context.Context, now time.Time, t *Trimmed) error {
	old, err := db.number(ctx, selectTooOld, nanos(now.Add(-db.retention.MaxAge)))
	if err != nil {
		return err
	}
	many, err := db.number(ctx, selectTooMany, db.retention.MaxChanges)
	if err != nil {
		return err
	}
	end := max(old, many)
	first, err := db.FirstSeq(ctx)
	if err != nil {
		return err
	}
	for from := first - 1; from < end; {
		to := min(from+trimRows, end)
		if err := db.dropChanges(ctx, to, t); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// dropChanges removes the log up to seq to.
func (db *DB) dropChanges(ctx context.Context, to int64, t *Trimmed) error {
	lost := map[string]int64{}
	var removed int64
	err := db.Update(ctx, func(tx *Tx) error {
		rows, err := tx.query(ctx, selectLost, to)
		if err != nil {
			return err
		}
		err = each(rows, func(scan func(...any) error) error {
			var destination string
			var n int64
			err := scan(&destination, &n)
			lost[destination] = n
			return err
		})
		if err != nil {
			return err
		}
		for destination, n := range lost {
			if _, err := tx.exec(ctx, countLost, n, destination); err != nil {
				return err
			}
		}
		if _, err := tx.exec(ctx, moveCursors, to, to); err != nil {
			return err
		}
		removed, err = tx.exec(ctx, dropChanges, to)
		return err
	})
	if err != nil {
		return err
	}
	t.Changes += removed
	for destination, n := range lost {
		t.Lost[destination] += n
	}
	return nil
}

// trimDestinations forgets the cursors of destinations that are gone.
func (db *DB) trimDestinations(ctx context.Context, now time.Time, t *Trimmed) error {
	return db.Update(ctx, func(tx *Tx) (err error) {
		t.Destinations, err = tx.exec(ctx, forgetDestinations, nanos(now.Add(-db.retention.ForgetDestinationAfter)))
		return err
	})
}

// trimInstances forgets processes that are gone.
func (db *DB) trimInstances(ctx context.Context, now time.Time, _ *Trimmed) error {
	return db.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, forgetInstances, nanos(now.Add(-instancesKeptFor)))
		return err
	})
}
