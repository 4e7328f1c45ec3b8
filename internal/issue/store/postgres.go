package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// connectTimeout is how long one attempt to connect may take, unless the DSN says otherwise.
	connectTimeout = 5 * time.Second
	// transactionLimit ends a transaction that a server does not answer any more. A flush of everything
	// that may be pending takes a fraction of it.
	transactionLimit = 5 * time.Minute
	// sharedReaders is how many connections a process has beside the one that writes.
	sharedReaders = 8
	// connectionAge makes connections move when the address behind a name has.
	connectionAge = 30 * time.Minute
)

// parameters of each connection, https://www.postgresql.org/docs/current/runtime-config-client.html. What
// the DSN says goes before. A process that stands still in a transaction, or whose host is gone, holds its
// locks no longer than idle_in_transaction_session_timeout.
var parameters = map[string]string{
	"application_name":                    "tidemark",
	"idle_in_transaction_session_timeout": "15s",
	"client_min_messages":                 "warning",
	"timezone":                            "UTC",
}

// postgres is a database that several processes share.
type postgres struct {
	writer *sql.DB // one connection
	key    int64   // of the advisory lock, by the schema
}

// postgresDialect is how PostgreSQL has a migration.
type postgresDialect struct{}

var (
	postgresNames = strings.NewReplacer("{{blob}}", "BYTEA", "{{clustered}}", "")
	textColumn    = regexp.MustCompile(`\bTEXT\b`)
	integerColumn = regexp.MustCompile(`\bINTEGER\b`)
)

// Replace implements dialect. Texts are compared by their bytes, as in SQLite and in Go, whatever the
// language of the database is; whole numbers have 64 bits.
func (postgresDialect) Replace(text string) string {
	text = postgresNames.Replace(text)
	text = integerColumn.ReplaceAllLiteralString(text, "BIGINT")
	return textColumn.ReplaceAllLiteralString(text, `TEXT COLLATE "C"`)
}

func (db *DB) openShared(ctx context.Context, settings Settings) error {
	config, err := pgx.ParseConfig(settings.DSN)
	if err != nil {
		var parse *pgconn.ParseConfigError
		if errors.As(err, &parse) { // its text has the DSN, with the password left out as far as it was understood
			return errors.New("the DSN is not understood: use postgres://user:password@host:5432/database?sslmode=verify-full")
		}
		return err
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	config.DialFunc = dialer.DialContext
	for name, value := range parameters {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	db.shared = &postgres{writer: openRebound(config, 1)}
	db.readers = openRebound(config, sharedReaders)
	if err := db.shared.migrate(ctx); err != nil {
		return fmt.Errorf("%s on %s: %w", config.Database, net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port))), err)
	}
	return nil
}

// migrate brings the schema up to date; of processes that start together one does it and the others wait.
func (p *postgres) migrate(ctx context.Context) error {
	conn, err := p.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	const key = `SELECT COALESCE(hashtextextended('tidemark in ' || current_schema(), 0), 0)`
	if err := conn.QueryRowContext(ctx, key).Scan(&p.key); err != nil {
		return err
	}
	if p.key == 0 {
		return errors.New("no schema of its search_path exists: create one for Tidemark")
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", p.key); err != nil {
		return fmt.Errorf("wait for the migration of another process: %w", err)
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", p.key) }()
	return migrate(ctx, conn, postgresDialect{})
}

func (p *postgres) close() error { return p.writer.Close() }
