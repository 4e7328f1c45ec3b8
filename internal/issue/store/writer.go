package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// writer is the one connection that writes to SQLite.
type writer struct {
	pool *sql.DB
	conn *sql.Conn
	// statements by their text, prepared at the first use. Only constants come here.
	statements map[string]*sql.Stmt
	checkpoint checkpointer
}

func openWriter(ctx context.Context, path string, pragmas []string) (*writer, error) {
	pool, err := openPool(path, 1, pragmas)
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		_ = pool.Close()
		return nil, err
	}
	return &writer{pool: pool, conn: conn, statements: map[string]*sql.Stmt{}}, nil
}

func (w *writer) close() error {
	var errs []error
	for _, s := range w.statements {
		errs = append(errs, s.Close())
	}
	// The last connection that closes writes the WAL back and removes it.
	errs = append(errs, w.conn.Close(), w.pool.Close())
	return errors.Join(errs...)
}

// transact runs change in one transaction. The process is alone, so all modes are one.
func (w *writer) transact(ctx context.Context, db *DB, change func(*Tx) error) error {
	tx := &Tx{db: db, session: w, mode: alone}
	if _, err := tx.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	committed := false
	defer func() { // also when change panics
		if committed {
			return
		}
		// What was learned about releases in this transaction is not true.
		db.bookings.forget()
		// SQLite has rolled back by itself after some errors (disk full); then this one fails.
		_, _ = w.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}()
	if err := change(tx); err != nil {
		return err
	}
	if err := tx.finish(ctx); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	w.afterCommit(ctx, db.path)
	return nil
}

// statement returns the prepared form of a constant text. The context is looked at between statements
// and not during one: the driver would start a goroutine for each, and each takes microseconds.
func (w *writer) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	if s, ok := w.statements[text]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	w.statements[text] = s
	return s, nil
}

func (w *writer) exec(ctx context.Context, text string, values args) (sql.Result, error) {
	ctx = context.WithoutCancel(ctx)
	s, err := w.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, values...)
}

func (w *writer) query(ctx context.Context, text string, values args) (*sql.Rows, error) {
	ctx = context.WithoutCancel(ctx)
	s, err := w.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, values...)
}

func (w *writer) row(ctx context.Context, text string, values args) (*sql.Row, error) {
	ctx = context.WithoutCancel(ctx)
	s, err := w.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.QueryRowContext(ctx, values...), nil
}
