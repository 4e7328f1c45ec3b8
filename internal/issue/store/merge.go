package store

import (
	"context"
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// family are the ids whose releases and counts an issue shows: its own, and those that are merged into it. Its
// arguments are those of familyArgs.
const family = `(SELECT ` + resolved + ` UNION ALL
	SELECT id FROM issues WHERE merged_into <> '' AND tenant = ? AND merged_into = ` + resolved + `)`

func familyArgs(tenant string, id issue.ID) args {
	return args{tenant, string(id), string(id), tenant, tenant, string(id), string(id)}
}

const (
	selectOwn     = `SELECT ` + issueColumns + ` FROM issues WHERE tenant = ? AND id = ?`
	selectMembers = `SELECT ` + issueColumns + ` FROM issues WHERE merged_into <> '' AND tenant = ? AND merged_into = ? ORDER BY id`

	// Names of ids that were merged before keep no origin: whose they were says the issue itself.
	mergeAliases = `UPDATE aliases SET origin = CASE WHEN origin = '' AND NOT person THEN issue_id ELSE origin END, issue_id = ?
		WHERE tenant = ? AND issue_id = ?`
	saveMerge = `INSERT INTO aliases (tenant, alias, issue_id, reason, person) VALUES (?, ?, ?, 'merged', TRUE)
		ON CONFLICT (tenant, alias) DO UPDATE SET issue_id = excluded.issue_id, reason = excluded.reason, person = TRUE, origin = '', folded_at = 0`
	dropMerge      = `DELETE FROM aliases WHERE tenant = ? AND alias = ? AND person`
	unmergeAliases = `UPDATE aliases SET issue_id = origin, origin = '' WHERE tenant = ? AND alias IN (
		SELECT alias FROM aliases WHERE tenant = ? AND origin = ? AND origin <> '')`

	countFamilyReleases = `SELECT COUNT(DISTINCT release) FROM issue_releases WHERE tenant = ? AND release <> '' AND issue_id IN ` + family
)

// OwnIssue returns the issue of an id whatever the id is an alias of: one that was merged into another is found as
// it was then.
func (tx *Tx) OwnIssue(ctx context.Context, tenant string, id issue.ID) (i issue.Issue, found bool, err error) {
	row, err := tx.row(ctx, selectOwn, tenant, string(id))
	if err == nil {
		i, err = scanIssue(row.Scan)
	}
	if found, err = foundRow(err); err != nil {
		return issue.Issue{}, false, fmt.Errorf("read the issue %s: %w", id, err)
	}
	return i, found, nil
}

// Members returns the issues that are merged into one, by id.
func (tx *Tx) Members(ctx context.Context, tenant string, id issue.ID) ([]issue.Issue, error) {
	rows, err := tx.query(ctx, selectMembers, tenant, string(id))
	if err != nil {
		return nil, fmt.Errorf("read what is merged into %s: %w", id, err)
	}
	return collect(rows, scanIssue)
}

// FamilyReleases returns in how many releases an issue and what is merged into it were seen.
func (tx *Tx) FamilyReleases(ctx context.Context, tenant string, id issue.ID) (n int, err error) {
	if _, err = tx.one(ctx, countFamilyReleases, append(args{tenant}, familyArgs(tenant, id)...), &n); err != nil {
		return 0, fmt.Errorf("count the releases of %s: %w", id, err)
	}
	return n, nil
}

// MergeNames makes the id of an issue, and all its other names, names of another issue, because a person said
// so: AddAlias and Fold leave the id alone from then on. The rows of both are saved by SaveIssue, with their
// MergedInto.
func (tx *Tx) MergeNames(ctx context.Context, tenant string, from, into issue.ID) error {
	_, err := tx.exec(ctx, mergeAliases, string(into), tenant, string(from))
	if err == nil {
		_, err = tx.exec(ctx, saveMerge, tenant, string(from), string(into))
	}
	if err != nil {
		return fmt.Errorf("merge the names of %s into %s: %w", from, into, err)
	}
	return nil
}

// UnmergeNames gives an issue the names back that it had when it was merged. Names that came since stay.
func (tx *Tx) UnmergeNames(ctx context.Context, tenant string, id issue.ID) error {
	_, err := tx.exec(ctx, dropMerge, tenant, string(id))
	if err == nil {
		_, err = tx.exec(ctx, unmergeAliases, tenant, tenant, string(id))
	}
	if err != nil {
		return fmt.Errorf("give %s its names back: %w", id, err)
	}
	return nil
}
