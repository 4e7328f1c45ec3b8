package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
)

// maxTries is how often a transaction is begun that others get in the way of.
const maxTries = 4

// Locks of a transaction that touches issues. Who is alone waits for all others, and they for it, in the
// order in which they came. They end with the transaction, also when its process dies.
const (
	lockAlone  = `SELECT pg_advisory_xact_lock($1)`
	lockBeside = `SELECT pg_advisory_xact_lock_shared($1)`
)

// conflicts are the states of errors after which the same transaction may succeed,
// https://www.postgresql.org/docs/current/errcodes-appendix.html. That a row exists already is one: it did
// not when it was looked for.
var conflicts = []string{"40001", "40P01", "23505"}

// transact runs change in a transaction of the mode. One that met what has to be decided alone, and one
// that got into the way of another, is run again alone, where neither can happen.
func (p *postgres) transact(ctx context.Context, db *DB, m mode, change func(*Tx) error) error {
	for try := 1; ; try++ {
		err := p.try(ctx, db, m, change)
		if err == nil || try == maxTries || !isConflict(err) {
			return err
		}
		if m == beside {
			m = alone
		}
	}
}

func isConflict(err error) bool {
	var answer *pgconn.PgError
	return errors.Is(err, errNotAlone) || errors.Is(err, ErrStale) ||
		errors.As(err, &answer) && slices.Contains(conflicts, answer.Code)
}

func (p *postgres) try(ctx context.Context, db *DB, m mode, change func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// The context of the caller is looked at between statements: one that ends during a statement would
	// cost the connection.
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), transactionLimit)
	defer cancel()
	pool := p.writer
	if m == apart {
		pool = db.readers
	}
	begun, err := pool.BeginTx(limited, nil)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	tx := &Tx{db: db, session: postgresSession{begun, limited}, mode: m}
	committed := false
	defer func() { // also when change panics
		if committed {
			return
		}
		if m != apart {
			db.bookings.forget()
		}
		_ = begun.Rollback() // when the connection is lost, the server has done it
	}()
	if err := tx.lock(ctx, p.key); err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return err
	}
	if err := tx.finish(ctx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := begun.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	return nil
}

func (tx *Tx) lock(ctx context.Context, key int64) (err error) {
	switch tx.mode {
	case alone:
		_, err = tx.exec(ctx, lockAlone, key)
	case beside:
		_, err = tx.exec(ctx, lockBeside, key)
	}
	if err != nil {
		return fmt.Errorf("wait for the transaction of another process: %w", err)
	}
	return nil
}

// postgresSession runs the statements of one transaction, which the driver keeps prepared. They end with
// the transaction's own context.
type postgresSession struct {
	tx    *sql.Tx
	limit context.Context
}

func (s postgresSession) exec(_ context.Context, text string, values args) (sql.Result, error) {
	return s.tx.ExecContext(s.limit, text, values...)
}

func (s postgresSession) query(_ context.Context, text string, values args) (*sql.Rows, error) {
	return s.tx.QueryContext(s.limit, text, values...)
}

func (s postgresSession) row(_ context.Context, text string, values args) (*sql.Row, error) {
	return s.tx.QueryRowContext(s.limit, text, values...), nil
}
