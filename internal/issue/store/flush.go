package store

import (
	"context"
	"fmt"
)

const (
	// As a write it waits for a transaction of the same instance that is not over yet because the
	// connection to it was lost.
	lockFlushed = `INSERT INTO instances (instance, flushed, alive_at) VALUES (?, 0, 0)
		ON CONFLICT (instance) DO UPDATE SET flushed = instances.flushed RETURNING flushed`
	saveFlushed = `INSERT INTO instances (instance, flushed, alive_at) VALUES (?, ?, 0)
		ON CONFLICT (instance) DO UPDATE SET flushed = excluded.flushed`
)

// Flushed says whether the flush of an instance with this number, or a later one, has been committed
// before. A flush whose answer was lost is sent again and must not count twice. Numbers rise from 1.
func (tx *Tx) Flushed(ctx context.Context, instance string, number int64) (bool, error) {
	var last int64
	_, err := tx.one(ctx, lockFlushed, args{instance}, &last)
	if err != nil {
		return false, fmt.Errorf("read the last flush of %s: %w", instance, err)
	}
	return number <= last, nil
}

// SetFlushed remembers the number of the flush that this transaction commits. The last number of an
// instance is kept for 7 days after its last RecordAlive.
func (tx *Tx) SetFlushed(ctx context.Context, instance string, number int64) error {
	if _, err := tx.exec(ctx, saveFlushed, instance, number); err != nil {
		return fmt.Errorf("save the flush %d of %s: %w", number, instance, err)
	}
	return nil
}
