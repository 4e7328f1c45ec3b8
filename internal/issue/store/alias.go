package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

const (
	redirectAliases = `UPDATE aliases SET issue_id = ? WHERE tenant = ? AND issue_id = ?`
	saveAlias       = `INSERT INTO aliases (tenant, alias, issue_id, reason) VALUES (?, ?, ?, ?)
		ON CONFLICT (tenant, alias) DO UPDATE SET issue_id = excluded.issue_id, reason = excluded.reason,
			folded_at = 0`
	resolveAlias = `SELECT ` + resolved
)

// AddAlias makes an id another name of an issue. Names that stood for the alias follow it, and an id
// that is itself an alias stands for its issue: no lookup ever takes more than one step.
func (tx *Tx) AddAlias(ctx context.Context, tenant string, alias, id issue.ID, reason string) error {
	var target string
	_, err := tx.one(ctx, resolveAlias, args{tenant, string(id), string(id)}, &target)
	if err == nil && target == string(alias) {
		err = errors.New("it would stand for itself")
	}
	if err == nil {
		_, err = tx.exec(ctx, redirectAliases, target, tenant, string(alias))
	}
	if err == nil {
		_, err = tx.exec(ctx, saveAlias, tenant, string(alias), target, reason)
	}
	if err != nil {
		return fmt.Errorf("make %s an alias of %s: %w", alias, id, err)
	}
	return nil
}
