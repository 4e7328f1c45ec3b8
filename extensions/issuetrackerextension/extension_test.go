package issuetrackerextension

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

func TestTracker_ShutdownWithoutStartAndTwice(t *testing.T) {
	f := newFixture(t, filepath.Join(t.TempDir(), "data"))
	f.stop(t)
	f.stop(t)
	assert.NoDirExists(t, f.config.Directory, "what was not started makes nothing")

	require.NoError(t, f.Start(t.Context(), componenttest.NewNopHost()))
	f.stop(t)
	f.stop(t)
}

func TestTracker_TheFolderIsMadeForItsOwnerOnly(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "a", "b")
	f := started(t, directory, func(c *Config) { c.HTTP.NetAddr.Endpoint = "127.0.0.1:0" })
	f.stop(t)
	var names []string
	require.NoError(t, filepath.WalkDir(directory, func(path string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		names = append(names, d.Name())
		info, err := d.Info()
		require.NoError(t, err)
		if runtime.GOOS != "windows" {
			assert.Zero(t, info.Mode().Perm()&0o077, path)
		}
		return nil
	}))
	assert.Equal(t, []string{"b", "api-token", "tidemark.db", "tidemark.db.lock", "user-hash-key"}, names)
}

func TestTracker_ASecondOneOnTheSameFolderGetsASentence(t *testing.T) {
	directory := t.TempDir()
	first := started(t, directory)
	second := newFixture(t, directory)
	err := second.Start(t.Context(), componenttest.NewNopHost())
	require.ErrorIs(t, err, store.ErrLocked)
	assert.ErrorContains(t, err, "stop that process, or give this one a folder of its own")
	assert.ErrorContains(t, err, filepath.Join(directory, "tidemark.db"))
	second.stop(t)

	assert.Equal(t, engine.WaitCommitted, first.report(t, seen(0)), "the first one goes on")
	first.stop(t)
	require.NoError(t, second.Start(t.Context(), componenttest.NewNopHost()), "the folder is free again")
	second.stop(t)
}

func TestTracker_AStartThatFailedLeavesNothingOpen(t *testing.T) {
	for _, test := range []struct {
		name string
		file string
		says string
		with func(*Config)
	}{
		{"the key of user hashes is damaged", userKeyFile, "the key of user hashes: ", func(*Config) {}},
		{"the API token is damaged", "api-token", "the API token: ", func(c *Config) { c.HTTP.NetAddr.Endpoint = "127.0.0.1:0" }},
	} {
		t.Run(test.name, func(t *testing.T) {
			directory := t.TempDir()
			damaged := filepath.Join(directory, test.file)
			require.NoError(t, os.WriteFile(damaged, []byte("?"), 0o600))
			f := newFixture(t, directory, test.with)
			err := f.Start(t.Context(), componenttest.NewNopHost())
			assert.ErrorContains(t, err, test.says+damaged+" holds no secret")
			f.stop(t)

			require.NoError(t, os.Remove(damaged))
			started(t, directory, test.with)
		})
	}
}

func TestTracker_WhatIsPendingAtAStopIsThereAfterTheRestart(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		f := started(t, directory)
		require.Equal(t, engine.WaitCommitted, f.report(t, seen(0)), "the first one waits until it is durable")
		f.report(t, seen(0), seen(0)) // the time stands still: no flush comes before the stop
		require.Equal(t, 1, f.engine.Stats().Pending)
		f.stop(t)
	})
	list := issues(t, directory)
	require.Len(t, list, 1)
	assert.EqualValues(t, 3, list[0].Observed)

	inBubble(t, func(t *testing.T) {
		f := started(t, directory)
		f.report(t, seen(0))
		f.stop(t)
	})
	list = issues(t, directory)
	require.Len(t, list, 1, "the same issue after the restart")
	assert.EqualValues(t, 4, list[0].Observed)
}

func TestTracker_OccurrencesAreWrittenWithinASecond(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		f := started(t, directory)
		f.report(t, seen(0))
		f.report(t, seen(0))
		require.Equal(t, 1, f.engine.Stats().Pending)
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Zero(t, f.engine.Stats().Pending)
	})
}

func TestTracker_TheSettingsReachTheEngine(t *testing.T) {
	directory := t.TempDir()
	inBubble(t, func(t *testing.T) {
		f := started(t, directory, func(c *Config) {
			c.CommitWait, c.NewFor, c.ResolveAfterQuiet = 0, time.Hour, 3*time.Hour
		})
		assert.Equal(t, engine.WaitOff, f.report(t, seen(0)), "commit_wait")
		time.Sleep(time.Hour + tickEvery)
		assert.Equal(t, issue.StateOngoing, f.state(t), "new_for")
		time.Sleep(2 * time.Hour)
		assert.Equal(t, issue.StateResolved, f.state(t), "resolve_after_quiet")
	})
}

// state returns that of the only issue.
func (f *fixture) state(t *testing.T) issue.State {
	t.Helper()
	synctest.Wait()
	page, err := f.db.Issues(t.Context(), store.Query{Limit: 2})
	require.NoError(t, err)
	require.Len(t, page.Issues, 1)
	return page.Issues[0].State
}

func TestTracker_PipelinesOfOneIDShareAnErrorGroup(t *testing.T) {
	f := started(t, t.TempDir())
	id, other := component.MustNewID("error_group"), component.MustNewIDWithName("error_group", "other")
	first, err := f.Errors(id, engine.Ignore{}, nil, "a")
	require.NoError(t, err)
	again, err := f.Errors(id, engine.Ignore{}, nil, "a")
	require.NoError(t, err)
	assert.Same(t, first, again)
	_, err = f.Errors(id, engine.Ignore{}, nil, "b")
	assert.EqualError(t, err, "error_group is used with different settings in this process: give one of them another name")
	own, err := f.Errors(other, engine.Ignore{}, nil, "b")
	require.NoError(t, err)
	assert.NotSame(t, first, own)
}

func TestTracker_DestinationsReadWhatIsReported(t *testing.T) {
	f := started(t, t.TempDir())
	d, err := f.Destination(t.Context(), "issues/a", engine.StartNow, outbox.Filter{})
	require.NoError(t, err)
	f.report(t, seen(0))
	entry, err := d.Next(t.Context())
	require.NoError(t, err)
	assert.Equal(t, issue.ChangeOpened, entry.Kind)

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, d.Done(t.Context(), time.Now()))
	_, err = d.Next(ended)
	assert.ErrorIs(t, err, context.Canceled)
}
