package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// The slots of exemplars.
const (
	SlotFirst  = "first"
	SlotLatest = "latest"
	// slotRelease begins the slot of the first occurrence in a release.
	slotRelease = "release:"
)

// SlotOfRelease is the slot of the first occurrence in a release.
func SlotOfRelease(release string) string { return slotRelease + release }

const (
	keepExemplar = `INSERT INTO exemplars (tenant, issue_id, slot, release, at, body) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (tenant, issue_id, slot) DO NOTHING`
	replaceExemplar = `INSERT INTO exemplars (tenant, issue_id, slot, release, at, body) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (tenant, issue_id, slot) DO UPDATE SET release = excluded.release, at = excluded.at, body = excluded.body`
	countExemplars      = `SELECT COUNT(*) FROM exemplars WHERE tenant = ? AND issue_id = ?`
	dropOldestExemplars = `DELETE FROM exemplars WHERE tenant = ? AND issue_id = ? AND slot IN (
		SELECT slot FROM exemplars WHERE tenant = ? AND issue_id = ? AND slot NOT IN ('first', 'latest')
		ORDER BY at, slot LIMIT ?)`
	selectLatest    = `SELECT slot, release, at, body FROM exemplars WHERE tenant = ? AND issue_id = ? AND slot = 'latest'`
	selectExemplars = `SELECT slot, release, at, body FROM exemplars WHERE tenant = ? AND issue_id = ? ORDER BY at DESC, slot`
)

// PutExemplar keeps an occurrence. SlotLatest is replaced; any other slot that is taken stays as it
// is. Past Retention.MaxExemplars those of the oldest releases go.
func (tx *Tx) PutExemplar(ctx context.Context, tenant string, id issue.ID, e Exemplar) error {
	put := keepExemplar
	if e.Slot == SlotLatest {
		put = replaceExemplar
	}
	rows, err := tx.exec(ctx, put, tenant, string(id), e.Slot, e.Release, nanos(e.Time), tx.packed.pack(e.Body))
	if err == nil && rows > 0 && strings.HasPrefix(e.Slot, slotRelease) {
		err = tx.dropExemplars(ctx, tenant, string(id))
	}
	if err != nil {
		return fmt.Errorf("keep an exemplar of %s: %w", id, err)
	}
	return nil
}

// dropExemplars removes what is over the limit.
func (tx *Tx) dropExemplars(ctx context.Context, tenant, id string) error {
	var n int
	if _, err := tx.one(ctx, countExemplars, args{tenant, id}, &n); err != nil {
		return err
	}
	over := n - tx.db.retention.MaxExemplars
	if over <= 0 {
		return nil
	}
	_, err := tx.exec(ctx, dropOldestExemplars, tenant, id, tenant, id, over)
	return err
}

// LatestExemplar returns the occurrence kept last, in SlotLatest.
func (tx *Tx) LatestExemplar(ctx context.Context, tenant string, id issue.ID) (e Exemplar, found bool, err error) {
	row, err := tx.row(ctx, selectLatest, tenant, string(id))
	if err == nil {
		e, err = scanExemplar(row.Scan)
	}
	if found, err = foundRow(err); err != nil {
		return Exemplar{}, false, fmt.Errorf("read the latest exemplar of %s: %w", id, err)
	}
	return e, found, nil
}

func scanExemplar(scan func(...any) error) (e Exemplar, err error) {
	var at int64
	var stored []byte
	if err = scan(&e.Slot, &e.Release, &at, &stored); err != nil {
		return Exemplar{}, err
	}
	e.Time = fromNanos(at)
	e.Body, err = unpack(stored)
	return e, err
}
