package store

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// opener opens an empty store that is closed with the test.
type opener func(t testing.TB, retention Retention) *DB

// runSuite is what every database must do.
func runSuite(t *testing.T, open opener) {
	for name, suite := range map[string]func(*testing.T, opener){
		"Update":     suiteUpdate,
		"Flushed":    suiteFlushed,
		"SaveIssue":  suiteSaveIssue,
		"Aliases":    suiteAliases,
		"Tombstones": suiteTombstones,
		"History":    suiteHistory,
		"Life":       suiteLife,
		"Merge":      suiteMerge,
		"Paths":      suitePaths,
		"Releases":   suiteReleases,
		"Bookings":   suiteBookings,
		"Traffic":    suiteTraffic,
		"Book":       suiteBook,
		"Places":     suitePlaces,
		"Exemplars":  suiteExemplars,
		"Counts":     suiteCounts,
		"Issues":     suiteIssues,
		"Detail":     suiteDetail,
		"Due":        suiteDue,
		"Known":      suiteKnown,
		"Changes":    suiteChanges,
		"Cursors":    suiteCursors,
		"Refused":    suiteRefused,
		"Backlog":    suiteBacklog,
		"Alive":      suiteAlive,
		"Trim":       suiteTrim,
		"TrimLog":    suiteTrimLog,
		"Snapshots":  suiteSnapshots,
	} {
		t.Run(name, func(t *testing.T) { suite(t, open) })
	}
}

func TestSQLite_InAFile(t *testing.T) {
	runSuite(t, openFile)
}

func TestSQLite_Temporary(t *testing.T) {
	runSuite(t, func(t testing.TB, retention Retention) *DB {
		return openSettings(t, Settings{Path: InMemory, Retention: retention})
	})
}

func openFile(t testing.TB, retention Retention) *DB {
	return openSettings(t, Settings{Path: filepath.Join(t.TempDir(), "tidemark.db"), Retention: retention})
}

func openSettings(t testing.TB, settings Settings) *DB {
	t.Helper()
	settings.Force = true // wherever the temporary folder is
	db, err := Open(context.Background(), settings)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}
