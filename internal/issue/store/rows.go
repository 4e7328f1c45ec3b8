package store

import (
	"context"
	"database/sql"
	"fmt"
)

// each scans every row and closes them.
func each(rows *sql.Rows, row func(scan func(...any) error) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// collect scans every row into a list and closes them.
func collect[T any](rows *sql.Rows, row func(scan func(...any) error) (T, error)) ([]T, error) {
	var all []T
	err := each(rows, func(scan func(...any) error) error {
		v, err := row(scan)
		all = append(all, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func scanReleases(rows *sql.Rows) ([]Release, error) {
	return collect(rows, func(scan func(...any) error) (r Release, err error) {
		var first, last int64
		err = scan(&r.Release, &r.Count, &r.Observed, &first, &last)
		r.FirstSeen, r.LastSeen = fromNanos(first), fromNanos(last)
		return r, err
	})
}

// snapshot runs read in a transaction of a reader: all that it reads belongs together.
func (db *DB) snapshot(ctx context.Context, read func(*sql.Tx) error) error {
	tx, err := db.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to commit
	return read(tx)
}
