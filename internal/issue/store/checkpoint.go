package store

import (
	"context"
	"fmt"
	"os"
)

// SQLite itself copies the WAL back every 1,000 pages, but starts it over only at a moment without
// readers, so that under steady reading it grows without end. Past checkpointAt the writer waits for
// the readers, briefly, and empties it.
const (
	// checkpointAt is the size of the WAL in bytes at which the writer empties it. It leaves room
	// under 64 MiB for a large transaction.
	checkpointAt = 16 << 20
	// checkpointWait is how long that waits for readers, in milliseconds. The writer stands still meanwhile.
	checkpointWait = "100"
	// checkpointRetry is how much more is written before the next try when readers did not leave in
	// time, as during a backup.
	checkpointRetry = 4 << 20
)

// checkpointer remembers when to try again.
type checkpointer struct {
	next  int64 // size of the WAL in bytes
	tries int   // since the start
}

// afterCommit keeps the WAL small. It runs in the turn of the writer. A failure is none of the
// transaction, which is durable: only a broken connection is reported, by the next transaction.
func (w *writer) afterCommit(ctx context.Context, path string) {
	size := walSize(path)
	if size < max(w.checkpoint.next, checkpointAt) {
		return
	}
	w.checkpoint.next = 0
	w.checkpoint.tries++
	if err := w.emptyWAL(context.WithoutCancel(ctx)); err != nil || walSize(path) >= checkpointAt {
		w.checkpoint.next = size + checkpointRetry
	}
}

func (w *writer) emptyWAL(ctx context.Context) error {
	if _, err := w.conn.ExecContext(ctx, "PRAGMA busy_timeout = "+checkpointWait); err != nil {
		return fmt.Errorf("shorten the wait: %w", err)
	}
	_, err := w.conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	if _, restore := w.conn.ExecContext(ctx, "PRAGMA "+busyTimeout); err == nil {
		err = restore
	}
	return err
}

// walSize returns the size of the WAL beside the database, 0 when there is none.
func walSize(path string) int64 {
	return fileSize(path + "-wal")
}

func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
