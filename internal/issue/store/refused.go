package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

const (
	// A change that was refused before is not counted again.
	addRefused = `INSERT INTO refused (destination, seq, change_id, issue_id, kind, title, at, refused_at, reason, error)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (destination, seq) DO NOTHING`
	countRefused  = `UPDATE cursors SET refused = refused + ? WHERE destination = ?`
	selectRefused = `SELECT seq, change_id, issue_id, kind, title, at, refused_at, reason, error
		FROM refused WHERE destination = ? ORDER BY seq DESC LIMIT ?`

	dropOldRefused = `DELETE FROM refused WHERE refused_at < ?`
	// What lies behind the newest N of a destination goes.
	dropManyRefused = `DELETE FROM refused WHERE destination = ? AND seq <=
		COALESCE((SELECT seq FROM refused WHERE destination = ? ORDER BY seq DESC LIMIT 1 OFFSET ?), 0)`
	refusers = `SELECT DISTINCT destination FROM refused`
)

// Refuse says that a destination will never take a change, and moves its cursor to it: both are
// durable, or neither is. The leases are those of SaveCursor.
func (db *DB) Refuse(ctx context.Context, destination string, r outbox.Refusal, under ...Lease) error {
	err := db.updateApart(ctx, func(tx *Tx) error {
		if err := tx.under(ctx, under); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, saveCursor, destination, r.Seq, nanos(r.RefusedAt)); err != nil {
			return err
		}
		added, err := tx.exec(ctx, addRefused, destination, r.Seq, r.ChangeID, string(r.IssueID), string(r.Kind), r.Title,
			nanos(r.At), nanos(r.RefusedAt), r.Reason, outbox.CutError(r.Error))
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, countRefused, added, destination)
		return err
	})
	if err != nil {
		return fmt.Errorf("note that %s refused %s: %w", destination, r.ChangeID, err)
	}
	return nil
}

// Refused returns the latest changes that a destination refused and that are still kept, the latest first.
func (db *DB) Refused(ctx context.Context, destination string, limit int) ([]outbox.Refusal, error) {
	rows, err := db.readers.QueryContext(ctx, selectRefused, destination, limit)
	if err != nil {
		return nil, fmt.Errorf("read what %s refused: %w", destination, err)
	}
	return collect(rows, func(scan func(...any) error) (r outbox.Refusal, err error) {
		var at, refusedAt int64
		err = scan(&r.Seq, &r.ChangeID, &r.IssueID, &r.Kind, &r.Title, &at, &refusedAt, &r.Reason, &r.Error)
		r.At, r.RefusedAt = fromNanos(at), fromNanos(refusedAt)
		return r, err
	})
}

// trimRefused removes refusals that are too old, and the oldest of a destination that has too many.
func (db *DB) trimRefused(ctx context.Context, now time.Time, t *Trimmed) error {
	return db.Update(ctx, func(tx *Tx) (err error) {
		if t.Refused, err = tx.exec(ctx, dropOldRefused, nanos(now.Add(-db.retention.RefusedFor))); err != nil {
			return err
		}
		rows, err := tx.query(ctx, refusers)
		if err != nil {
			return err
		}
		destinations, err := collect(rows, func(scan func(...any) error) (name string, err error) {
			err = scan(&name)
			return name, err
		})
		if err != nil {
			return err
		}
		for _, destination := range destinations {
			n, err := tx.exec(ctx, dropManyRefused, destination, destination, db.retention.MaxRefused)
			if err != nil {
				return err
			}
			t.Refused += n
		}
		return nil
	})
}
