package store

import (
	"context"
	"fmt"
	"time"
)

const (
	// gapAfter is how long nobody may report before it counts as nobody there: six of the reports
	// that come every ten seconds.
	gapAfter = time.Minute
	// gapsKept and gapsKeptFor bound the memory of gaps.
	gapsKept    = 1_000
	gapsKeptFor = 90 * 24 * time.Hour
)

const (
	lastAlive = `SELECT COALESCE(MAX(alive_at), 0) FROM instances`
	saveAlive = `INSERT INTO instances (instance, flushed, alive_at) VALUES (?, 0, ?)
		ON CONFLICT (instance) DO UPDATE SET
			alive_at = CASE WHEN excluded.alive_at > instances.alive_at THEN excluded.alive_at ELSE instances.alive_at END`
	addGap      = `INSERT INTO gaps (began, ended) VALUES (?, ?) ON CONFLICT (began) DO UPDATE SET ended = excluded.ended`
	dropOldGaps = `DELETE FROM gaps WHERE ended < ? OR began NOT IN (SELECT began FROM gaps ORDER BY ended DESC LIMIT ?)`
	selectGaps  = `SELECT began, ended FROM gaps WHERE ended > ?`
)

// RecordAlive says that a tracker is running, at start before anything else and every ten seconds
// from then on. When nobody has said so for more than a minute, the time since is a gap: see Away.
func (db *DB) RecordAlive(ctx context.Context, instance string, now time.Time) error {
	err := db.Update(ctx, func(tx *Tx) error {
		var last int64
		if _, err := tx.one(ctx, lastAlive, nil, &last); err != nil {
			return err
		}
		if last > 0 && now.Sub(fromNanos(last)) > gapAfter {
			if err := tx.addGap(ctx, fromNanos(last), now); err != nil {
				return err
			}
		}
		_, err := tx.exec(ctx, saveAlive, instance, nanos(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("record that %s is alive: %w", instance, err)
	}
	return nil
}

// StillAlive is RecordAlive of a process that was there since it last said so, however long ago that is by its clock.
func (db *DB) StillAlive(ctx context.Context, instance string, now time.Time) error {
	err := db.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, saveAlive, instance, nanos(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("record that %s is alive: %w", instance, err)
	}
	return nil
}

// LastAlive returns when a tracker last said that it is running, zero when none ever did.
func (db *DB) LastAlive(ctx context.Context) (time.Time, error) {
	var last int64
	if err := db.readers.QueryRowContext(ctx, lastAlive).Scan(&last); err != nil {
		return time.Time{}, fmt.Errorf("read when a tracker last ran: %w", err)
	}
	return fromNanos(last), nil
}

// addGap happens once per outage, so it is also when old gaps go.
func (tx *Tx) addGap(ctx context.Context, began, ended time.Time) error {
	if _, err := tx.exec(ctx, addGap, nanos(began), nanos(ended)); err != nil {
		return err
	}
	_, err := tx.exec(ctx, dropOldGaps, nanos(ended.Add(-gapsKeptFor)), gapsKept)
	return err
}

// Away returns for how long no tracker ran since a time: silence that proves nothing. It sums the
// parts of all gaps after it. Gaps of more than 90 days ago are forgotten, and one that is not over
// yet is not known: RecordAlive ends it.
func (db *DB) Away(ctx context.Context, since time.Time) (away time.Duration, err error) {
	from := nanos(since)
	rows, err := db.readers.QueryContext(ctx, selectGaps, from)
	if err == nil {
		err = each(rows, func(scan func(...any) error) error {
			var began, ended int64
			err := scan(&began, &ended)
			away += time.Duration(ended - max(began, from))
			return err
		})
	}
	if err != nil {
		return 0, fmt.Errorf("read the times without a tracker: %w", err)
	}
	return away, nil
}
