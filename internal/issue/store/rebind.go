package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Statements are written for both databases with ? for an argument, which PostgreSQL calls $1, $2, ….
// The driver below is pgx with that difference, and with texts made such that PostgreSQL takes them.

// openRebound opens a pool of connections that understand ?. It connects at the first use.
func openRebound(config *pgx.ConnConfig, connections int) *sql.DB {
	pool := sql.OpenDB(rebound{stdlib.GetConnector(*config)})
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	pool.SetConnMaxLifetime(connectionAge)
	return pool
}

type rebound struct{ driver.Connector }

// Connect implements driver.Connector.
func (r rebound) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &reboundConn{conn.(*stdlib.Conn)}, nil
}

type reboundConn struct{ *stdlib.Conn }

// ExecContext implements driver.ExecerContext.
func (c *reboundConn) ExecContext(ctx context.Context, text string, values []driver.NamedValue) (driver.Result, error) {
	return c.Conn.ExecContext(ctx, numbered(text, len(values)), values)
}

// QueryContext implements driver.QueryerContext.
func (c *reboundConn) QueryContext(ctx context.Context, text string, values []driver.NamedValue) (driver.Rows, error) {
	return c.Conn.QueryContext(ctx, numbered(text, len(values)), values)
}

// CheckNamedValue implements driver.NamedValueChecker. PostgreSQL takes no text that is no UTF-8 or holds
// a zero byte; one such text would keep a flush from ever succeeding.
func (c *reboundConn) CheckNamedValue(v *driver.NamedValue) (err error) {
	if v.Value, err = driver.DefaultParameterConverter.ConvertValue(v.Value); err != nil {
		return err
	}
	if text, ok := v.Value.(string); ok {
		v.Value = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
	}
	return nil
}

// numbered replaces each ? outside of a quoted text by its number. Statements without arguments stay
// as they are.
func numbered(text string, values int) string {
	if values == 0 || !strings.Contains(text, "?") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 2*values)
	quoted, n := false, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\'':
			quoted = !quoted
			b.WriteByte(c)
		case c == '?' && !quoted:
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
