package store

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

func suiteDue(t *testing.T, open opener) {
	db := open(t, Retention{})
	saveDue := func(n int, due time.Time) {
		update(t, db, func(tx *Tx) { require.NoError(t, tx.SaveIssue(t.Context(), newIssue(n, start), due)) })
	}
	due := func(now time.Time, limit int) []Key {
		keys, err := db.Due(t.Context(), now, limit)
		require.NoError(t, err)
		return keys
	}
	one, two := Key{ID: identity(1).ID()}, Key{ID: identity(2).ID()}
	saveDue(0, time.Time{})
	saveDue(1, start.Add(2*time.Minute))
	saveDue(2, start.Add(time.Minute))

	require.Empty(t, due(start, 10), "nothing is due before its time")
	require.Equal(t, []Key{two}, due(start.Add(time.Minute), 10), "at its time it is")
	require.Equal(t, []Key{two, one}, due(start.Add(time.Hour), 10), "longest overdue first, never is never")
	require.Equal(t, []Key{two}, due(start.Add(time.Hour), 1), "the limit holds")
	saveDue(2, start.Add(24*time.Hour))
	require.Equal(t, []Key{one}, due(start.Add(time.Hour), 10), "saving moves it")
}

func suiteKnown(t *testing.T, open opener) {
	type entry struct {
		tenant       string
		identity, id issue.ID
		state        issue.State
	}
	db := open(t, Retention{})
	for n := range 3 {
		i := newIssue(n, start.Add(time.Duration(n)*time.Minute))
		if n == 1 {
			i.State = issue.StateResolved
		}
		save(t, db, i)
	}
	zero, one, two := identity(0).ID(), identity(1).ID(), identity(2).ID()
	update(t, db, func(tx *Tx) {
		require.NoError(t, tx.AddAlias(t.Context(), "", "alias", one, "test"))
		require.NoError(t, tx.AddAlias(t.Context(), "", zero, two, "merged"))
		require.NoError(t, tx.AddAlias(t.Context(), "", "dangling", "gone", "test"))
	})
	known := func(limit int) (all []entry) {
		err := db.Known(t.Context(), limit, func(tenant string, identity, id issue.ID, state issue.State) error {
			all = append(all, entry{tenant, identity, id, state})
			return nil
		})
		require.NoError(t, err)
		return all
	}
	t.Run("ids and aliases are told with their issue, seen last first", func(t *testing.T) {
		all := known(10)
		require.ElementsMatch(t, []entry{
			{"", two, two, issue.StateNew}, {"", zero, two, issue.StateNew},
			{"", one, one, issue.StateResolved}, {"", "alias", one, issue.StateResolved},
		}, all)
		require.Equal(t, two, all[0].id)
		require.Equal(t, one, all[3].id)
	})
	t.Run("the limit holds", func(t *testing.T) {
		require.Len(t, known(3), 3)
	})
	t.Run("an error of the caller ends it", func(t *testing.T) {
		stop := errors.New("stop")
		calls := 0
		err := db.Known(t.Context(), 10, func(string, issue.ID, issue.ID, issue.State) error { calls++; return stop })
		require.ErrorIs(t, err, stop)
		require.Equal(t, 1, calls)
	})
}

func suiteAlive(t *testing.T, open opener) {
	away := func(t *testing.T, db *DB, since time.Time) time.Duration {
		d, err := db.Away(t.Context(), since)
		require.NoError(t, err)
		return d
	}
	alive := func(t *testing.T, db *DB, instance string, at ...time.Duration) {
		for _, d := range at {
			require.NoError(t, db.RecordAlive(t.Context(), instance, start.Add(d)))
		}
	}
	t.Run("a first start is no gap", func(t *testing.T) {
		db := open(t, Retention{})
		alive(t, db, "a", 0)
		require.Zero(t, away(t, db, time.Time{}))
	})
	t.Run("reports in time make no gap", func(t *testing.T) {
		db := open(t, Retention{})
		alive(t, db, "a", 0, 10*time.Second, time.Minute, 2*time.Minute)
		require.Zero(t, away(t, db, start))
	})
	t.Run("a stop of more than a minute is a gap", func(t *testing.T) {
		db := open(t, Retention{})
		alive(t, db, "a", 0)
		alive(t, db, "b", time.Hour)
		require.Equal(t, time.Hour, away(t, db, start.Add(-time.Hour)))
	})
	t.Run("only what lies behind the time counts", func(t *testing.T) {
		db := open(t, Retention{})
		alive(t, db, "a", 0, time.Hour, time.Hour+time.Minute, 3*time.Hour+time.Minute)
		require.Equal(t, 3*time.Hour, away(t, db, start))
		require.Equal(t, 2*time.Hour+15*time.Minute, away(t, db, start.Add(45*time.Minute)))
		require.Zero(t, away(t, db, start.Add(4*time.Hour)))
	})
	t.Run("while one of two runs there is no gap", func(t *testing.T) {
		db := open(t, Retention{})
		for n := range 10 {
			alive(t, db, "a", time.Duration(n)*time.Minute)
		}
		alive(t, db, "b", 9*time.Minute)
		require.Zero(t, away(t, db, start))
	})
	t.Run("a clock that goes back makes no gap", func(t *testing.T) {
		db := open(t, Retention{})
		alive(t, db, "a", time.Hour, 0, time.Hour)
		require.Zero(t, away(t, db, start))
	})
	t.Run("old gaps and too many gaps are forgotten", func(t *testing.T) {
		db := open(t, Retention{})
		alive(t, db, "a", 0)
		update(t, db, func(tx *Tx) {
			for n := range gapsKept + 10 {
				began := start.Add(time.Duration(n) * time.Hour)
				require.NoError(t, tx.addGap(t.Context(), began, began.Add(2*time.Minute)))
			}
		})
		require.EqualValues(t, gapsKept, rows(t, db, "gaps"))
		alive(t, db, "a", 200*24*time.Hour)
		require.EqualValues(t, 1, rows(t, db, "gaps"))
	})
}
