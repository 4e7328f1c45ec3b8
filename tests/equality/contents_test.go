package equality

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"
)

// tablesOf lists the tables of a database, by its driver.
var tablesOf = map[string]string{
	"sqlite": `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`,
	"pgx":    `SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename::text COLLATE "C"`,
}

// ownTables are those that only processes on a shared database write.
var ownTables = []string{"leases", "secrets"}

// contents reads all rows of a store past the code that wrote them.
type contents struct {
	pool   *sql.DB
	driver string
}

func openContents(t *testing.T, driver, name string) *contents {
	t.Helper()
	pool, err := sql.Open(driver, name)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, pool.Close()) })
	return &contents{pool, driver}
}

// read returns each row as a text, by table, in the order of the texts.
func (c *contents) read(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, table := range c.texts(t, tablesOf[c.driver]) {
		if !slices.Contains(ownTables, table) {
			all[table] = c.texts(t, "SELECT * FROM "+table)
		}
	}
	return all
}

// texts returns the rows of a query, with the columns in the order of their names.
func (c *contents) texts(t *testing.T, query string) []string {
	t.Helper()
	rows, err := c.pool.QueryContext(t.Context(), query)
	require.NoError(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	all := []string{}
	for rows.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		require.NoError(t, rows.Scan(places...))
		row := make([]string, len(columns))
		for i, v := range values {
			row[i] = columns[i] + "=" + text(v)
		}
		slices.Sort(row)
		if len(row) == 1 {
			row[0] = text(values[0])
		}
		all = append(all, strings.Join(row, " "))
	}
	require.NoError(t, rows.Err())
	slices.Sort(all)
	return all
}

// text writes a value such that the types of both databases look alike.
func text(v any) string {
	switch v := v.(type) {
	case []byte:
		return fmt.Sprintf("%x", v)
	case bool:
		if v {
			return "1"
		}
		return "0"
	}
	return fmt.Sprint(v)
}

const (
	shownRows  = 10
	shownBytes = 400
)

// differences returns some rows that only one of two stores has, cut to a length that people read.
func differences(sqlite, postgresql map[string][]string) (all []string) {
	for _, table := range slices.Sorted(maps.Keys(sqlite)) {
		all = append(all, missing("only SQLite has in "+table, sqlite[table], postgresql[table])...)
		all = append(all, missing("only PostgreSQL has in "+table, postgresql[table], sqlite[table])...)
	}
	if len(sqlite) != len(postgresql) {
		all = append(all, fmt.Sprintf("%d and %d tables", len(sqlite), len(postgresql)))
	}
	return all[:min(len(all), shownRows)]
}

// missing returns the rows that are more often in one list than in the other.
func missing(what string, here, there []string) (rows []string) {
	times := map[string]int{}
	for _, row := range there {
		times[row]++
	}
	for _, row := range here {
		if times[row]--; times[row] < 0 {
			rows = append(rows, what+": "+row[:min(len(row), shownBytes)])
		}
	}
	return rows
}

func TestDifferences_NamesWhatOneSideLacks(t *testing.T) {
	one := map[string][]string{"issues": {"a", "a", "b"}, "counts": {"x"}}
	require.Empty(t, differences(one, one))
	other := map[string][]string{"issues": {"a", "b", "c"}, "counts": {"x"}, "more": nil}
	require.Equal(t, []string{"only SQLite has in issues: a", "only PostgreSQL has in issues: c", "2 and 3 tables"}, differences(one, other))
}
