package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/release"
)

// sent adds traffic of a release of the payment service that must not be over the limit.
func sent(t testing.TB, db *DB, name, revision string, items int64, first, last time.Time) {
	t.Helper()
	update(t, db, func(tx *Tx) {
		overflow, err := tx.AddTraffic(t.Context(), Traffic{Of: identity(1), Release: name, Revision: revision, Items: items, First: first, Last: last})
		require.NoError(t, err)
		require.False(t, overflow)
	})
}

// booked reads the releases of production as they are stored, by name.
func booked(t testing.TB, db *DB) map[string]release.Release {
	t.Helper()
	all := map[string]release.Release{}
	update(t, db, func(tx *Tx) {
		places, err := bookReader(tx.query).book(t.Context(), identity(1))
		require.NoError(t, err)
		require.NoError(t, bookReader(tx.query).addShares(t.Context(), identity(1), places["production"]))
		for _, r := range places["production"] {
			all[r.Name] = r
		}
	})
	return all
}

func suiteTraffic(t *testing.T, open opener) {
	t.Run("adds up per release and hour, with the share of each", func(t *testing.T) {
		db := open(t, Retention{})
		hour := start.Add(time.Hour)
		sent(t, db, "1", "", 30, start, start.Add(time.Second))
		sent(t, db, "1", "", 30, start.Add(time.Minute), start.Add(2*time.Minute))
		sent(t, db, "2", "", 20, start.Add(59*time.Minute), start.Add(59*time.Minute))
		sent(t, db, "2", "", 5, start.Add(59*time.Minute), hour)
		got, err := db.Traffic(t.Context(), identity(1), start.Add(time.Minute), hour.Add(time.Second))
		require.NoError(t, err)
		require.Equal(t, []TrafficHour{
			{start, "1", 60, 0.75}, {start, "2", 20, 0.25}, {hour, "2", 5, 1},
		}, got)
		got, err = db.Traffic(t.Context(), identity(1), start, hour)
		require.NoError(t, err)
		require.Len(t, got, 2, "the end is left out")
	})
	t.Run("over the limit of its service it counts with all others", func(t *testing.T) {
		db := open(t, Retention{MaxReleasesPerService: 1})
		sent(t, db, "1", "", 1, start, start)
		for n := range 3 {
			update(t, db, func(tx *Tx) {
				overflow, err := tx.AddTraffic(t.Context(), Traffic{Of: identity(1), Release: fmt.Sprintf("over %d", n), Revision: "r", Items: 2, First: start, Last: start})
				require.NoError(t, err)
				require.True(t, overflow)
			})
		}
		got, err := db.Traffic(t.Context(), identity(1), start, start.Add(time.Hour))
		require.NoError(t, err)
		require.Equal(t, []TrafficHour{{start, OtherRelease, 6, 6. / 7}, {start, "1", 1, 1. / 7}}, got)
		require.Zero(t, rows(t, db, "release_revisions"))
	})
	t.Run("no release is none", func(t *testing.T) {
		db := open(t, Retention{})
		sent(t, db, "", "r", 1, start, start)
		require.Zero(t, rows(t, db, "release_traffic"))
	})
	t.Run("hours of more than 30 days ago go", func(t *testing.T) {
		db := open(t, Retention{})
		for n := range 4 {
			at := start.Add(time.Duration(n) * time.Hour)
			sent(t, db, "1", "", 1, at, at)
		}
		trimmed, err := db.Trim(t.Context(), start.Add(trafficKept+2*time.Hour+time.Minute))
		require.NoError(t, err)
		require.Equal(t, int64(2), trimmed.Traffic)
		require.Equal(t, int64(2), rows(t, db, "release_traffic"))
	})
}

func TestMigrate_ReleasesOfEarlierSchemasArrivedWhenTheyWereFirstSeen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	storeOfVersion(t, path, 4, `INSERT INTO releases (tenant, service_namespace, service, environment, release, first_seen, last_seen)
		VALUES ('', 'shop', 'payment', 'production', '1.0.0', 5, 7)`)
	require.Equal(t, map[string]release.Release{"1.0.0": {
		Name: "1.0.0", ArrivedAt: time.Unix(0, 5).UTC(), LastSeen: time.Unix(0, 7).UTC(),
	}}, booked(t, openSettings(t, Settings{Path: path})))
}

func suiteBook(t *testing.T, open opener) {
	t.Run("an arrival is the first receipt, and stays", func(t *testing.T) {
		db := open(t, Retention{})
		sent(t, db, "1", "", 7, start.Add(time.Second), start.Add(3*time.Second))
		sent(t, db, "1", "", 5, start.Add(time.Hour), start.Add(2*time.Hour))
		require.Equal(t, map[string]release.Release{"1": {
			Name: "1", ArrivedAt: start.Add(time.Second), LastSeen: start.Add(2 * time.Hour), Traffic: 12, Share: release.Share{Items: 12, Of: 12},
		}}, booked(t, db))
	})
	t.Run("a deployment is the arrival when it is earlier than the telemetry", func(t *testing.T) {
		db := open(t, Retention{})
		sent(t, db, "1", "", 1, start, start)
		update(t, db, func(tx *Tx) {
			require.NoError(t, tx.RecordDeploy(t.Context(), identity(1), "1", start.Add(time.Hour)))
			require.NoError(t, tx.RecordDeploy(t.Context(), identity(1), "2", start.Add(time.Hour)))
			require.NoError(t, tx.RecordDeploy(t.Context(), identity(1), "", start))
		})
		sent(t, db, "2", "", 1, start.Add(2*time.Hour), start.Add(2*time.Hour))
		got := booked(t, db)
		require.Len(t, got, 2)
		require.Equal(t, release.SourceTelemetry, got["1"].Source)
		require.Equal(t, start, got["1"].ArrivedAt)
		require.Equal(t, release.SourceDeploy, got["2"].Source)
		require.Equal(t, start.Add(time.Hour), got["2"].ArrivedAt)
	})
	t.Run("a release that was published again has several revisions, the latest of them", func(t *testing.T) {
		db := open(t, Retention{})
		for n := range 7 {
			at := start.Add(time.Duration(n) * time.Hour)
			sent(t, db, "1", fmt.Sprintf("aaaaaa%d", n), 1, at, at)
		}
		at := start.Add(8 * time.Hour)
		sent(t, db, "1", "aaaaaa5", 1, at, at)
		revisions := booked(t, db)["1"].Revisions
		require.Len(t, revisions, maxRevisions)
		require.Equal(t, release.Revision{ID: "aaaaaa2", ArrivedAt: start.Add(2 * time.Hour), LastSeen: start.Add(2 * time.Hour)}, revisions[0])
		require.Equal(t, release.Revision{ID: "aaaaaa5", ArrivedAt: start.Add(5 * time.Hour), LastSeen: at}, revisions[3])
	})
	t.Run("a share is that of the traffic since the release arrived", func(t *testing.T) {
		db := open(t, Retention{})
		sent(t, db, "1", "", 900, start, start)
		later := start.Add(2 * time.Hour)
		sent(t, db, "1", "", 75, later, later)
		sent(t, db, "2", "", 25, later, later)
		got := booked(t, db)
		require.Equal(t, release.Share{Items: 25, Of: 100}, got["2"].Share)
		require.Equal(t, release.Share{Items: 975, Of: 1000}, got["1"].Share)
		later = later.Add(trafficBack)
		sent(t, db, "2", "", 1, later, later)
		require.Equal(t, release.Share{Items: 75, Of: 101}, booked(t, db)["1"].Share, "of the last seven days")
	})
	t.Run("a history knows the place and its others", func(t *testing.T) {
		db := open(t, Retention{})
		staging := identity(1)
		staging.Environment = "staging"
		other := identity(1)
		other.Service = "cart"
		sent(t, db, "1.0.0", "", 1, start, start)
		update(t, db, func(tx *Tx) {
			for _, of := range []issue.Identity{staging, other} {
				_, err := tx.AddTraffic(t.Context(), Traffic{Of: of, Release: "2.0.0", Revision: "f00ba47f00ba-" + of.Service, Items: 1, First: start, Last: start})
				require.NoError(t, err)
			}
			h, err := tx.History(t.Context(), identity(1))
			require.NoError(t, err)
			require.Equal(t, "1.0.0", h.Newest())
			name, found := h.OfRevision("f00ba47f00ba-payment")
			require.True(t, found)
			require.Equal(t, "2.0.0", name)
			_, found = h.OfRevision("f00ba47f00ba-cart")
			require.False(t, found)
		})
	})
	t.Run("a release that makes room takes its revisions along", func(t *testing.T) {
		db := open(t, Retention{MaxReleasesPerService: 1})
		sent(t, db, "1", "aaaaaaa", 1, start, start)
		day := start.Add(releaseIdle)
		sent(t, db, "2", "bbbbbbb", 1, day, day)
		require.Equal(t, int64(1), rows(t, db, "release_revisions"))
	})
}
