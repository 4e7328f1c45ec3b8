package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

const (
	countPath = `SELECT COUNT(*) FROM (SELECT 1 FROM issues
		WHERE tenant = ? AND service_namespace = ? AND service = ? AND environment = ? AND path = ? LIMIT ?) AS counted`
	saveFold = `INSERT INTO aliases (tenant, alias, issue_id, reason, folded_at) VALUES (?, ?, ?, 'messages vary', ?)
		ON CONFLICT (tenant, alias) DO UPDATE SET issue_id = excluded.issue_id, reason = excluded.reason, folded_at = excluded.folded_at,
			origin = ''
		WHERE NOT aliases.person`

	countFolds = `SELECT COUNT(*) FROM aliases WHERE folded_at > 0`
	dropFolds  = `DELETE FROM aliases WHERE (tenant, alias) IN (SELECT tenant, alias FROM aliases
		WHERE folded_at > 0 ORDER BY folded_at, tenant, alias LIMIT ?)`
	dropIssueFolds = `DELETE FROM aliases WHERE tenant = ? AND issue_id = ? AND folded_at > 0`
)

// IssuesOfPath returns how many issues the service of an identity has with a path, in any state, and
// counts no further than limit.
func (tx *Tx) IssuesOfPath(ctx context.Context, of issue.Identity, path string, limit int) (n int, err error) {
	_, err = tx.one(ctx, countPath, args{of.Tenant, of.ServiceNamespace, of.Service, of.Environment, path, limit}, &n)
	if err != nil {
		return 0, fmt.Errorf("count the issues of the path %s: %w", path, err)
	}
	return n, nil
}

// Fold makes an id, which is nobody's yet, another name of an issue until there are more than
// Retention.MaxFolds such names or the issue goes.
func (tx *Tx) Fold(ctx context.Context, tenant string, alias, id issue.ID, now time.Time) error {
	if _, err := tx.exec(ctx, saveFold, tenant, string(alias), string(id), nanos(now)); err != nil {
		return fmt.Errorf("fold %s into %s: %w", alias, id, err)
	}
	return nil
}

// trimFolds removes the oldest names that Fold made. An error that comes under one again is decided again.
func (db *DB) trimFolds(ctx context.Context, _ time.Time, t *Trimmed) error {
	n, err := db.number(ctx, countFolds)
	over := n - int64(db.retention.MaxFolds)
	if err != nil || over <= 0 {
		return err
	}
	t.Folds, err = db.inPieces(ctx, func(tx *Tx) (int64, error) {
		removed, err := tx.exec(ctx, dropFolds, min(over, trimRows))
		over -= removed
		return removed, err
	})
	return err
}
