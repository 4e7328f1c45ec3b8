package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

const (
	selectCursor = `SELECT seq FROM cursors WHERE destination = ?`
	// selectDestinations is in the order of names.
	selectDestinations = `SELECT destination, seq, saved_at, lost, refused FROM cursors ORDER BY destination`
	selectBacklog      = `SELECT (SELECT COUNT(*) FROM outbox WHERE seq > ?),
		COALESCE((SELECT at FROM outbox WHERE seq > ? ORDER BY seq LIMIT 1), 0)`

	beginCursor = `INSERT INTO cursors (destination, seq, saved_at) VALUES (?, ?, ?) ON CONFLICT (destination) DO NOTHING`
	saveCursor  = `INSERT INTO cursors (destination, seq, saved_at) VALUES (?, ?, ?)
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
//
// Where several processes share the store, only the one that holds a destination's lease saves its
// cursor: under that lease, or the save fails with ErrLeaseLost.
func (db *DB) SaveCursor(ctx context.Context, destination string, seq int64, now time.Time, under ...Lease) error {
	err := db.updateApart(ctx, func(tx *Tx) error {
		if err := tx.under(ctx, under); err != nil {
			return err
		}
		_, err := tx.exec(ctx, saveCursor, destination, seq, nanos(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("save the cursor of %s: %w", destination, err)
	}
	return nil
}

// BeginCursor makes the cursor of a destination that has none yet.
func (db *DB) BeginCursor(ctx context.Context, destination string, seq int64, now time.Time) error {
	err := db.updateApart(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, beginCursor, destination, seq, nanos(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("make the cursor of %s: %w", destination, err)
	}
	return nil
}

// Destinations returns all readers of the log that are known, by name.
func (db *DB) Destinations(ctx context.Context) ([]outbox.Destination, error) {
	rows, err := db.readers.QueryContext(ctx, selectDestinations)
	if err != nil {
		return nil, fmt.Errorf("read the destinations: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (d outbox.Destination, err error) {
		var savedAt int64
		err = scan(&d.Name, &d.Cursor, &savedAt, &d.Lost, &d.Refused)
		d.SavedAt = fromNanos(savedAt)
		return d, err
	})
}

// Backlog returns how much of the log lies behind a position.
func (db *DB) Backlog(ctx context.Context, after int64) (b outbox.Backlog, err error) {
	var oldest int64
	if err := db.readers.QueryRowContext(ctx, selectBacklog, after, after).Scan(&b.Waiting, &oldest); err != nil {
		return outbox.Backlog{}, fmt.Errorf("measure the log after %d: %w", after, err)
	}
	b.Oldest = fromNanos(oldest)
	return b, nil
}
