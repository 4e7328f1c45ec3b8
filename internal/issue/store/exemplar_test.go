package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

func suiteExemplars(t *testing.T, open opener) {
	at := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	put := func(t *testing.T, db *DB, slot, release string, n int) {
		t.Helper()
		update(t, db, func(tx *Tx) {
			require.NoError(t, tx.PutExemplar(t.Context(), "", identity(1).ID(),
				Exemplar{Slot: slot, Release: release, Time: at(n), Body: []byte{byte(n)}}))
		})
	}
	kept := func(t *testing.T, db *DB) (slots []string, numbers []byte) {
		t.Helper()
		d, err := db.Detail(t.Context(), "", identity(1).ID())
		require.NoError(t, err)
		for _, e := range d.Exemplars {
			require.Equal(t, at(int(e.Body[0])), e.Time)
			slots, numbers = append(slots, e.Slot), append(numbers, e.Body[0])
		}
		return slots, numbers
	}
	opened := func(t *testing.T, retention Retention) *DB {
		db := open(t, retention)
		save(t, db, newIssue(1, start))
		return db
	}
	t.Run("the first stays, the latest is replaced, a release keeps its first", func(t *testing.T) {
		db := opened(t, Retention{})
		for n := range 3 {
			put(t, db, SlotFirst, "1", n)
			put(t, db, SlotLatest, "1", n)
			put(t, db, SlotOfRelease("1"), "1", n)
		}
		slots, numbers := kept(t, db)
		require.Equal(t, []string{SlotLatest, SlotFirst, "release:1"}, slots)
		require.Equal(t, []byte{2, 0, 0}, numbers)
	})
	t.Run("over the limit the oldest releases go, first and latest stay", func(t *testing.T) {
		db := opened(t, Retention{MaxExemplars: 4})
		put(t, db, SlotFirst, "a", 0)
		put(t, db, SlotLatest, "a", 0)
		for n, release := range []string{"a", "b", "c", "d"} {
			put(t, db, SlotOfRelease(release), release, n)
		}
		slots, _ := kept(t, db)
		require.Equal(t, []string{"release:d", "release:c", SlotFirst, SlotLatest}, slots)
	})
	t.Run("the limit is per issue and ten by default", func(t *testing.T) {
		db := opened(t, Retention{})
		save(t, db, newIssue(2, start))
		for n := range 20 {
			put(t, db, SlotOfRelease(string(rune('a'+n))), "", n)
		}
		update(t, db, func(tx *Tx) {
			require.NoError(t, tx.PutExemplar(t.Context(), "", identity(2).ID(), Exemplar{Slot: SlotFirst, Time: start, Body: []byte{0}}))
		})
		slots, _ := kept(t, db)
		require.Len(t, slots, 10)
		require.EqualValues(t, 11, rows(t, db, "exemplars"))
	})
	t.Run("the latest is read in the transaction that wrote it", func(t *testing.T) {
		db := opened(t, Retention{})
		update(t, db, func(tx *Tx) {
			_, found, err := tx.LatestExemplar(t.Context(), "", identity(1).ID())
			require.NoError(t, err)
			require.False(t, found)
			want := Exemplar{Slot: SlotLatest, Release: "1", Time: start, Body: []byte("{}")}
			require.NoError(t, tx.PutExemplar(t.Context(), "", identity(1).ID(), want))
			got, found, err := tx.LatestExemplar(t.Context(), "", identity(1).ID())
			require.NoError(t, err)
			require.True(t, found)
			require.Equal(t, want, got)
		})
	})
}

func suiteDetail(t *testing.T, open opener) {
	db := open(t, Retention{})
	save(t, db, newIssue(1, start))
	update(t, db, func(tx *Tx) {
		for n, release := range []string{"1.0.0", "1.1.0"} {
			at := start.Add(time.Duration(n) * time.Hour)
			_, err := tx.AddRelease(t.Context(), "", identity(1).ID(), Release{Release: release, Count: 1, Observed: 1, FirstSeen: at, LastSeen: at})
			require.NoError(t, err)
		}
	})
	t.Run("an issue comes with its releases by first seen", func(t *testing.T) {
		d, err := db.Detail(t.Context(), "", identity(1).ID())
		require.NoError(t, err)
		require.Equal(t, newIssue(1, start), d.Issue)
		require.Equal(t, "1.0.0", d.Releases[0].Release)
		require.Equal(t, "1.1.0", d.Releases[1].Release)
		require.Empty(t, d.Exemplars)
	})
	for name, k := range map[string]Key{
		"an unknown id is not found":           {ID: "nothing"},
		"an issue of another tenant is not":    {Tenant: "acme", ID: identity(1).ID()},
		"an alias of nothing is not found":     {ID: "alias"},
		"the empty id is not found":            {},
		"an id with a percent sign is no mask": {ID: issue.ID("%")},
	} {
		t.Run(name, func(t *testing.T) {
			update(t, db, func(tx *Tx) {
				require.NoError(t, tx.AddAlias(t.Context(), "", "alias", "nowhere", "test"))
			})
			_, err := db.Detail(t.Context(), k.Tenant, k.ID)
			require.ErrorIs(t, err, ErrNotFound)
		})
	}
}
