package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func suiteSnapshots(t *testing.T, open opener) {
	save := func(t *testing.T, db *DB, instance, key string, at time.Duration, data string) {
		require.NoError(t, db.SaveSnapshots(t.Context(), "flatline", instance, []Snapshot{{Key: key, SavedAt: start.Add(at), Data: []byte(data)}}))
	}
	of := func(t *testing.T, db *DB, detector, instance string, at time.Duration) map[string]string {
		found := map[string]string{}
		require.NoError(t, db.Snapshots(t.Context(), detector, instance, start.Add(at), func(s Snapshot) error {
			found[s.Key] = s.Instance + ": " + string(s.Data)
			return nil
		}))
		return found
	}
	all := func(t *testing.T, db *DB, detector string, at time.Duration) map[string]string {
		return of(t, db, detector, "", at)
	}
	t.Run("a snapshot replaces the one before", func(t *testing.T) {
		db := open(t, Retention{})
		save(t, db, "one", "signups", 0, "first")
		save(t, db, "one", "signups", time.Minute, "second")
		require.Equal(t, map[string]string{"signups": "one: second"}, all(t, db, "flatline", time.Minute))
	})
	t.Run("the newest of any process is found", func(t *testing.T) {
		db := open(t, Retention{})
		save(t, db, "two", "signups", time.Minute, "newer")
		save(t, db, "one", "signups", 0, "older")
		require.Equal(t, map[string]string{"signups": "two: newer"}, all(t, db, "flatline", time.Hour))
		s, found, err := db.Snapshot(t.Context(), "flatline", "signups", start.Add(time.Hour))
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, Snapshot{Key: "signups", Instance: "two", SavedAt: start.Add(time.Minute), Data: []byte("newer")}, s)
	})
	t.Run("what an instance saved is found though another saved the same key later", func(t *testing.T) {
		db := open(t, Retention{})
		save(t, db, "one", "signups", 0, "mine")
		save(t, db, "two", "signups", time.Minute, "theirs")
		require.Equal(t, map[string]string{"signups": "one: mine"}, of(t, db, "flatline", "one", time.Hour))
		require.Empty(t, of(t, db, "flatline", "three", time.Hour))
		require.Empty(t, of(t, db, "flatline", "one", SnapshotsFor+time.Minute))
	})
	t.Run("another detector and another key find nothing", func(t *testing.T) {
		db := open(t, Retention{})
		save(t, db, "one", "signups", 0, "x")
		require.Empty(t, all(t, db, "flatline/2", 0))
		_, found, err := db.Snapshot(t.Context(), "flatline", "logins", start)
		require.NoError(t, err)
		require.False(t, found)
	})
	t.Run("one that was not saved for fourteen days is left out, and trimmed", func(t *testing.T) {
		db := open(t, Retention{})
		save(t, db, "one", "old", 0, "x")
		save(t, db, "one", "young", time.Hour, "y")
		later := SnapshotsFor + time.Minute
		require.Equal(t, map[string]string{"young": "one: y"}, all(t, db, "flatline", later))
		trimmed, err := db.Trim(t.Context(), start.Add(later))
		require.NoError(t, err)
		require.EqualValues(t, 1, trimmed.Snapshots)
		require.Equal(t, map[string]string{"young": "one: y"}, all(t, db, "flatline", 0))
	})
	t.Run("many are kept apart in one transaction", func(t *testing.T) {
		db := open(t, Retention{})
		var list []Snapshot
		for n := range 500 {
			list = append(list, Snapshot{Key: fmt.Sprint(n), SavedAt: start, Data: []byte(fmt.Sprint(n))})
		}
		require.NoError(t, db.SaveSnapshots(t.Context(), "flatline", "one", list))
		found := all(t, db, "flatline", 0)
		require.Len(t, found, 500)
		require.Equal(t, "one: 499", found["499"])
	})
}
