package store

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNumbered(t *testing.T) {
	for name, c := range map[string]struct {
		text, want string
		values     int
	}{
		"arguments get their numbers":              {`WHERE a = ? AND b = ?`, `WHERE a = $1 AND b = $2`, 2},
		"there may be more than nine":              {`?,?,?,?,?,?,?,?,?,?`, `$1,$2,$3,$4,$5,$6,$7,$8,$9,$10`, 10},
		"a quoted one is a text":                   {`a = '?' AND b = ? AND c = 'it''s ?'`, `a = '?' AND b = $1 AND c = 'it''s ?'`, 1},
		"without arguments everything stays as is": {`SELECT '{}'::jsonb ? 'a'`, `SELECT '{}'::jsonb ? 'a'`, 0},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, numbered(c.text, c.values)) })
	}
}

func TestMigrations_InPostgreSQLTextsAreComparedByTheirBytes(t *testing.T) {
	require.Equal(t, `CREATE TABLE t (a TEXT COLLATE "C" PRIMARY KEY, n BIGINT, b BYTEA) ;`,
		postgresDialect{}.Replace(`CREATE TABLE t (a TEXT PRIMARY KEY, n INTEGER, b {{blob}}) {{clustered}};`))
	steps, err := migrations(postgresDialect{})
	require.NoError(t, err)
	for _, s := range steps {
		require.NotContains(t, s.text, "{{")
	}
}
