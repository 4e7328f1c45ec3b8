package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one numbered step of the schema. A step that was released never changes.
type migration struct {
	version int
	text    string
}

// migrations returns the steps from version 1 on, without a gap, as a database has them.
func migrations(d dialect) ([]migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var all []migration
	for _, name := range names {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != len(all)+1 {
			return nil, fmt.Errorf("migration %s is out of order", name)
		}
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all = append(all, migration{version: version, text: d.Replace(string(text))})
	}
	return all, nil
}

// dialect fills in what databases write differently.
type dialect interface{ Replace(text string) string }

// migrate brings the schema to the newest version, one transaction per step. It refuses a schema
// that is newer than this binary.
func migrate(ctx context.Context, conn *sql.Conn, d dialect) error {
	steps, err := migrations(d)
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, conn)
	if err != nil {
		return fmt.Errorf("read the version of the schema: %w", err)
	}
	if version > len(steps) {
		return fmt.Errorf("%w: its schema is %d, this one knows up to %d; start the newer version, or restore a backup from before the upgrade",
			ErrNewerSchema, version, len(steps))
	}
	for _, step := range steps[version:] {
		if err := apply(ctx, conn, step); err != nil {
			return fmt.Errorf("migrate the schema to version %d: %w", step.version, err)
		}
	}
	return nil
}

func schemaVersion(ctx context.Context, conn *sql.Conn) (version int, err error) {
	if _, err := conn.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)"); err != nil {
		return 0, err
	}
	err = conn.QueryRowContext(ctx, "SELECT COALESCE(MAX(version), 0) FROM schema_version").Scan(&version)
	return version, err
}

func apply(ctx context.Context, conn *sql.Conn, step migration) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if _, err := tx.ExecContext(ctx, step.text); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO schema_version (version) VALUES (?)", step.version); err != nil {
		return err
	}
	return tx.Commit()
}
