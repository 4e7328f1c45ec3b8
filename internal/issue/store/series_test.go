package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func suiteCounts(t *testing.T, open opener) {
	const day = 24 * time.Hour
	id := identity(1).ID()
	add := func(t *testing.T, db *DB, at time.Time, release string, count float64) {
		update(t, db, func(tx *Tx) {
			require.NoError(t, tx.AddCounts(t.Context(), "", id, Count{Time: at, Release: release, Count: count, Observed: 1}))
		})
	}
	t.Run("a step sums its minutes by time and release", func(t *testing.T) {
		db := open(t, Retention{})
		add(t, db, start.Add(4*time.Minute+59*time.Second), "1", 1)
		add(t, db, start.Add(5*time.Minute), "2", 2)
		add(t, db, start.Add(5*time.Minute), "1", 0.5)
		add(t, db, start.Add(9*time.Minute), "1", 1)
		add(t, db, start.Add(10*time.Minute), "1", 7)
		got, err := db.Counts(t.Context(), Series{
			Key: Key{ID: id}, From: start.Add(3 * time.Minute), To: start.Add(10 * time.Minute), Step: 5 * time.Minute, Now: start.Add(time.Hour),
		})
		require.NoError(t, err)
		require.Equal(t, []Count{
			{Time: start, Release: "1", Count: 1, Observed: 1},
			{Time: start.Add(5 * time.Minute), Release: "1", Count: 1.5, Observed: 2},
			{Time: start.Add(5 * time.Minute), Release: "2", Count: 2, Observed: 1},
		}, got)
	})
	t.Run("other issues and tenants are left out", func(t *testing.T) {
		db := open(t, Retention{})
		add(t, db, start, "1", 1)
		for _, k := range []Key{{ID: identity(2).ID()}, {Tenant: "acme", ID: id}} {
			got, err := db.Counts(t.Context(), Series{Key: k, From: start, To: start.Add(day), Step: time.Hour, Now: start})
			require.NoError(t, err)
			require.Empty(t, got)
		}
	})
	t.Run("a step that is no multiple of a minute is refused", func(t *testing.T) {
		db := open(t, Retention{})
		for _, step := range []time.Duration{0, -time.Minute, time.Second, 90 * time.Second} {
			_, err := db.Counts(t.Context(), Series{Key: Key{ID: id}, From: start, To: start.Add(day), Step: step, Now: start})
			require.ErrorIs(t, err, ErrStep)
		}
	})
	t.Run("times that do not fit are all of time", func(t *testing.T) {
		db := open(t, Retention{})
		add(t, db, start, "1", 1)
		for _, from := range []time.Time{{}, time.Date(-9999, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(-1, 0)} {
			got, err := db.Counts(t.Context(), Series{
				Key: Key{ID: id}, From: from, To: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), Step: 7 * day, Now: start,
			})
			require.NoError(t, err)
			require.Len(t, got, 1)
		}
	})
	t.Run("what was trimmed is read from what is coarser", func(t *testing.T) {
		db := open(t, Retention{})
		add(t, db, start, "1", 3)
		for _, age := range []time.Duration{0, 47 * time.Hour, 3 * day, 100 * day, 700 * day} {
			now := start.Add(age)
			_, err := db.Trim(t.Context(), now)
			require.NoError(t, err)
			got, err := db.Counts(t.Context(), Series{Key: Key{ID: id}, From: start, To: now.Add(day), Step: day, Now: now})
			require.NoError(t, err)
			require.Equal(t, []Count{{Time: start, Release: "1", Count: 3, Observed: 1}}, got, "after %s", age)
		}
	})
}

func TestRetention_Granularity(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		name            string
		step, age, want time.Duration
	}{
		{"minutes for minutes", time.Minute, time.Hour, time.Minute},
		{"minutes for hours while they reach", time.Hour, 48 * time.Hour, time.Minute},
		{"hours for hours from then on", time.Hour, 48*time.Hour + 1, time.Hour},
		{"hours for days while they reach", day, 90 * day, time.Hour},
		{"days for days from then on", day, 90*day + 1, day},
		{"days however long ago", 7 * day, 9_000 * day, day},
		{"minutes when nothing coarser divides the step", 5 * time.Minute, 30 * day, time.Minute},
		{"minutes when an hour does not divide the step", 90 * time.Minute, 30 * day, time.Minute},
		{"hours when a day does not divide the step", 36 * time.Hour, 300 * day, time.Hour},
		{"minutes for what has not come yet", time.Hour, -time.Hour, time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, NewDefaultRetention().granularity(c.step, c.age))
		})
	}
}

func TestStepStart_RoundsDownAlsoBeforeTheEpoch(t *testing.T) {
	for _, c := range [][2]int64{{0, 0}, {59, 0}, {60, 60}, {61, 60}, {-1, -60}, {-60, -60}, {-61, -120}} {
		require.Equal(t, c[1]*int64(time.Second), stepStart(c[0]*int64(time.Second), time.Minute), c)
	}
}
