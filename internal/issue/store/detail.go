package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// Detail returns an issue, by its id or an alias, with what is beside it. It fails with
// ErrNotFound.
func (db *DB) Detail(ctx context.Context, tenant string, id issue.ID) (Detail, error) {
	var d Detail
	err := db.snapshot(ctx, func(tx *sql.Tx) (err error) {
		d.Issue, err = scanIssue(tx.QueryRowContext(ctx, selectIssue, tenant, tenant, string(id), string(id)).Scan)
		found, err := foundRow(err)
		if err != nil {
			return err
		}
		if !found {
			return ErrNotFound
		}
		rows, err := tx.QueryContext(ctx, selectMembers, tenant, string(d.Issue.ID))
		if err != nil {
			return err
		}
		if d.Members, err = collect(rows, scanIssue); err != nil {
			return err
		}
		rows, err = tx.QueryContext(ctx, selectReleases, append(args{tenant}, familyArgs(tenant, d.Issue.ID)...)...)
		if err != nil {
			return err
		}
		if d.Releases, err = scanReleases(rows); err != nil {
			return err
		}
		rows, err = tx.QueryContext(ctx, selectExemplars, tenant, string(d.Issue.ID))
		if err != nil {
			return err
		}
		d.Exemplars, err = collect(rows, scanExemplar)
		return err
	})
	if err != nil {
		return Detail{}, fmt.Errorf("read the issue %s: %w", id, err)
	}
	return d, nil
}
