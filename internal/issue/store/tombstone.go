package store

import (
	"context"
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

const (
	selectTombstone = `SELECT id, version, first_seen, first_release FROM tombstones WHERE tenant = ? AND id = ` + resolved
	dropTombstone   = `DELETE FROM tombstones WHERE tenant = ? AND id = ` + resolved
)

// Tombstone returns what is left of an issue that was removed for space, by its id or an alias.
func (tx *Tx) Tombstone(ctx context.Context, tenant string, id issue.ID) (t Tombstone, found bool, err error) {
	var firstSeen int64
	found, err = tx.one(ctx, selectTombstone, args{tenant, tenant, string(id), string(id)},
		&t.ID, &t.Version, &firstSeen, &t.FirstRelease)
	if err != nil {
		return Tombstone{}, false, fmt.Errorf("read the tombstone of %s: %w", id, err)
	}
	t.FirstSeen = fromNanos(firstSeen)
	return t, found, nil
}

// DropTombstone removes the tombstone of an issue that has come back.
func (tx *Tx) DropTombstone(ctx context.Context, tenant string, id issue.ID) error {
	if _, err := tx.exec(ctx, dropTombstone, tenant, tenant, string(id), string(id)); err != nil {
		return fmt.Errorf("drop the tombstone of %s: %w", id, err)
	}
	return nil
}
