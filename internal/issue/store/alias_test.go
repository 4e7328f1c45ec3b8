package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

func suiteAliases(t *testing.T, open opener) {
	one, two, three := identity(1).ID(), identity(2).ID(), identity(3).ID()
	alias := func(t *testing.T, db *DB, pairs ...issue.ID) {
		update(t, db, func(tx *Tx) {
			for ; len(pairs) > 0; pairs = pairs[2:] {
				require.NoError(t, tx.AddAlias(t.Context(), "", pairs[0], pairs[1], "test"))
			}
		})
	}
	for _, c := range []struct {
		name    string
		aliases []issue.ID
		ask     issue.ID
		want    issue.ID
	}{
		{"an id finds its issue", nil, one, one},
		{"an alias finds the issue", []issue.ID{three, one}, three, one},
		{"an alias of an alias finds the issue", []issue.ID{two, one, three, two}, three, one},
		{"what stood for an alias follows it", []issue.ID{three, two, two, one}, three, one},
		{"an alias can be moved", []issue.ID{three, two, three, one}, three, one},
		{"an alias wins over an issue of that id, because a person made it", []issue.ID{two, one}, two, one},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := open(t, Retention{})
			save(t, db, newIssue(1, start), newIssue(2, start))
			alias(t, db, c.aliases...)
			i, found := load(t, db, "", c.ask)
			require.True(t, found)
			require.Equal(t, c.want, i.ID)
			d, err := db.Detail(t.Context(), "", c.ask)
			require.NoError(t, err)
			require.Equal(t, c.want, d.Issue.ID)
		})
	}
	t.Run("an alias belongs to a tenant", func(t *testing.T) {
		db := open(t, Retention{})
		i := newIssue(1, start)
		i.Tenant = "acme"
		save(t, db, i)
		alias(t, db, three, one)
		_, found := load(t, db, "acme", three)
		require.False(t, found)
	})
	t.Run("nothing stands for itself", func(t *testing.T) {
		db := open(t, Retention{})
		alias(t, db, two, one)
		for _, pair := range [][2]issue.ID{{one, one}, {one, two}} {
			err := db.Update(t.Context(), func(tx *Tx) error { return tx.AddAlias(t.Context(), "", pair[0], pair[1], "test") })
			require.ErrorContains(t, err, "for itself")
		}
	})
	t.Run("counts and releases are found by alias", func(t *testing.T) {
		db := open(t, Retention{})
		save(t, db, newIssue(1, start))
		alias(t, db, three, one)
		update(t, db, func(tx *Tx) {
			require.NoError(t, tx.AddCounts(t.Context(), "", one, Count{Time: start, Count: 2, Observed: 2}))
			_, err := tx.AddRelease(t.Context(), "", one, Release{Release: "1", Count: 2, Observed: 2, FirstSeen: start, LastSeen: start})
			require.NoError(t, err)
			releases, err := tx.Releases(t.Context(), "", three)
			require.NoError(t, err)
			require.Len(t, releases, 1)
		})
		counts, err := db.Counts(t.Context(), Series{
			Key: Key{ID: three}, From: start, To: start.Add(time.Hour), Step: time.Minute, Now: start,
		})
		require.NoError(t, err)
		require.Equal(t, []Count{{Time: start, Count: 2, Observed: 2}}, counts)
	})
}

func suiteTombstones(t *testing.T, open opener) {
	bury := func(t *testing.T, retention Retention) *DB {
		retention.MaxIssues = 1
		db := open(t, retention)
		old := newIssue(1, start)
		old.Version = 7
		save(t, db, old, newIssue(2, start.Add(time.Hour)))
		update(t, db, func(tx *Tx) {
			require.NoError(t, tx.AddAlias(t.Context(), "", "alias", old.ID, "test"))
		})
		trimmed, err := db.Trim(t.Context(), start.Add(2*time.Hour))
		require.NoError(t, err)
		require.EqualValues(t, 1, trimmed.Issues)
		return db
	}
	want := Tombstone{ID: identity(1).ID(), Version: 7, FirstSeen: start, FirstRelease: "1.0.0"}

	for name, id := range map[string]issue.ID{"by its id": want.ID, "by an alias": "alias"} {
		t.Run("an issue that was removed is remembered "+name, func(t *testing.T) {
			db := bury(t, Retention{})
			update(t, db, func(tx *Tx) {
				got, found, err := tx.Tombstone(t.Context(), "", id)
				require.NoError(t, err)
				require.True(t, found)
				require.Equal(t, want, got)
				require.NoError(t, tx.DropTombstone(t.Context(), "", id))
				_, found, err = tx.Tombstone(t.Context(), "", id)
				require.NoError(t, err)
				require.False(t, found)
			})
		})
	}
	t.Run("one that returned can go again", func(t *testing.T) {
		db := bury(t, Retention{})
		back := newIssue(1, start)
		back.Version = 8
		save(t, db, back)
		_, err := db.Trim(t.Context(), start.Add(3*time.Hour))
		require.NoError(t, err)
		update(t, db, func(tx *Tx) {
			got, found, err := tx.Tombstone(t.Context(), "", want.ID)
			require.NoError(t, err)
			require.True(t, found)
			require.EqualValues(t, 8, got.Version)
		})
	})
	t.Run("over the limit the oldest is forgotten with its aliases", func(t *testing.T) {
		db := bury(t, Retention{MaxTombstones: 1})
		save(t, db, newIssue(3, start.Add(3*time.Hour)))
		trimmed, err := db.Trim(t.Context(), start.Add(4*time.Hour))
		require.NoError(t, err)
		require.EqualValues(t, 1, trimmed.Tombstones)
		update(t, db, func(tx *Tx) {
			for id, want := range map[issue.ID]bool{want.ID: false, "alias": false, identity(2).ID(): true} {
				_, found, err := tx.Tombstone(t.Context(), "", id)
				require.NoError(t, err)
				require.Equal(t, want, found, id)
			}
		})
		require.Zero(t, rows(t, db, "aliases"))
	})
}
