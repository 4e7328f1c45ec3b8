package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOpen_MakesAFolderAndFilesForTheOwnerOnly(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a folder ?#%41", "below")
	path := filepath.Join(folder, "tidemark.db")
	db := openSettings(t, Settings{Path: path})
	save(t, db, newIssue(1, start))
	info, err := os.Stat(folder)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		info, err := os.Stat(path + suffix)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), suffix)
	}
}

func TestOpen_AnEmptyPathIsRefused(t *testing.T) {
	_, err := Open(t.Context(), Settings{})
	require.ErrorContains(t, err, "path is empty")
}

func TestOpen_TheSecondGetsASentenceThatNamesTheFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	db := openSettings(t, Settings{Path: path})
	_, err := Open(t.Context(), Settings{Path: path, Force: true})
	require.ErrorIs(t, err, ErrLocked)
	require.ErrorContains(t, err, "process "+strconv.Itoa(os.Getpid())+" on host ")
	save(t, db, newIssue(1, start)) // and does not disturb it
	require.NoError(t, db.Close())
	openSettings(t, Settings{Path: path})
}

// TestHoldLock is the other process of the test below.
func TestHoldLock(t *testing.T) {
	path := os.Getenv("TIDEMARK_TEST_LOCK")
	if path == "" {
		t.Skip("runs as a child")
	}
	_, err := Open(t.Context(), Settings{Path: path, Force: true})
	require.ErrorIs(t, err, ErrLocked)
	require.ErrorContains(t, err, "process "+strconv.Itoa(os.Getppid())+" ")
}

func TestOpen_AnotherProcessGetsTheSentence(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	openSettings(t, Settings{Path: path})
	child := exec.Command(os.Args[0], "-test.run=^TestHoldLock$", "-test.v")
	child.Env = append(os.Environ(), "TIDEMARK_TEST_LOCK="+path)
	output, err := child.CombinedOutput()
	require.NoError(t, err, "%s", output)
	require.NotContains(t, string(output), "SKIP")
}

func TestOpen_AfterAnUncleanStopNothingCommittedIsLost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	db := openSettings(t, Settings{Path: path})
	for n := range 20 {
		save(t, db, newIssue(n, start))
	}
	appendChanges(t, db, 3, start)

	// What a killed process leaves is what is on disk while it runs.
	left := filepath.Join(t.TempDir(), "tidemark.db")
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + suffix)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(left+suffix, data, 0o600))
	}
	require.Greater(t, walSize(left), int64(0))
	again := openSettings(t, Settings{Path: left})
	require.EqualValues(t, 20, rows(t, again, "issues"))
	appendChanges(t, again, 1, start)
	last, err := again.LastSeq(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 4, last)
}

func TestOpen_AWALCutOffInAWriteKeepsWhatWasCommittedBefore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	db := openSettings(t, Settings{Path: path})
	save(t, db, newIssue(1, start))
	before := walSize(path)
	save(t, db, newIssue(2, start))

	left := filepath.Join(t.TempDir(), "tidemark.db")
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(left, data, 0o600))
	wal, err := os.ReadFile(path + "-wal")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(left+"-wal", wal[:(before+int64(len(wal)))/2], 0o600))
	again := openSettings(t, Settings{Path: left})
	_, found := load(t, again, "", identity(1).ID())
	require.True(t, found)
	_, found = load(t, again, "", identity(2).ID())
	require.False(t, found)
}

func TestClose_WritesTheWALBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidemark.db")
	db := openSettings(t, Settings{Path: path})
	save(t, db, newIssue(1, start))
	require.NoError(t, db.Close())
	require.NoFileExists(t, path+"-wal")
	require.EqualValues(t, 1, rows(t, openSettings(t, Settings{Path: path}), "issues"))
}

func TestSettings_SurviveOnEveryConnection(t *testing.T) {
	db := openFile(t, Retention{})
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "query_only": "0", "busy_timeout": "5000"} {
		var got string
		require.NoError(t, db.writer.conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got))
		require.Equal(t, want, got, pragma)
	}
	_, err := db.readers.ExecContext(t.Context(), "DELETE FROM issues")
	require.ErrorContains(t, err, "readonly")
}

func TestInMemory_LeavesNothing(t *testing.T) {
	one, other := openSettings(t, Settings{Path: InMemory}), openSettings(t, Settings{Path: InMemory})
	save(t, one, newIssue(1, start))
	require.Zero(t, rows(t, other, "issues"))
	require.DirExists(t, one.folder)
	require.NoError(t, one.Close())
	require.NoDirExists(t, one.folder)
}
