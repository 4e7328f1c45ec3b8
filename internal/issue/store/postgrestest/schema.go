package postgrestest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// Variable names a database to test on, as a URL. Its user must be allowed to make schemas.
const Variable = "TIDEMARK_TEST_POSTGRES"

// shared is the server of all tests of one process, if Main is there to stop it.
var shared struct {
	stops  bool
	once   sync.Once
	server *Server
	err    error
}

// DSN returns a database with a schema that is the test's own and is dropped with it. It skips the test
// when there is no PostgreSQL. In a package whose TestMain uses Main one server serves all tests, else each
// has its own.
func DSN(t testing.TB) string {
	t.Helper()
	if dsn := os.Getenv(Variable); dsn != "" {
		return Schema(t, dsn)
	}
	if !shared.stops {
		return Schema(t, Start(t).DSN)
	}
	shared.once.Do(func() { shared.server, shared.err = start() })
	if shared.server == nil && shared.err == nil {
		t.Skipf("there is no PostgreSQL here: install Debian's package postgresql, or set %s to the URL of a database", Variable)
	}
	require.NoError(t, shared.err)
	return Schema(t, shared.server.DSN)
}

// Schema makes a schema in a database and returns the DSN that uses it. It is dropped with the test.
func Schema(t testing.TB, dsn string) string {
	t.Helper()
	name := "test_" + strings.ToLower(rand.Text())
	run(t, dsn, "CREATE SCHEMA "+name)
	t.Cleanup(func() { run(t, dsn, "DROP SCHEMA "+name+" CASCADE") })
	u, err := url.Parse(dsn)
	require.NoError(t, err, "the DSN must be a URL")
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func run(t testing.TB, dsn, statement string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), dsn)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), statement)
	require.NoError(t, err)
}

// Main returns m as goleak.VerifyTestMain and TestMain run it. It stops the server behind the tests.
func Main(m *testing.M) interface{ Run() int } {
	shared.stops = true
	return stopping{m}
}

type stopping struct{ m *testing.M }

func (s stopping) Run() int {
	defer func() {
		if shared.server != nil {
			shared.server.remove()
		}
	}()
	return s.m.Run()
}
