package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// writer is the one connection that writes.
type writer struct {
	pool *sql.DB
	conn *sql.Conn
	// turn holds a token while nobody writes. A channel and not a mutex: waiting ends with the context.
	turn   chan struct{}
	closed bool // guarded by turn
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
	w := &writer{pool: pool, conn: conn, turn: make(chan struct{}, 1), statements: map[string]*sql.Stmt{}}
	w.turn <- struct{}{}
	return w, nil
}

func (w *writer) close() error {
	<-w.turn
	defer func() { w.turn <- struct{}{} }()
	w.closed = true
	var errs []error
	for _, s := range w.statements {
		errs = append(errs, s.Close())
	}
	// The last connection that closes writes the WAL back and removes it.
	errs = append(errs, w.conn.Close(), w.pool.Close())
	return errors.Join(errs...)
}

// Tx is a write transaction. It is valid inside the function given to DB.Update, in its goroutine.
type Tx struct {
	db     *DB
	seq    int64 // of the last change appended in it, 0 when none was
	packed lastPacked
}

// Update runs change in one transaction: all of it is durable when Update returns nil, and nothing of
// it is kept when change returns an error or panics. Transactions run one after the other. Inside
// change only the methods of Tx see what it wrote.
//
// All that one transaction writes lies in the WAL until it ends, so a caller who has much to write
// splits it: some 16 MiB of bodies at a time keep the WAL under its limit.
func (db *DB) Update(ctx context.Context, change func(*Tx) error) error {
	w := db.writer
	select {
	case <-w.turn:
	case <-ctx.Done():
		return fmt.Errorf("wait for the store: %w", ctx.Err())
	}
	defer func() { w.turn <- struct{}{} }()
	if w.closed {
		return ErrClosed
	}
	if err := db.transact(ctx, change); err != nil {
		return err
	}
	w.afterCommit(ctx, db.path)
	return nil
}

func (db *DB) transact(ctx context.Context, change func(*Tx) error) error {
	w, tx := db.writer, &Tx{db: db}
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
	if err := tx.saveSeq(ctx); err != nil {
		return fmt.Errorf("save the position of the last change: %w", err)
	}
	if _, err := tx.exec(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	return nil
}

// statement returns the prepared form of a constant text and the context to run it in.
func (tx *Tx) statement(ctx context.Context, text string) (*sql.Stmt, context.Context, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	// The context is looked at between statements and not during one: the driver would start a
	// goroutine for each, and each takes microseconds.
	ctx = context.WithoutCancel(ctx)
	w := tx.db.writer
	if s, ok := w.statements[text]; ok {
		return s, ctx, nil
	}
	s, err := w.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, nil, err
	}
	w.statements[text] = s
	return s, ctx, nil
}

func (tx *Tx) exec(ctx context.Context, text string, values ...any) (int64, error) {
	s, ctx, err := tx.statement(ctx, text)
	if err != nil {
		return 0, err
	}
	result, err := s.ExecContext(ctx, values...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (tx *Tx) query(ctx context.Context, text string, values ...any) (*sql.Rows, error) {
	s, ctx, err := tx.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, values...)
}

// args are the arguments of a statement.
type args []any

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
	s, ctx, err := tx.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.QueryRowContext(ctx, values...), nil
}

// foundRow tells no row from a failure.
func foundRow(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
