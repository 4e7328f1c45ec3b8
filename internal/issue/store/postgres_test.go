package store

import (
	"testing"

	"github.com/tidemark-otel/tidemark/internal/issue/store/postgrestest"
)

func TestPostgreSQL(t *testing.T) {
	runSuite(t, openPostgres)
}

func openPostgres(t testing.TB, retention Retention) *DB {
	return openSettings(t, Settings{DSN: postgrestest.DSN(t), Retention: retention})
}
