package store

import (
	"database/sql"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

const walLimit = 64 << 20

// noise is what cannot be packed.
var noise = func() []byte {
	b := make([]byte, 4<<20)
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(b)
	return b
}()

// write commits a body of a size.
func write(t *testing.T, db *DB, bytes int) {
	update(t, db, func(tx *Tx) {
		require.NoError(t, tx.Append(t.Context(), &outbox.Entry{ChangeID: "x-1", At: start, Body: noise[:bytes]}))
	})
}

func TestWAL_StaysUnderItsLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 96 MiB")
	}
	db := openFile(t, Retention{})
	for range 24 {
		write(t, db, 4<<20)
		require.Less(t, walSize(db.path), int64(walLimit))
	}
}

func TestWAL_StaysUnderItsLimitWhileOthersRead(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 96 MiB")
	}
	db := openFile(t, Retention{})
	write(t, db, 1)
	// Two readers take turns, so that at every commit one of them holds a snapshot: SQLite alone never
	// starts the WAL over. Each ends a short time after the next has begun, as queries do.
	begin := func() *sql.Tx {
		tx, err := db.readers.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
		require.NoError(t, err)
		var n int
		require.NoError(t, tx.QueryRow("SELECT COUNT(*) FROM issues").Scan(&n))
		return tx
	}
	ended := make(chan error, 1)
	current := begin()
	for range 24 {
		next := begin()
		go func() { ended <- current.Rollback() }()
		write(t, db, 4<<20)
		require.NoError(t, <-ended)
		current = next
		require.Less(t, walSize(db.path), int64(walLimit))
		// The older of the two is gone and the writer had a moment to empty it.
		if walSize(db.path) >= 2*checkpointAt {
			require.NoError(t, current.Rollback())
			write(t, db, 4<<20)
			current = begin()
		}
	}
	require.NoError(t, current.Rollback())
}

func TestWAL_IsEmptiedWhenALongReaderHasLeft(t *testing.T) {
	db := openFile(t, Retention{})
	write(t, db, 1)
	err := db.snapshot(t.Context(), func(tx *sql.Tx) error {
		var n int
		require.NoError(t, tx.QueryRow("SELECT COUNT(*) FROM issues").Scan(&n))
		for range 6 {
			write(t, db, 4<<20)
		}
		require.InDelta(t, 2, db.writer.checkpoint.tries, 1, "it waits a tenth of a second a few times and then lets the writer be")
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, walSize(db.path), int64(checkpointAt))
	write(t, db, checkpointRetry)
	write(t, db, checkpointRetry)
	require.Less(t, walSize(db.path), int64(checkpointAt))
}
