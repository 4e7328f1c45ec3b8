package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

// start is when every test begins: a whole day.
var start = time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)

// update runs a transaction that must succeed.
func update(t testing.TB, db *DB, change func(*Tx)) {
	t.Helper()
	require.NoError(t, db.Update(t.Context(), func(tx *Tx) error { change(tx); return nil }))
}

// identity is the n-th of as many as needed, all of one service.
func identity(n int) issue.Identity {
	return issue.Identity{
		Kind: issue.KindError, Fingerprint: fmt.Sprintf("v1:%04d", n),
		ServiceNamespace: "shop", Service: "payment", Environment: "production",
	}
}

// newIssue is the n-th issue, seen once at a time.
func newIssue(n int, at time.Time) issue.Issue {
	return issue.Issue{
		ID: identity(n).ID(), Identity: identity(n), Version: 1,
		State: issue.StateNew, StateSince: at, StateReason: issue.ReasonFirstOccurrence,
		Title: fmt.Sprintf("ValueError: number %d", n), Culprit: "shop.pay", Level: exception.LevelError,
		GroupReason: "frames", Count: 1, Observed: 1, FirstSeen: at, LastSeen: at, ArrivedAt: at,
		FirstRelease: "1.0.0", LastRelease: "1.0.0", Releases: 1,
	}
}

// save saves issues that are never due.
func save(t testing.TB, db *DB, issues ...issue.Issue) {
	t.Helper()
	update(t, db, func(tx *Tx) {
		for _, i := range issues {
			require.NoError(t, tx.SaveIssue(t.Context(), i, time.Time{}))
		}
	})
}

// load reads an issue in a transaction.
func load(t testing.TB, db *DB, tenant string, id issue.ID) (i issue.Issue, found bool) {
	t.Helper()
	update(t, db, func(tx *Tx) {
		var err error
		i, found, err = tx.Issue(t.Context(), tenant, id)
		require.NoError(t, err)
	})
	return i, found
}

// appendChanges appends n changes made at a time.
func appendChanges(t testing.TB, db *DB, n int, at time.Time) {
	t.Helper()
	update(t, db, func(tx *Tx) {
		for range n {
			require.NoError(t, tx.Append(t.Context(), &outbox.Entry{
				ChangeID: "x-1", IssueID: "x", Version: 1, Kind: issue.ChangeOpened, At: at,
				IssueKind: issue.KindError, Level: exception.LevelError, Service: "payment", Environment: "production",
				Body: []byte(`{}`),
			}))
		}
	})
}

// rows counts the rows of a table.
func rows(t testing.TB, db *DB, table string) int64 {
	t.Helper()
	n, err := db.number(t.Context(), "SELECT COUNT(*) FROM "+table)
	require.NoError(t, err)
	return n
}

func ids(issues []issue.Issue) []issue.ID {
	var all []issue.ID
	for _, i := range issues {
		all = append(all, i.ID)
	}
	return all
}

// trimmed trims and returns what went.
func trimmed(t testing.TB, db *DB, now time.Time) Trimmed {
	t.Helper()
	gone, err := db.Trim(t.Context(), now)
	require.NoError(t, err)
	return gone
}
