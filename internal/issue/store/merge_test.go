package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// mergeInto makes the n-th issue a part of another, as its owner does.
func mergeInto(t testing.TB, db *DB, n, whole int) {
	t.Helper()
	update(t, db, func(tx *Tx) {
		part, found, err := tx.OwnIssue(t.Context(), "", identity(n).ID())
		require.NoError(t, err)
		require.True(t, found)
		part.MergedInto = identity(whole).ID()
		require.NoError(t, tx.SaveIssue(t.Context(), part, time.Time{}))
		require.NoError(t, tx.MergeNames(t.Context(), "", part.ID, part.MergedInto))
	})
}

func unmerge(t testing.TB, db *DB, n int) {
	t.Helper()
	update(t, db, func(tx *Tx) {
		part, _, err := tx.OwnIssue(t.Context(), "", identity(n).ID())
		require.NoError(t, err)
		part.MergedInto = ""
		require.NoError(t, tx.SaveIssue(t.Context(), part, time.Time{}))
		require.NoError(t, tx.UnmergeNames(t.Context(), "", part.ID))
	})
}

// seenIn notes an occurrence of the n-th issue in a release.
func seenIn(t testing.TB, db *DB, n int, release string, at time.Time) (fresh bool) {
	t.Helper()
	update(t, db, func(tx *Tx) {
		var err error
		fresh, err = tx.AddRelease(t.Context(), "", identity(n).ID(), Release{Release: release, Count: 1.5, Observed: 1, FirstSeen: at, LastSeen: at})
		require.NoError(t, err)
		require.NoError(t, tx.AddCounts(t.Context(), "", identity(n).ID(), Count{Time: at, Release: release, Count: 1.5, Observed: 1}))
	})
	return fresh
}

func suiteMerge(t *testing.T, open opener) {
	one, two, three := identity(1).ID(), identity(2).ID(), identity(3).ID()
	ofThree := func(t *testing.T, retention Retention) *DB {
		db := open(t, retention)
		save(t, db, newIssue(1, start), newIssue(2, start), newIssue(3, start.Add(-time.Hour)))
		return db
	}
	alias := func(t *testing.T, db *DB, alias, id issue.ID) {
		update(t, db, func(tx *Tx) { require.NoError(t, tx.AddAlias(t.Context(), "", alias, id, "by itself")) })
	}
	names := func(t *testing.T, db *DB, want map[issue.ID]issue.ID) {
		t.Helper()
		for ask, id := range want {
			i, found := load(t, db, "", ask)
			require.Equal(t, id != "", found, ask)
			require.Equal(t, id, i.ID, ask)
		}
	}
	t.Run("all names of an issue lead to the other, and come back", func(t *testing.T) {
		db := ofThree(t, Retention{})
		alias(t, db, "a", one)
		alias(t, db, "b", two)
		fold(t, db, start, "folded", two)
		mergeInto(t, db, 2, 1)
		alias(t, db, "since", two)
		names(t, db, map[issue.ID]issue.ID{"a": one, "b": one, "folded": one, two: one, "since": one})
		unmerge(t, db, 2)
		names(t, db, map[issue.ID]issue.ID{"a": one, "b": two, "folded": two, two: two, "since": one})
	})
	t.Run("what went along stays with the whole", func(t *testing.T) {
		db := ofThree(t, Retention{})
		alias(t, db, "c", three)
		alias(t, db, "b", two)
		mergeInto(t, db, 3, 2)
		mergeInto(t, db, 3, 1) // as a part of 2 that goes along
		mergeInto(t, db, 2, 1)
		names(t, db, map[issue.ID]issue.ID{"b": one, "c": one, two: one, three: one})
		unmerge(t, db, 2)
		names(t, db, map[issue.ID]issue.ID{"b": two, "c": one, two: two, three: one})
		unmerge(t, db, 3)
		names(t, db, map[issue.ID]issue.ID{"b": two, "c": three, two: two, three: three})
	})
	t.Run("nothing that happens by itself moves a merge", func(t *testing.T) {
		db := ofThree(t, Retention{MaxFolds: 1})
		mergeInto(t, db, 2, 1)
		alias(t, db, two, three)
		names(t, db, map[issue.ID]issue.ID{two: one})
		fold(t, db, start, two, three)
		names(t, db, map[issue.ID]issue.ID{two: one})
		fold(t, db, start, "x", three)
		fold(t, db, start.Add(1), "y", three)
		trimmed(t, db, start)
		names(t, db, map[issue.ID]issue.ID{two: one, "x": "", "y": three})
	})
	t.Run("releases and counts are those of both", func(t *testing.T) {
		db := ofThree(t, Retention{})
		require.True(t, seenIn(t, db, 1, "1", start.Add(time.Minute)))
		require.True(t, seenIn(t, db, 2, "1", start))
		require.True(t, seenIn(t, db, 2, "2", start.Add(time.Hour)))
		mergeInto(t, db, 2, 1)
		require.False(t, seenIn(t, db, 1, "2", start.Add(2*time.Hour)), "a part was seen in it")
		seenIn(t, db, 1, "", start)
		for _, ask := range []issue.ID{one, two} {
			d, err := db.Detail(t.Context(), "", ask)
			require.NoError(t, err)
			require.Equal(t, []Release{
				{Release: "", Count: 1.5, Observed: 1, FirstSeen: start, LastSeen: start},
				{Release: "1", Count: 3, Observed: 2, FirstSeen: start, LastSeen: start.Add(time.Minute)},
				{Release: "2", Count: 3, Observed: 2, FirstSeen: start.Add(time.Hour), LastSeen: start.Add(2 * time.Hour)},
			}, d.Releases)
			require.Equal(t, []issue.ID{two}, ids(d.Members))
			counts, err := db.Counts(t.Context(), Series{Key: Key{ID: ask}, From: start, To: start.Add(24 * time.Hour), Step: 24 * time.Hour, Now: start})
			require.NoError(t, err)
			require.Equal(t, []Count{
				{Time: start, Count: 1.5, Observed: 1}, {Time: start, Release: "1", Count: 3, Observed: 2}, {Time: start, Release: "2", Count: 3, Observed: 2},
			}, counts)
			update(t, db, func(tx *Tx) {
				n, err := tx.FamilyReleases(t.Context(), "", ask)
				require.NoError(t, err)
				require.Equal(t, 2, n)
			})
		}
		unmerge(t, db, 2)
		d, err := db.Detail(t.Context(), "", two)
		require.NoError(t, err)
		require.Len(t, d.Releases, 2)
		require.Empty(t, d.Members)
	})
	t.Run("a part is in no list", func(t *testing.T) {
		db := ofThree(t, Retention{})
		mergeInto(t, db, 2, 1)
		page, err := db.Issues(t.Context(), Query{})
		require.NoError(t, err)
		require.Equal(t, []issue.ID{one, three}, ids(page.Issues))
		require.NoError(t, db.Known(t.Context(), 10, func(_ string, name, id issue.ID, _ issue.State) error {
			require.NotEqual(t, two, id)
			return nil
		}))
		update(t, db, func(tx *Tx) {
			members, err := tx.Members(t.Context(), "", one)
			require.NoError(t, err)
			require.Equal(t, []issue.ID{two}, ids(members))
		})
	})
	t.Run("a whole that goes takes its parts along", func(t *testing.T) {
		db := ofThree(t, Retention{MaxIssues: 2})
		save(t, db, newIssue(3, start.Add(time.Hour)))
		seenIn(t, db, 2, "1", start)
		update(t, db, func(tx *Tx) { require.NoError(t, tx.AppendStep(t.Context(), "", two, stepOf(1, true))) })
		mergeInto(t, db, 2, 1)
		gone := trimmed(t, db, start.Add(2*time.Hour))
		require.EqualValues(t, 1, gone.Issues)
		for table, want := range map[string]int64{"issues": 1, "issue_releases": 0, "counts": 0, "history": 0, "tombstones": 1} {
			require.Equal(t, want, rows(t, db, table), table)
		}
		update(t, db, func(tx *Tx) {
			old, found, err := tx.Tombstone(t.Context(), "", two)
			require.NoError(t, err)
			require.True(t, found, "the name of the part leads to what is left")
			require.Equal(t, one, old.ID)
		})
	})
	t.Run("another tenant has its own", func(t *testing.T) {
		db := ofThree(t, Retention{})
		other := newIssue(2, start)
		other.Tenant = "acme"
		save(t, db, other)
		mergeInto(t, db, 2, 1)
		got, found := load(t, db, "acme", two)
		require.True(t, found)
		require.Empty(t, got.MergedInto)
	})
}
