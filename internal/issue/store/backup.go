package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

var (
	// ErrExists says that a backup would overwrite something.
	ErrExists = errors.New("the file exists already")
	// ErrNoBackup says that the database has backups of its own.
	ErrNoBackup = errors.New("the store is in PostgreSQL: back it up with pg_dump or with what the server has for that")
)

// Backup writes a copy of the store, as it is now, into a new file that only its owner can read.
// Writing goes on meanwhile, and until the copy is complete the WAL keeps all of it, over its usual
// limit. The copy is opened like any store. On failure nothing is left.
func (db *DB) Backup(ctx context.Context, path string) error {
	if db.shared != nil {
		return ErrNoBackup
	}
	if err := db.backup(ctx, path); err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	return nil
}

func (db *DB) backup(ctx context.Context, path string) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return ErrExists
	}
	if err != nil {
		return err
	}
	defer func() {
		if closed := file.Close(); err == nil {
			err = closed
		}
		if err != nil {
			_ = os.Remove(path)
		}
	}()
	// Readers may not write, not even into another file.
	pool, err := openPool(db.path, 1, []string{busyTimeout, "temp_store(MEMORY)"})
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return err
	}
	return file.Sync()
}
