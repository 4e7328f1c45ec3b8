package store

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBackup_WhileWritingIsAWholeState(t *testing.T) {
	db := openFile(t, Retention{})
	save(t, db, newIssue(0, start))
	// Every transaction writes one issue and one change: a whole state has as many of both.
	stop, begun := make(chan struct{}), make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		for n := 1; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			update(t, db, func(tx *Tx) {
				_, err := tx.exec(t.Context(), addChange, n, "", "", 0, "", 0, "", "", "", "", 0, pack([]byte("{}")))
				require.NoError(t, err)
				i := newIssue(n, start)
				require.NoError(t, tx.SaveIssue(t.Context(), i, start))
			})
			if n == 5 {
				close(begun)
			}
		}
	})
	<-begun
	path := filepath.Join(t.TempDir(), "copy.db")
	require.NoError(t, db.Backup(t.Context(), path))
	close(stop)
	writing.Wait()

	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	backup := openSettings(t, Settings{Path: path})
	require.GreaterOrEqual(t, rows(t, backup, "issues"), int64(6))
	require.Equal(t, rows(t, backup, "issues"), rows(t, backup, "outbox")+1)
}

func TestBackup_OverwritesNothing(t *testing.T) {
	db := openFile(t, Retention{})
	path := filepath.Join(t.TempDir(), "mine")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	require.ErrorIs(t, db.Backup(t.Context(), path), ErrExists)
	require.FileExists(t, path)
}

func TestBackup_LeavesNothingWhenItFails(t *testing.T) {
	db := openFile(t, Retention{})
	require.NoError(t, db.Close())
	path := filepath.Join(t.TempDir(), "copy.db")
	db.path = filepath.Join(t.TempDir(), "missing", "x.db")
	require.Error(t, db.Backup(t.Context(), path))
	require.NoFileExists(t, path)
}

func TestStats(t *testing.T) {
	db := openFile(t, Retention{MaxChanges: 2})
	save(t, db, newIssue(1, start))
	appendChanges(t, db, 3, start)
	_, err := db.Trim(t.Context(), start)
	require.NoError(t, err)
	s, err := db.Stats(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, s.Issues)
	require.EqualValues(t, 2, s.Changes)
	require.EqualValues(t, 3, s.LastSeq)
	require.Greater(t, s.WALBytes, int64(0))
	require.GreaterOrEqual(t, s.Bytes, s.WALBytes)
}
