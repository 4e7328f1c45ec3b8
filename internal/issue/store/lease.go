package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrLeaseLost says that another process has taken over what a lease was for.
var ErrLeaseLost = errors.New("another process has taken over")

// Lease is what one process has for a time, and no other.
type Lease struct {
	Name   string
	Holder string // the instance of the process
	// Token rises whenever the lease goes to another holder. It fences: what is written under a lease
	// is written only while its token is the current one.
	Token int64
}

const (
	// databaseNow is the clock of the database in unix nanoseconds: those of the processes may differ.
	databaseNow = `CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000000 AS BIGINT)`

	takeLease = `INSERT INTO leases (name, holder, token, until) VALUES (?, ?, 1, ` + databaseNow + ` + CAST(? AS BIGINT))
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
			token = CASE WHEN leases.holder = excluded.holder THEN leases.token ELSE leases.token + 1 END
		WHERE leases.holder = excluded.holder OR leases.until < ` + databaseNow + `
		RETURNING token`
	endLease = `UPDATE leases SET until = 0 WHERE name = ? AND holder = ? AND token = ?`
	// The row stays locked until the transaction ends: nobody takes over before what it writes is there.
	checkLease = `SELECT 1 FROM leases WHERE name = ? AND holder = ? AND token = ? FOR SHARE`
	dropLeases = `DELETE FROM leases WHERE until < ` + databaseNow + ` - CAST(? AS BIGINT)`
)

// TakeLease takes or renews a lease. held is false while another process has it and renews it in time. It
// ends by itself, by the clock of the database. Nobody else uses a store in a file, so there it is always held.
func (db *DB) TakeLease(ctx context.Context, name, holder string, length time.Duration) (l Lease, held bool, err error) {
	l = Lease{Name: name, Holder: holder, Token: 1}
	if db.shared == nil {
		return l, true, nil
	}
	held, err = foundRow(db.readers.QueryRowContext(ctx, takeLease, name, holder, int64(length)).Scan(&l.Token))
	if err != nil {
		return Lease{}, false, fmt.Errorf("take the lease of %s: %w", name, err)
	}
	return l, held, nil
}

// EndLease lets another process take over at once.
func (db *DB) EndLease(ctx context.Context, l Lease) error {
	if db.shared == nil {
		return nil
	}
	if _, err := db.readers.ExecContext(ctx, endLease, l.Name, l.Holder, l.Token); err != nil {
		return fmt.Errorf("end the lease of %s: %w", l.Name, err)
	}
	return nil
}

// under fails with ErrLeaseLost when one of the leases went to another process.
func (tx *Tx) under(ctx context.Context, leases []Lease) error {
	if tx.db.shared == nil {
		return nil
	}
	for _, l := range leases {
		var one int
		held, err := tx.one(ctx, checkLease, args{l.Name, l.Holder, l.Token}, &one)
		if err != nil {
			return fmt.Errorf("check the lease of %s: %w", l.Name, err)
		}
		if !held {
			return fmt.Errorf("%s: %w", l.Name, ErrLeaseLost)
		}
	}
	return nil
}

// leasesKeptFor is how long the token of a lease is remembered that nobody takes any more. A process that
// stood still for longer has lost its connection and its transaction.
const leasesKeptFor = 7 * 24 * time.Hour

func (db *DB) trimLeases(ctx context.Context, _ time.Time, _ *Trimmed) error {
	if db.shared == nil {
		return nil
	}
	return db.updateApart(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, dropLeases, int64(leasesKeptFor))
		return err
	})
}

const (
	addSecret    = `INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`
	selectSecret = `SELECT value FROM secrets WHERE name = ?`
)

// Secret returns the secret of a name that all processes on the database have in common: the one that was
// stored first, which may be the proposed one.
func (db *DB) Secret(ctx context.Context, name, proposed string) (secret string, err error) {
	err = db.updateApart(ctx, func(tx *Tx) error {
		if _, err := tx.exec(ctx, addSecret, name, proposed); err != nil {
			return err
		}
		found, err := tx.one(ctx, selectSecret, args{name}, &secret)
		if err == nil && !found {
			err = sql.ErrNoRows
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the secret %s: %w", name, err)
	}
	return secret, nil
}
