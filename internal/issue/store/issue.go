package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// resolved is the id that an alias stands for, or the id itself. The alias goes first: a merge that a
// person made sticks. Its arguments are tenant, id, id.
const resolved = `COALESCE((SELECT issue_id FROM aliases WHERE tenant = ? AND alias = ?), ?)`

const selectIssue = `SELECT ` + issueColumns + ` FROM issues WHERE tenant = ? AND id = ` + resolved

// lockIssue keeps other processes from an issue until the transaction ends: what is judged by its counts
// is judged by the sum of all of them.
const lockIssue = selectIssue + ` FOR UPDATE`

// Issue returns the issue of an id or an alias.
func (tx *Tx) Issue(ctx context.Context, tenant string, id issue.ID) (i issue.Issue, found bool, err error) {
	text := selectIssue
	if tx.mode == beside {
		text = lockIssue
	}
	row, err := tx.row(ctx, text, tenant, tenant, string(id), string(id))
	if err == nil {
		i, err = scanIssue(row.Scan)
	}
	if found, err = foundRow(err); err != nil {
		return issue.Issue{}, false, fmt.Errorf("read the issue %s: %w", id, err)
	}
	if !found {
		err = tx.NeedAlone() // two processes may be about to open it
	}
	return i, found, err
}

// saveIssue writes every column. A version that is lower than the stored one changes no row.
var saveIssue = `INSERT INTO issues (` + issueColumns + `, due, search)
	VALUES (` + placeholders(strings.Count(issueColumns, ",")+3) + `)
	ON CONFLICT (tenant, id) DO UPDATE SET ` + assignments(issueColumns+", due, search", "tenant", "id") + `
	WHERE issues.version <= excluded.version`

// SaveIssue inserts the issue, or replaces it when its version is not lower than the stored one;
// otherwise it returns ErrStale. due is when time alone may change it (Issue.Due), zero for never.
func (tx *Tx) SaveIssue(ctx context.Context, i issue.Issue, due time.Time) error {
	values, err := issueValues(&i)
	if err != nil {
		return err
	}
	rows, err := tx.exec(ctx, saveIssue, append(values, nanos(due), searchText(i.Title, i.Culprit))...)
	if err != nil {
		return fmt.Errorf("save the issue %s: %w", i.ID, err)
	}
	if rows == 0 {
		return fmt.Errorf("save the issue %s at version %d: %w", i.ID, i.Version, ErrStale)
	}
	return nil
}

// placeholders returns n question marks, "?, ?, ?".
func placeholders(n int) string {
	return strings.TrimSuffix(strings.Repeat("?, ", n), ", ")
}

// assignments returns "a = excluded.a, …" for all columns but the key.
func assignments(columns string, key ...string) string {
	var all []string
next:
	for c := range strings.SplitSeq(columns, ",") {
		c = strings.TrimSpace(c)
		for _, k := range key {
			if c == k {
				continue next
			}
		}
		all = append(all, c+" = excluded."+c)
	}
	return strings.Join(all, ", ")
}
