package store

import (
	"context"
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

const (
	saveSeq   = `UPDATE sequences SET value = ? WHERE name = 'outbox'`
	lastSeq   = `SELECT value FROM sequences WHERE name = 'outbox'`
	firstSeq  = `SELECT COALESCE((SELECT MIN(seq) FROM outbox), (SELECT value + 1 FROM sequences WHERE name = 'outbox'))`
	addChange = `INSERT INTO outbox (seq, change_id, issue_id, version, kind, at, issue_kind, level, service, environment, received_at, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	selectChanges = `SELECT seq, change_id, issue_id, version, kind, at, issue_kind, level, service, environment, received_at, body
		FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?`
)

// Append adds a change to the log and sets its Seq. Numbers rise by one in the order of commits, so
// that a reader who has seen one has seen all below it. A transaction that is rolled back takes
// the number back with it.
//
// Beside other processes the number is given at the very end: its row is the last that is locked, and
// only for as long as a commit takes.
func (tx *Tx) Append(ctx context.Context, e *outbox.Entry) error {
	body := tx.packed.pack(e.Body)
	if tx.mode == beside {
		tx.late.changes = append(tx.late.changes, lateChange{e, body})
		return nil
	}
	seq, err := tx.nextSeq(ctx)
	if err == nil {
		err = tx.addChange(ctx, seq, e, body)
	}
	return err
}

func (tx *Tx) addChange(ctx context.Context, seq int64, e *outbox.Entry, body []byte) error {
	_, err := tx.exec(ctx, addChange, seq, e.ChangeID, string(e.IssueID), e.Version, string(e.Kind), nanos(e.At),
		string(e.IssueKind), levelName(e.Level), e.Service, e.Environment, nanos(e.ReceivedAt), body)
	if err != nil {
		return fmt.Errorf("append the change %s: %w", e.ChangeID, err)
	}
	e.Seq = seq
	return nil
}

// nextSeq counts in the transaction; saveSeq at its end makes the last number durable.
func (tx *Tx) nextSeq(ctx context.Context) (int64, error) {
	if tx.seq == 0 {
		if _, err := tx.one(ctx, lastSeq, nil, &tx.seq); err != nil {
			return 0, err
		}
	}
	tx.seq++
	return tx.seq, nil
}

func (tx *Tx) saveSeq(ctx context.Context) error {
	if tx.seq == 0 {
		return nil
	}
	_, err := tx.exec(ctx, saveSeq, tx.seq)
	return err
}

// Changes returns the next changes behind a position of the log, in order.
func (db *DB) Changes(ctx context.Context, after int64, limit int) ([]outbox.Entry, error) {
	rows, err := db.readers.QueryContext(ctx, selectChanges, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read changes after %d: %w", after, err)
	}
	return collect(rows, func(scan func(...any) error) (e outbox.Entry, err error) {
		var at, receivedAt int64
		var level string
		var stored []byte
		err = scan(&e.Seq, &e.ChangeID, &e.IssueID, &e.Version, &e.Kind, &at, &e.IssueKind, &level, &e.Service, &e.Environment, &receivedAt, &stored)
		if err != nil {
			return outbox.Entry{}, err
		}
		e.At, e.ReceivedAt, e.Level = fromNanos(at), fromNanos(receivedAt), parseLevel(level)
		e.Body, err = unpack(stored)
		return e, err
	})
}

// LastSeq returns the position of the newest change ever appended, 0 when there was none. A
// destination that starts now begins behind it.
func (db *DB) LastSeq(ctx context.Context) (int64, error) { return db.seq(ctx, lastSeq) }

// FirstSeq returns the position of the oldest change that is kept, or the one that the next change
// will get. A destination that starts at the beginning has the cursor FirstSeq - 1.
func (db *DB) FirstSeq(ctx context.Context) (int64, error) { return db.seq(ctx, firstSeq) }

func (db *DB) seq(ctx context.Context, text string) (seq int64, err error) {
	if err := db.readers.QueryRowContext(ctx, text).Scan(&seq); err != nil {
		return 0, fmt.Errorf("read the ends of the log of changes: %w", err)
	}
	return seq, nil
}
