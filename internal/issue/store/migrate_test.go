package store

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

func TestMigrate_AnEmptyFileGetsTheNewestSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	db := openSettings(t, Settings{Path: path})
	steps, err := migrations(sqliteDialect)
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
	steps, err := migrations(sqliteDialect)
	require.NoError(t, err)
	require.EqualValues(t, len(steps), rows(t, db, "schema_version"))
}

// storeOfVersion makes a database as the first steps of the schema left it, and fills it.
func storeOfVersion(t *testing.T, path string, version int, statements ...string) {
	t.Helper()
	w, err := openWriter(t.Context(), path, writerPragmas("OFF"))
	require.NoError(t, err)
	_, err = schemaVersion(t.Context(), w.conn)
	require.NoError(t, err)
	steps, err := migrations(sqliteDialect)
	require.NoError(t, err)
	for _, step := range steps[:version] {
		require.NoError(t, apply(t.Context(), w.conn, step))
	}
	for _, statement := range statements {
		_, err := w.conn.ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
	require.NoError(t, w.close())
}

func TestMigrate_FromSchema1TheOutboxAndItsCursorsAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	storeOfVersion(t, path, 1,
		`INSERT INTO outbox (seq, change_id, issue_id, version, kind, at, issue_kind, level, service, environment, body)
			VALUES (1, 'x-1', 'x', 1, 'opened', 7, 'error', 'error', 'payment', 'production', X'007B7D')`,
		`UPDATE sequences SET value = 1 WHERE name = 'outbox'`,
		`INSERT INTO cursors (destination, seq, saved_at) VALUES ('slack', 1, 7)`)
	db := openSettings(t, Settings{Path: path})
	entry := outbox.Entry{Seq: 2, ChangeID: "x-2", IssueID: "x", Kind: issue.ChangeResolved, At: start, ReceivedAt: start, Body: []byte("{}")}
	update(t, db, func(tx *Tx) { require.NoError(t, tx.Append(t.Context(), &entry)) })
	require.NoError(t, db.Refuse(t.Context(), "slack", outbox.Refusal{Seq: 2, ChangeID: "x-2", RefusedAt: start, Reason: "too_large"}))

	entries, err := db.Changes(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, entries, 2)
	require.Equal(t, "x-1", entries[0].ChangeID)
	require.True(t, entries[0].ReceivedAt.IsZero(), "it was not known then")
	require.Equal(t, start, entries[1].ReceivedAt)
	destinations, err := db.Destinations(t.Context())
	require.NoError(t, err)
	require.Equal(t, []outbox.Destination{{Name: "slack", Cursor: 2, SavedAt: start, Refused: 1}}, destinations)
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
	steps, err := migrations(sqliteDialect)
	require.NoError(t, err)
	for _, s := range steps {
		require.NotContains(t, s.text, "{{")
	}
}
