package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// What the pragmas say, https://www.sqlite.org/pragma.html.
const (
	// busyTimeout is how long a connection waits for a lock before it gives up, in milliseconds.
	busyTimeout = "busy_timeout(5000)"
	// writerCache is the page cache of the writer: 8 MiB hold the inner nodes of every index of a
	// full store, so that a flush reads few pages.
	writerCache = "cache_size(-8192)"
	// readerCount bounds the memory of page caches and the snapshots that hold a checkpoint back.
	readerCount = 4
)

// writerPragmas apply to the one connection that writes. Synchronous FULL makes a commit survive a
// power failure, which is what an acknowledged batch was promised.
func writerPragmas(synchronous string) []string {
	return []string{
		busyTimeout, "journal_mode(WAL)", "synchronous(" + synchronous + ")", "foreign_keys(1)", "temp_store(MEMORY)",
		writerCache, "journal_size_limit(" + strconv.Itoa(checkpointAt) + ")",
	}
}

var readerPragmas = []string{busyTimeout, "query_only(1)", "temp_store(MEMORY)"}

// sqliteDialect is how SQLite has a migration.
var sqliteDialect = strings.NewReplacer(
	"{{blob}}", "BLOB",
	// Rows of small tables lie in the order of their primary key: no second index, and the rows of
	// one flush are neighbours.
	"{{clustered}}", "WITHOUT ROWID",
)

// openPool opens connections to the file that each begin with the pragmas.
func openPool(path string, connections int, pragmas []string) (*sql.DB, error) {
	// As an URI, in which ?, # and % of the path are no longer special.
	name := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: url.Values{"_pragma": pragmas}.Encode()}
	pool, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool, nil
}

// prepareFile makes the folder and returns the absolute path of the database.
func prepareFile(settings Settings) (string, error) {
	if settings.Path == "" {
		return "", errors.New("the path is empty")
	}
	path, err := filepath.Abs(settings.Path)
	if err != nil {
		return "", err
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	if settings.Force {
		return path, nil
	}
	kind, remote, err := networkFileSystem(folder)
	if err != nil {
		return "", fmt.Errorf("find out the file system of %s: %w", folder, err)
	}
	if remote {
		return "", fmt.Errorf("%w (%s): its locks and syncs can lose or damage the data; use a local disk, or force it if you know better", ErrNetworkFileSystem, kind)
	}
	return path, nil
}

// createPrivate makes the database file readable by its owner only. SQLite gives the files beside it
// the same mode.
func createPrivate(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}
