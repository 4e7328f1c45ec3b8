package store

import (
	"context"
	"fmt"
	"time"
)

const (
	selectCursor = `SELECT seq FROM cursors WHERE destination = ?`
	saveCursor   = `INSERT INTO cursors (destination, seq, saved_at) VALUES (?, ?, ?)
		ON CONFLICT (destination) DO UPDATE SET saved_at = excluded.saved_at,
			seq = CASE WHEN excluded.seq > cursors.seq THEN excluded.seq ELSE cursors.seq END`
)

// Cursor returns how far a destination has read. ok is false for one that is not known.
func (db *DB) Cursor(ctx context.Context, destination string) (seq int64, ok bool, err error) {
	ok, err = foundRow(db.readers.QueryRowContext(ctx, selectCursor, destination).Scan(&seq))
	if err != nil {
		return 0, false, fmt.Errorf("read the cursor of %s: %w", destination, err)
	}
	return seq, ok, nil
}

// SaveCursor says that a destination has answered for everything up to seq. A cursor only moves
// forward: one that retention has moved on does not come back. A reader saves what it passed over
// as well, else that counts as lost when it leaves the log. A cursor that stands before the log and
// was not saved for Retention.ForgetDestinationAfter is forgotten.
func (db *DB) SaveCursor(ctx context.Context, destination string, seq int64, now time.Time) error {
	err := db.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, saveCursor, destination, seq, nanos(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("save the cursor of %s: %w", destination, err)
	}
	return nil
}
