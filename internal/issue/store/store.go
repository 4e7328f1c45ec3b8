package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// Errors of opening and writing.
var (
	// ErrLocked says that another process has the store open; the message names it.
	ErrLocked = errors.New("the store is in use")
	// ErrNetworkFileSystem says that the store lies where locks and syncs cannot be trusted.
	ErrNetworkFileSystem = errors.New("the store is on a network file system")
	// ErrNewerSchema says that a newer Tidemark wrote the store.
	ErrNewerSchema = errors.New("the store was written by a newer version")
	// ErrStale says that the issue to be saved is older than the stored one.
	ErrStale = errors.New("the issue has changed in the meantime")
	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("the store is closed")
)

// Settings say where the store is and how much it keeps.
type Settings struct {
	// Path is the database file. Its folder is made when it is missing. InMemory is for tests.
	Path string
	// DSN is the PostgreSQL database to use instead of a file, as a URL or as key=value pairs. It may hold a
	// password, so it is in no error. Its schema is made by Open; other processes may use it at the same time.
	DSN string
	// Force allows a network file system. The operator answers for its locks.
	Force bool
	// Volatile waits for no disk: what was written last may be lost with the machine, not with the process.
	Volatile bool
	// Retention is how much is kept. Zero fields mean the defaults.
	Retention Retention
}

// InMemory is the path of a store that is gone when it is closed. Each Open makes another one. It is
// in truth a file in a temporary folder that nobody waits for the disk for: a database in memory has
// other locks, and a test would not see what it is to see.
const InMemory = ":memory:"

// DB is an open store. All methods may be called from several goroutines.
type DB struct {
	path      string
	folder    string // removed at the end; "" unless the store is temporary
	retention Retention
	// turn holds a token while nobody of this process writes. A channel and not a mutex: waiting ends
	// with the context.
	turn     chan struct{}
	closed   bool      // guarded by turn
	writer   *writer   // of SQLite
	shared   *postgres // nil on SQLite
	readers  *sql.DB
	lock     *lock
	bookings bookings

	closing  sync.Once
	closeErr error
}

// Open opens the store and brings its schema up to date. It fails with ErrLocked,
// ErrNetworkFileSystem or ErrNewerSchema, each with a sentence on what to do about it.
func Open(ctx context.Context, settings Settings) (*DB, error) {
	db := &DB{retention: settings.Retention.withDefaults(), turn: make(chan struct{}, 1)}
	db.turn <- struct{}{}
	open, name := db.openFile, settings.Path
	if settings.DSN != "" {
		open, name = db.openShared, "in PostgreSQL"
	}
	if err := open(ctx, settings); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open the store %s: %w", name, err)
	}
	return db, nil
}

func (db *DB) openFile(ctx context.Context, settings Settings) (err error) {
	synchronous := "FULL"
	if settings.Path == InMemory {
		if db.folder, err = os.MkdirTemp("", "tidemark-*"); err != nil {
			return err
		}
		settings.Path, settings.Force = filepath.Join(db.folder, "tidemark.db"), true
		settings.Volatile = true
	}
	if settings.Volatile {
		synchronous = "OFF"
	}
	if db.path, err = prepareFile(settings); err != nil {
		return err
	}
	// The lock comes before the first byte is read: a second process must not even recover the WAL.
	if db.lock, err = acquireLock(db.path + ".lock"); err != nil {
		return err
	}
	if err := createPrivate(db.path); err != nil {
		return err
	}
	if db.writer, err = openWriter(ctx, db.path, writerPragmas(synchronous)); err != nil {
		return err
	}
	if err := migrate(ctx, db.writer.conn, sqliteDialect); err != nil {
		return err
	}
	db.readers, err = openPool(db.path, readerCount, readerPragmas)
	return err
}

// Shared says whether other processes may use the store at the same time.
func (db *DB) Shared() bool { return db.shared != nil }

// Close writes the WAL back into the database file and releases the lock. It waits for a running
// transaction and is safe to call twice.
func (db *DB) Close() error {
	db.closing.Do(func() {
		<-db.turn
		defer func() { db.turn <- struct{}{} }()
		db.closed = true
		var errs []error
		if db.readers != nil {
			errs = append(errs, db.readers.Close())
		}
		if db.writer != nil {
			errs = append(errs, db.writer.close())
		}
		if db.shared != nil {
			errs = append(errs, db.shared.close())
		}
		if db.lock != nil {
			errs = append(errs, db.lock.release())
		}
		if db.folder != "" {
			errs = append(errs, os.RemoveAll(db.folder))
		}
		db.closeErr = errors.Join(errs...)
	})
	return db.closeErr
}
