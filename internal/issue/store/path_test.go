package store

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

func suitePaths(t *testing.T, open opener) {
	ofPath := func(n int, edit func(*issue.Issue)) issue.Issue {
		i := newIssue(n, start)
		i.Path = "v1:path"
		edit(&i)
		return i
	}
	same := func(*issue.Issue) {}
	for _, c := range []struct {
		name   string
		others []func(*issue.Issue)
		limit  int
		want   int
	}{
		{"issues of the path count in any state", []func(*issue.Issue){same, func(i *issue.Issue) { i.State = issue.StateResolved }}, 10, 3},
		{"those of another path do not", []func(*issue.Issue){func(i *issue.Issue) { i.Path = "v1:other" }, func(i *issue.Issue) { i.Path = "" }}, 10, 1},
		{"nor those of another service, namespace, environment or tenant", []func(*issue.Issue){
			func(i *issue.Issue) { i.Service = "cart" }, func(i *issue.Issue) { i.ServiceNamespace = "bank" },
			func(i *issue.Issue) { i.Environment = "staging" }, func(i *issue.Issue) { i.Tenant = "acme" },
		}, 10, 1},
		{"more than the limit are not counted", []func(*issue.Issue){same, same, same}, 2, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := open(t, Retention{})
			save(t, db, ofPath(0, same))
			for n, edit := range c.others {
				save(t, db, ofPath(n+1, edit))
			}
			update(t, db, func(tx *Tx) {
				n, err := tx.IssuesOfPath(t.Context(), identity(0), "v1:path", c.limit)
				require.NoError(t, err)
				require.Equal(t, c.want, n)
			})
		})
	}
	t.Run("the path is kept, and so is that there is none", func(t *testing.T) {
		db := open(t, Retention{})
		with, without := ofPath(1, same), newIssue(2, start)
		save(t, db, with, without)
		for _, want := range []issue.Issue{with, without} {
			got, found := load(t, db, "", want.ID)
			require.True(t, found)
			require.Equal(t, want, got)
		}
	})
	t.Run("a folded id leads to the issue", func(t *testing.T) {
		db := open(t, Retention{})
		save(t, db, newIssue(1, start))
		fold(t, db, start, "word", identity(1).ID())
		d, err := db.Detail(t.Context(), "", "word")
		require.NoError(t, err)
		require.Equal(t, identity(1).ID(), d.Issue.ID)
	})
	t.Run("over the limit the oldest folded ids go, and no other alias", func(t *testing.T) {
		db := open(t, Retention{MaxFolds: 3})
		save(t, db, newIssue(1, start), newIssue(2, start))
		update(t, db, func(tx *Tx) { require.NoError(t, tx.AddAlias(t.Context(), "", "merged", identity(1).ID(), "test")) })
		update(t, db, func(tx *Tx) {
			for n := range trimRows + 10 {
				word := issue.ID(fmt.Sprint("word", n))
				require.NoError(t, tx.Fold(t.Context(), "", word, identity(1+n%2).ID(), start.Add(time.Duration(n))))
			}
		})
		trimmed, err := db.Trim(t.Context(), start.Add(time.Hour))
		require.NoError(t, err)
		require.EqualValues(t, trimRows+7, trimmed.Folds)
		for id, want := range map[issue.ID]bool{
			"merged": true, "word0": false, "word2006": false, "word2007": true, "word2008": true, "word2009": true,
		} {
			_, found := load(t, db, "", id)
			require.Equal(t, want, found, id)
		}
	})
	t.Run("an issue that is removed takes the ids along that were folded into it, and no other alias", func(t *testing.T) {
		db := open(t, Retention{MaxIssues: 1})
		save(t, db, newIssue(1, start), newIssue(2, start.Add(time.Hour)))
		update(t, db, func(tx *Tx) { require.NoError(t, tx.AddAlias(t.Context(), "", "merged", identity(1).ID(), "test")) })
		fold(t, db, start, "word", identity(1).ID())
		_, err := db.Trim(t.Context(), start.Add(2*time.Hour))
		require.NoError(t, err)
		require.EqualValues(t, 1, rows(t, db, "aliases"))
		update(t, db, func(tx *Tx) {
			_, found, err := tx.Tombstone(t.Context(), "", "merged")
			require.NoError(t, err)
			require.True(t, found)
		})
	})
}

func fold(t testing.TB, db *DB, at time.Time, alias, id issue.ID) {
	t.Helper()
	update(t, db, func(tx *Tx) { require.NoError(t, tx.Fold(t.Context(), "", alias, id, at)) })
}

func TestMigrate_FromSchema2IssuesHaveNoPathAndAliasesStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	storeOfVersion(t, path, 2, issueOfSchema1("x", "new", "first_occurrence", 0),
		`INSERT INTO aliases (tenant, alias, issue_id, reason) VALUES ('', 'merged', 'x', 'test')`)
	db := openSettings(t, Settings{Path: path, Retention: Retention{MaxFolds: 1}})
	fold(t, db, start, "a", "x")
	fold(t, db, start.Add(1), "b", "x")
	_, err := db.Trim(t.Context(), start)
	require.NoError(t, err)
	for id, want := range map[issue.ID]bool{"merged": true, "a": false, "b": true} {
		i, found := load(t, db, "", id)
		require.Equal(t, want, found, id)
		require.Empty(t, i.Path)
	}
}

func TestPath_IsLookedUpInAnIndex(t *testing.T) {
	db := openSettings(t, Settings{Path: InMemory})
	for text, want := range map[string]string{
		countPath: "USING COVERING INDEX issues_path", countFolds: "USING COVERING INDEX aliases_folded",
		selectMembers: "USING INDEX issues_merged", seenByMember: "USING COVERING INDEX issues_merged",
		unmergeAliases: "USING COVERING INDEX aliases_origin",
	} {
		var a, b, c int
		var detail strings.Builder
		values := make([]any, strings.Count(text, "?"))
		rows, err := db.readers.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, values...)
		require.NoError(t, err)
		require.NoError(t, each(rows, func(scan func(...any) error) error {
			var line string
			defer func() { detail.WriteString(line + "\n") }()
			return scan(&a, &b, &c, &line)
		}))
		require.Contains(t, detail.String(), want)
	}
}
