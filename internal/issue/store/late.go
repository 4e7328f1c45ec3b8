package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

// late is what a transaction beside others writes last, in an order that all of them keep: so none
// waits for another that waits for it.
type late struct {
	bookings []lateBooking
	changes  []lateChange
}

type lateBooking struct {
	service serviceKey
	release string
	seenAt  int64
}

type lateChange struct {
	entry *outbox.Entry
	body  []byte
}

const (
	// A release that another process has dropped meanwhile is booked again at its next occurrence.
	renewBooking = `UPDATE releases SET last_seen = CASE WHEN ? > last_seen THEN ? ELSE last_seen END
		WHERE tenant = ? AND service_namespace = ? AND service = ? AND environment = ? AND release = ?`
	takeSeqs = `UPDATE sequences SET value = value + ? WHERE name = 'outbox' RETURNING value`
)

// finish writes what has to come last.
func (tx *Tx) finish(ctx context.Context) error {
	if err := tx.renewBookings(ctx); err != nil {
		return fmt.Errorf("book releases: %w", err)
	}
	if err := tx.appendLate(ctx); err != nil {
		return err
	}
	if err := tx.saveSeq(ctx); err != nil {
		return fmt.Errorf("save the position of the last change: %w", err)
	}
	return nil
}

func (tx *Tx) renewBookings(ctx context.Context) error {
	slices.SortFunc(tx.late.bookings, func(a, b lateBooking) int {
		return cmp.Or(a.service.compare(b.service), cmp.Compare(a.release, b.release))
	})
	for _, b := range tx.late.bookings {
		n, err := tx.exec(ctx, renewBooking, b.seenAt, b.seenAt,
			b.service.tenant, b.service.namespace, b.service.service, b.service.environment, b.release)
		if err != nil {
			return err
		}
		if n == 0 {
			delete(tx.db.bookings.services, b.service)
		}
	}
	return nil
}

func (tx *Tx) appendLate(ctx context.Context) error {
	if len(tx.late.changes) == 0 {
		return nil
	}
	var last int64
	if _, err := tx.one(ctx, takeSeqs, args{len(tx.late.changes)}, &last); err != nil {
		return fmt.Errorf("take the positions of %d changes: %w", len(tx.late.changes), err)
	}
	next := last - int64(len(tx.late.changes))
	for _, c := range tx.late.changes {
		next++
		if err := tx.addChange(ctx, next, c.entry, c.body); err != nil {
			return err
		}
	}
	return nil
}
