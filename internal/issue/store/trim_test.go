package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

func suiteTrim(t *testing.T, open opener) {
	t.Run("an empty store has nothing to remove", func(t *testing.T) {
		trimmed, err := open(t, Retention{}).Trim(t.Context(), start)
		require.NoError(t, err)
		for kind, n := range trimmed.Rows() {
			require.Zero(t, n, kind)
		}
	})
	t.Run("the longest quiet resolved issues go first, then the longest quiet", func(t *testing.T) {
		db := open(t, Retention{MaxIssues: 3})
		for n, state := range []issue.State{
			issue.StateOngoing, issue.StateResolved, issue.StateResolved, issue.StateNew, issue.StateMuted, issue.StateNew,
		} {
			i := newIssue(n, start.Add(time.Duration(n)*time.Minute))
			i.State = state
			save(t, db, i)
		}
		trimmed, err := db.Trim(t.Context(), start.Add(time.Hour))
		require.NoError(t, err)
		require.EqualValues(t, 3, trimmed.Issues)
		page, err := db.Issues(t.Context(), Query{})
		require.NoError(t, err)
		require.Equal(t, []issue.ID{identity(5).ID(), identity(4).ID(), identity(3).ID()}, ids(page.Issues))
	})
	t.Run("quiet is when nothing arrives, whatever the sender's times say", func(t *testing.T) {
		db := open(t, Retention{MaxIssues: 1})
		late, quiet := newIssue(1, start), newIssue(2, start.Add(time.Hour))
		late.ArrivedAt = start.Add(2 * time.Hour)
		save(t, db, late, quiet)
		_, err := db.Trim(t.Context(), start.Add(3*time.Hour))
		require.NoError(t, err)
		_, found := load(t, db, "", late.ID)
		require.True(t, found)
	})
	t.Run("an issue goes with all that is beside it, and nothing else does", func(t *testing.T) {
		db := open(t, Retention{MaxIssues: 1})
		for n := range 2 {
			at := start.Add(time.Duration(n) * time.Minute)
			save(t, db, newIssue(n, at))
			update(t, db, func(tx *Tx) {
				id := identity(n).ID()
				_, err := tx.AddRelease(t.Context(), "", id, Release{Release: "1", Count: 1, Observed: 1, FirstSeen: at, LastSeen: at})
				require.NoError(t, err)
				require.NoError(t, tx.AddCounts(t.Context(), "", id, Count{Time: at, Release: "1", Count: 1, Observed: 1}))
				require.NoError(t, tx.PutExemplar(t.Context(), "", id, Exemplar{Slot: SlotFirst, Time: at, Body: []byte("{}")}))
			})
		}
		trimmed, err := db.Trim(t.Context(), start.Add(time.Hour))
		require.NoError(t, err)
		require.EqualValues(t, 1, trimmed.Issues)
		for table, want := range map[string]int64{"issues": 1, "tombstones": 1, "issue_releases": 1, "counts": 3, "exemplars": 1} {
			require.Equal(t, want, rows(t, db, table), table)
		}
	})
	t.Run("many issues go in pieces", func(t *testing.T) {
		db := open(t, Retention{MaxIssues: 5})
		const n = picked + 50
		update(t, db, func(tx *Tx) {
			for n := range n {
				require.NoError(t, tx.SaveIssue(t.Context(), newIssue(n, start), time.Time{}))
			}
		})
		trimmed, err := db.Trim(t.Context(), start.Add(time.Hour))
		require.NoError(t, err)
		require.EqualValues(t, n-5, trimmed.Issues)
		require.EqualValues(t, 5, rows(t, db, "issues"))
		require.EqualValues(t, n-5, rows(t, db, "tombstones"))
	})
	t.Run("an issue that was seen again since it was chosen stays", func(t *testing.T) {
		db := open(t, Retention{})
		i := newIssue(1, start)
		save(t, db, i)
		chosen := quiet{Key{ID: i.ID}, i.Version, nanos(start)}
		i.ArrivedAt = start.Add(time.Second)
		save(t, db, i)
		update(t, db, func(tx *Tx) {
			n, err := tx.buryIssue(t.Context(), chosen, start)
			require.NoError(t, err)
			require.Zero(t, n)
		})
		require.Zero(t, rows(t, db, "tombstones"))
	})
	suiteTrimCounts(t, open)
	t.Run("releases of all services together have a limit", func(t *testing.T) {
		db := open(t, Retention{})
		update(t, db, func(tx *Tx) {
			_, err := tx.exec(t.Context(), `WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
				INSERT INTO releases (tenant, service_namespace, service, environment, release, first_seen, last_seen)
				SELECT '', '', 'payment', '', CAST(n AS TEXT), CAST(? AS BIGINT) + n, CAST(? AS BIGINT) + n FROM numbers`, maxBookings+2, nanos(start), nanos(start))
			require.NoError(t, err)
		})
		trimmed, err := db.Trim(t.Context(), start)
		require.NoError(t, err)
		require.EqualValues(t, 3, trimmed.Releases)
		first, err := db.number(t.Context(), "SELECT MIN(last_seen) FROM releases")
		require.NoError(t, err)
		require.Equal(t, start.Add(3), fromNanos(first))
	})
}

func suiteTrimCounts(t *testing.T, open opener) {
	const day = 24 * time.Hour
	id := identity(1).ID()
	t.Run("minutes, hours and days go at their age", func(t *testing.T) {
		db := open(t, Retention{MinutesFor: time.Hour, HoursFor: 2 * day, DaysFor: 4 * day})
		update(t, db, func(tx *Tx) {
			require.NoError(t, tx.AddCounts(t.Context(), "", id, Count{Time: start, Count: 1, Observed: 1}))
		})
		for _, c := range []struct {
			age  time.Duration
			left int64
		}{
			{time.Hour, 3}, {time.Hour + time.Minute, 2},
			{2 * day, 2}, {2*day + time.Hour, 1},
			{4 * day, 1}, {5 * day, 0},
		} {
			_, err := db.Trim(t.Context(), start.Add(c.age))
			require.NoError(t, err)
			require.Equal(t, c.left, rows(t, db, "counts"), "after %s", c.age)
		}
	})
	t.Run("more than one piece goes at once", func(t *testing.T) {
		db := open(t, Retention{MinutesFor: time.Hour})
		const minutes = trimRows + 10
		update(t, db, func(tx *Tx) {
			for n := range minutes {
				for _, release := range []string{"1", "2"} {
					at := start.Add(time.Duration(n) * time.Minute)
					require.NoError(t, tx.AddCounts(t.Context(), "", id, Count{Time: at, Release: release, Count: 1, Observed: 1}))
				}
			}
		})
		trimmed, err := db.Trim(t.Context(), start.Add(minutes*time.Minute+2*time.Hour))
		require.NoError(t, err)
		require.EqualValues(t, 2*minutes, trimmed.Counts)
	})
}
