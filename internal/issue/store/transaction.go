package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// mode says what a transaction may meet in a store that several processes write to. On SQLite all
// transactions are alone.
type mode uint8

const (
	// alone is the only one of all processes that touches issues.
	alone mode = iota
	// beside runs while others do the same. It may only touch issues that exist, with what belongs to
	// them, in the order of their ids, each from Tx.Issue on, which locks its row.
	beside
	// apart touches no issue: rows that belong to one process or one destination.
	apart
)

// errNotAlone says that a transaction beside others met what it may not decide. It is run again alone.
var errNotAlone = errors.New("this has to be decided by one process alone")

// session is the connection that a transaction runs on.
type session interface {
	exec(ctx context.Context, text string, values args) (sql.Result, error)
	query(ctx context.Context, text string, values args) (*sql.Rows, error)
	row(ctx context.Context, text string, values args) (*sql.Row, error)
}

// Tx is a write transaction. It is valid inside the function given to DB.Update, in its goroutine.
type Tx struct {
	db      *DB
	session session
	mode    mode
	seq     int64 // of the last change appended in it, 0 when none was
	packed  lastPacked
	late    late
}

// args are the arguments of a statement.
type args []any

// Update runs change in one transaction: all of it is durable when Update returns nil, and nothing of
// it is kept when change returns an error or panics. Transactions run one after the other, also those
// of other processes on the same database. Inside change only the methods of Tx see what it wrote.
// After a conflict with another process change is run again, so what it learned must begin anew.
//
// All that one transaction writes lies in the WAL of SQLite until it ends, so a caller who has much to
// write splits it: some 16 MiB of bodies at a time keep the WAL under its limit.
func (db *DB) Update(ctx context.Context, change func(*Tx) error) error {
	return db.inTurn(ctx, alone, change)
}

// UpdateBeside is Update for what mostly adds to issues that exist: other processes may do the same at
// the same time, if all go through their issues in the order of their ids. When change meets
// something else, it is run again as by Update.
func (db *DB) UpdateBeside(ctx context.Context, change func(*Tx) error) error {
	return db.inTurn(ctx, beside, change)
}

// updateApart is Update for rows that have nothing to do with issues. On PostgreSQL it waits for no turn.
func (db *DB) updateApart(ctx context.Context, change func(*Tx) error) error {
	if db.shared == nil {
		return db.inTurn(ctx, alone, change)
	}
	return db.shared.transact(ctx, db, apart, change)
}

func (db *DB) inTurn(ctx context.Context, m mode, change func(*Tx) error) error {
	select {
	case <-db.turn:
	case <-ctx.Done():
		return fmt.Errorf("wait for the store: %w", ctx.Err())
	}
	defer func() { db.turn <- struct{}{} }()
	if db.closed {
		return ErrClosed
	}
	if db.shared != nil {
		return db.shared.transact(ctx, db, m, change)
	}
	return db.writer.transact(ctx, db, change)
}

// NeedAlone is called before a transaction writes rows that do not belong to an issue which it has read,
// or decides something by what is not there. Its error must be returned from the function given to Update.
func (tx *Tx) NeedAlone() error {
	if tx.mode == beside {
		return errNotAlone
	}
	return nil
}

func (tx *Tx) exec(ctx context.Context, text string, values ...any) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	result, err := tx.session.exec(ctx, text, values)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (tx *Tx) query(ctx context.Context, text string, values ...any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return tx.session.query(ctx, text, values)
}

// one reads one row into the places. found is false when there is none.
func (tx *Tx) one(ctx context.Context, text string, values args, into ...any) (found bool, err error) {
	row, err := tx.row(ctx, text, values...)
	if err != nil {
		return false, err
	}
	return foundRow(row.Scan(into...))
}

// row returns one row to be scanned.
func (tx *Tx) row(ctx context.Context, text string, values ...any) (*sql.Row, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return tx.session.row(ctx, text, values)
}

// foundRow tells no row from a failure.
func foundRow(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
