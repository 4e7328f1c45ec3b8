package store

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMigrate_AnEmptyFileGetsTheNewestSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	db := openSettings(t, Settings{Path: path})
	steps, err := migrations()
	require.NoError(t, err)
	version, err := db.number(t.Context(), "SELECT MAX(version) FROM schema_version")
	require.NoError(t, err)
	require.EqualValues(t, len(steps), version)
}

func TestMigrate_AStoreThatIsUpToDateStaysAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	db := openSettings(t, Settings{Path: path})
	save(t, db, newIssue(1, start))
	require.NoError(t, db.Close())
	db = openSettings(t, Settings{Path: path})
	require.EqualValues(t, 1, rows(t, db, "issues"))
	require.EqualValues(t, 1, rows(t, db, "schema_version"))
}

func TestMigrate_ANewerSchemaIsRefusedWithWhatToDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	db := openSettings(t, Settings{Path: path})
	update(t, db, func(tx *Tx) {
		_, err := tx.exec(t.Context(), "INSERT INTO schema_version (version) VALUES (99)")
		require.NoError(t, err)
	})
	require.NoError(t, db.Close())
	_, err := Open(t.Context(), Settings{Path: path, Force: true})
	require.ErrorIs(t, err, ErrNewerSchema)
	require.ErrorContains(t, err, "its schema is 99")
	require.ErrorContains(t, err, "restore a backup")
}

func TestMigrate_AFileThatIsNoDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	require.NoError(t, os.WriteFile(path, []byte("this is a letter and not a database, and long enough to be sure of it"), 0o600))
	_, err := Open(t.Context(), Settings{Path: path, Force: true})
	require.ErrorContains(t, err, "not a database")
	require.ErrorContains(t, err, path)
}

func TestMigrations_AreFilledIn(t *testing.T) {
	steps, err := migrations()
	require.NoError(t, err)
	for _, s := range steps {
		require.NotContains(t, s.text, "{{")
	}
}
