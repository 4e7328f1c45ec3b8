package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

func suiteUpdate(t *testing.T, open opener) {
	t.Run("an error takes everything back", func(t *testing.T) {
		db := open(t, Retention{})
		want := errors.New("no")
		err := db.Update(t.Context(), func(tx *Tx) error {
			require.NoError(t, tx.SaveIssue(t.Context(), newIssue(1, start), time.Time{}))
			return want
		})
		require.ErrorIs(t, err, want)
		_, found := load(t, db, "", identity(1).ID())
		require.False(t, found)
	})
	t.Run("a panic takes everything back and the next transaction works", func(t *testing.T) {
		db := open(t, Retention{})
		require.PanicsWithValue(t, "no", func() {
			_ = db.Update(t.Context(), func(tx *Tx) error {
				require.NoError(t, tx.SaveIssue(t.Context(), newIssue(1, start), time.Time{}))
				panic("no")
			})
		})
		_, found := load(t, db, "", identity(1).ID())
		require.False(t, found)
	})
	t.Run("a transaction sees what it wrote and readers do not", func(t *testing.T) {
		db := open(t, Retention{})
		update(t, db, func(tx *Tx) {
			require.NoError(t, tx.SaveIssue(t.Context(), newIssue(1, start), time.Time{}))
			_, found, err := tx.Issue(t.Context(), "", identity(1).ID())
			require.NoError(t, err)
			require.True(t, found)
			n, err := db.CountIssues(t.Context())
			require.NoError(t, err)
			require.Zero(t, n)
		})
		n, err := db.CountIssues(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
	})
	t.Run("waiting for the turn ends with the context", func(t *testing.T) {
		db := open(t, Retention{})
		ctx, cancel := context.WithCancel(t.Context())
		update(t, db, func(*Tx) {
			cancel()
			require.ErrorIs(t, db.Update(ctx, func(*Tx) error { return nil }), context.Canceled)
		})
	})
	t.Run("a context that ends inside takes everything back", func(t *testing.T) {
		db := open(t, Retention{})
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Update(ctx, func(tx *Tx) error {
			require.NoError(t, tx.SaveIssue(ctx, newIssue(1, start), time.Time{}))
			cancel()
			return nil
		})
		require.ErrorIs(t, err, context.Canceled)
		_, found := load(t, db, "", identity(1).ID())
		require.False(t, found)
	})
	t.Run("after Close it says so", func(t *testing.T) {
		db := open(t, Retention{})
		require.NoError(t, db.Close())
		require.NoError(t, db.Close())
		require.ErrorIs(t, db.Update(t.Context(), func(*Tx) error { return nil }), ErrClosed)
		_, err := db.Issues(t.Context(), Query{})
		require.Error(t, err)
	})
}

func suiteFlushed(t *testing.T, open opener) {
	db := open(t, Retention{})
	// flush counts one occurrence unless the flush was written before.
	flush := func(instance string, number int64) {
		update(t, db, func(tx *Tx) {
			done, err := tx.Flushed(t.Context(), instance, number)
			require.NoError(t, err)
			if done {
				return
			}
			i, found, err := tx.Issue(t.Context(), "", identity(1).ID())
			require.NoError(t, err)
			if !found {
				i = newIssue(1, start)
				i.Observed = 0
			}
			i.Observed++
			require.NoError(t, tx.SaveIssue(t.Context(), i, time.Time{}))
			require.NoError(t, tx.SetFlushed(t.Context(), instance, number))
		})
	}
	for _, f := range []struct {
		name     string
		instance string
		number   int64
		observed int64
	}{
		{"the first flush counts", "a", 1, 1},
		{"the same flush again does not", "a", 1, 1},
		{"the next flush counts", "a", 2, 2},
		{"one from before the last does not", "a", 1, 2},
		{"the same number of another process counts", "b", 2, 3},
		{"the first again does not", "a", 2, 3},
	} {
		flush(f.instance, f.number)
		i, _ := load(t, db, "", identity(1).ID())
		require.Equal(t, f.observed, i.Observed, f.name)
	}
	t.Run("being alive does not forget the flush", func(t *testing.T) {
		require.NoError(t, db.RecordAlive(t.Context(), "a", start))
		update(t, db, func(tx *Tx) {
			done, err := tx.Flushed(t.Context(), "a", 2)
			require.NoError(t, err)
			require.True(t, done)
		})
	})
	t.Run("a process that is gone for a week is forgotten", func(t *testing.T) {
		require.NoError(t, db.RecordAlive(t.Context(), "b", start.Add(8*24*time.Hour)))
		_, err := db.Trim(t.Context(), start.Add(8*24*time.Hour))
		require.NoError(t, err)
		require.EqualValues(t, 1, rows(t, db, "instances"))
	})
}

func suiteSaveIssue(t *testing.T, open opener) {
	t.Run("every field comes back", func(t *testing.T) {
		db := open(t, Retention{})
		want := newIssue(1, start)
		want.Tenant = "acme"
		want.State, want.StateReason, want.Handled = issue.StateRegressed, issue.ReasonReturned, true
		want.Count, want.Resolution.At = 12.5, start.Add(time.Nanosecond)
		want.Notified = issue.Notified{At: start, Count: 3.25, Observed: 3, Releases: 2, Settled: 4, Exemplar: "e"}
		want.Users = issue.NewUsers()
		want.Users.Add("u1")
		want.Users.Add("u2")
		save(t, db, want)
		got, found := load(t, db, "acme", want.ID)
		require.True(t, found)
		require.EqualValues(t, 2, got.Users.Estimate())
		got.Users, want.Users = nil, nil
		require.Equal(t, want, got)
	})
	t.Run("the zero level stays unknown and no users stay none", func(t *testing.T) {
		db := open(t, Retention{})
		want := newIssue(1, start)
		want.Level = 0
		save(t, db, want)
		got, _ := load(t, db, "", want.ID)
		require.Equal(t, want, got)
	})
	t.Run("another tenant has its own", func(t *testing.T) {
		db := open(t, Retention{})
		save(t, db, newIssue(1, start))
		_, found := load(t, db, "acme", identity(1).ID())
		require.False(t, found)
	})
	for _, c := range []struct {
		name          string
		stored, saved int64
		err           error
	}{
		{"a higher version replaces", 3, 4, nil},
		{"the same version replaces, for counts that nobody was told", 3, 3, nil},
		{"a lower version is stale", 3, 2, ErrStale},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := open(t, Retention{})
			i := newIssue(1, start)
			i.Version = c.stored
			save(t, db, i)
			i.Version, i.Title = c.saved, "another title"
			err := db.Update(t.Context(), func(tx *Tx) error { return tx.SaveIssue(t.Context(), i, time.Time{}) })
			require.ErrorIs(t, err, c.err)
			got, _ := load(t, db, "", i.ID)
			require.Equal(t, c.err == nil, got.Title == "another title")
		})
	}
}
