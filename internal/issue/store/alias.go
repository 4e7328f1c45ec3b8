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
			folded_at = 0, origin = ''`
	resolveAlias = `SELECT ` + resolved
	isMerged     = `SELECT 1 FROM aliases WHERE tenant = ? AND alias = ? AND person`
)

// AddAlias makes an id another name of an issue. Names that stood for the alias follow it, and an id
// that is itself an alias stands for its issue: no lookup ever takes more than one step. An alias that a person
// made (MergeNames) stays what it is.
func (tx *Tx) AddAlias(ctx context.Context, tenant string, alias, id issue.ID, reason string) error {
	if err := tx.NeedAlone(); err != nil {
		return err
	}
	var target string
	var one int
	if merged, err := tx.one(ctx, isMerged, args{tenant, string(alias)}, &one); merged || err != nil {
		return err
	}
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
