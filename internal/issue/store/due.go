package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

const (
	selectDue     = `SELECT tenant, id FROM issues WHERE due > 0 AND due <= ? ORDER BY due, tenant, id LIMIT ?`
	selectNextDue = `SELECT COALESCE(MIN(due), 0) FROM issues WHERE due > 0`
	// An issue whose id has become an alias is known by what the alias stands for.
	selectKnown = `
		SELECT tenant, id AS name, id, state, last_seen FROM issues
			WHERE NOT EXISTS (SELECT 1 FROM aliases a WHERE a.tenant = issues.tenant AND a.alias = issues.id)
		UNION ALL
		SELECT a.tenant, a.alias, i.id, i.state, i.last_seen
			FROM aliases a JOIN issues i ON i.tenant = a.tenant AND i.id = a.issue_id
		ORDER BY last_seen DESC, name LIMIT ?`
	countIssues = `SELECT COUNT(*) FROM issues`
)

// Due returns the issues that time alone may change now, longest overdue first.
func (db *DB) Due(ctx context.Context, now time.Time, limit int) ([]Key, error) {
	rows, err := db.readers.QueryContext(ctx, selectDue, nanos(now), limit)
	if err != nil {
		return nil, fmt.Errorf("list issues that are due: %w", err)
	}
	return collect(rows, scanKey)
}

// NextDue returns when time alone may first change an issue, zero when it never does.
func (db *DB) NextDue(ctx context.Context) (time.Time, error) {
	due, err := db.number(ctx, selectNextDue)
	if err != nil {
		return time.Time{}, fmt.Errorf("read when the next issue is due: %w", err)
	}
	return fromNanos(due), nil
}

// Known tells the ids of at most limit identities, those seen last first: the id that an identity
// makes, and the id of the issue that it belongs to, which differ by an alias. An error of known ends
// it and is returned.
func (db *DB) Known(ctx context.Context, limit int, known func(tenant string, identityID, id issue.ID, state issue.State) error) error {
	rows, err := db.readers.QueryContext(ctx, selectKnown, limit)
	if err != nil {
		return fmt.Errorf("list known issues: %w", err)
	}
	return each(rows, func(scan func(...any) error) error {
		var tenant, name, id, text string
		var lastSeen int64
		if err := scan(&tenant, &name, &id, &text, &lastSeen); err != nil {
			return err
		}
		state, err := issue.ParseState(text)
		if err != nil {
			return err
		}
		return known(tenant, issue.ID(name), issue.ID(id), state)
	})
}

// CountIssues returns the number of issues of all tenants.
func (db *DB) CountIssues(ctx context.Context) (n int64, err error) {
	if err := db.readers.QueryRowContext(ctx, countIssues).Scan(&n); err != nil {
		return 0, fmt.Errorf("count issues: %w", err)
	}
	return n, nil
}

const selectResolved = `SELECT issue_id FROM outbox WHERE seq > ? AND seq <= ? AND kind = 'resolved'`

// Resolved returns the issues that were resolved between two positions of the log, the first excluded.
func (db *DB) Resolved(ctx context.Context, after, to int64) ([]issue.ID, error) {
	rows, err := db.readers.QueryContext(ctx, selectResolved, after, to)
	if err != nil {
		return nil, fmt.Errorf("list resolved issues: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (id issue.ID, err error) {
		err = scan(&id)
		return id, err
	})
}
