package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// MaxPage is the largest page of issues; a Query with no Limit or a larger one gets it.
const MaxPage = 500

// Issues returns one page of issues, last seen first.
func (db *DB) Issues(ctx context.Context, q Query) (Page, error) {
	limit := q.Limit
	if limit <= 0 || limit > MaxPage {
		limit = MaxPage
	}
	where, values := q.conditions()
	rows, err := db.readers.QueryContext(ctx, `SELECT `+issueColumns+` FROM issues WHERE `+where+
		` ORDER BY last_seen DESC, id LIMIT ?`, append(values, limit+1)...)
	if err != nil {
		return Page{}, fmt.Errorf("list issues: %w", err)
	}
	issues, err := collect(rows, scanIssue)
	if err != nil {
		return Page{}, fmt.Errorf("list issues: %w", err)
	}
	page := Page{Issues: issues}
	if len(issues) > limit { // the one that is too many says that there is another page
		page.Issues = issues[:limit]
		last := &issues[limit-1]
		page.Next = Position{LastSeen: last.LastSeen, ID: last.ID}
	}
	return page, nil
}

// conditions returns the query as SQL.
func (q *Query) conditions() (where string, values args) {
	all := []string{"tenant = ?", "merged_into = ''"}
	values = args{q.Tenant}
	oneOf := func(column string, alternatives []string) {
		if len(alternatives) == 0 {
			return
		}
		all = append(all, column+" IN ("+placeholders(len(alternatives))+")")
		for _, a := range alternatives {
			values = append(values, a)
		}
	}
	oneOf("state", texts(q.States, issue.State.String))
	oneOf("service", q.Services)
	oneOf("kind", texts(q.Kinds, func(k issue.Kind) string { return string(k) }))
	oneOf("environment", q.Environments)
	if q.Text != "" {
		all = append(all, `search LIKE ? ESCAPE '\'`)
		values = append(values, "%"+escapeLike(strings.ToLower(q.Text))+"%")
	}
	if q.After != (Position{}) {
		// The first comparison says nothing new, but lets the index find the place.
		all = append(all, "last_seen <= ? AND (last_seen < ? OR id > ?)")
		at := nanos(q.After.LastSeen)
		values = append(values, at, at, string(q.After.ID))
	}
	return strings.Join(all, " AND "), values
}

func texts[T any](list []T, text func(T) string) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = text(v)
	}
	return all
}

// escapeLike takes the meaning of a pattern from %, _ and \.
func escapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
