package issuewebhookexporter

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/extension/xextension/storage"

	"github.com/tidemark-otel/tidemark/exporters/issuewebhookexporter/internal/metadata"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

func TestChat_WithAStorageAKillLosesNothingAndTellsNothingTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &chatService{}
		stored := &memoryStorage{data: map[string][]byte{}}
		host := hostWith{storageID: stored}
		cfg := configOf(KindSlack)
		cfg.Storage = &storageID
		first := newChat(t, cfg, s, host)
		for n := range 25 {
			first.tell(t, changeOf(fmt.Sprint("issue-", n), 1, "opened"))
			synctest.Wait()
		}
		require.Len(t, s.all(), 20)
		killed := map[string][]byte{}
		for key, value := range stored.data {
			killed[key] = append([]byte(nil), value...)
		}
		first.stop(t)
		require.Len(t, s.all(), 20, "what waits is in the storage")

		// The process died where the copy was made; the receiver sends again what it was not sure of.
		stored.data = killed
		second := newChat(t, cfg, s, host)
		second.tell(t, changeOf("issue-18", 1, "opened"), changeOf("issue-23", 1, "opened"), changeOf("issue-24", 1, "opened"))
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Len(t, s.all(), 21)
		assert.Equal(t, "20.0", s.all()[20].ts, "the fold of before is edited")
		assert.Contains(t, s.all()[20].text, "6 more changes of 6 issues since")

		time.Sleep(time.Hour)
		second.tell(t, changeOf("issue-3", 2, "resolved"))
		assert.Equal(t, "4.0", s.all()[21].thread, "the message of before is answered")
		second.stop(t)
	})
}

func TestChat_WhatComesAgainAfterAKillIsToldOnce(t *testing.T) {
	for _, kind := range []Kind{KindSlack, KindTeams, KindDiscord} {
		t.Run(string(kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &chatService{}
				stored := &memoryStorage{data: map[string][]byte{}}
				host := hostWith{storageID: stored}
				cfg := configOf(kind)
				cfg.Storage = &storageID
				first := newChat(t, cfg, s, host)
				moment := []event.Document{changeOf("a", 1, "opened"), changeOf("b", 1, "opened"), changeOf("a", 2, "resolved")}
				first.tell(t, moment...)
				first.stop(t)
				second := newChat(t, cfg, s, host)
				second.tell(t, moment...)
				assert.Len(t, s.all(), len(moment))
				second.tell(t, changeOf("a", 3, "regressed"))
				assert.Len(t, s.all(), len(moment)+1)
				second.stop(t)
			})
		})
	}
}

func TestChat_AFoldThatCannotBeKeptIsNotAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &chatService{}
		stored := &memoryStorage{data: map[string][]byte{}}
		cfg := configOf(KindTeams)
		cfg.Storage = &storageID
		f := newChat(t, cfg, s, hostWith{storageID: stored})
		for n := range 10 {
			f.tell(t, changeOf(fmt.Sprint("issue-", n), 1, "opened"))
		}
		stored.full = true
		over := logsOf(t, changeOf("over", 1, "opened"))
		require.ErrorIs(t, f.ConsumeLogs(t.Context(), over), storage.ErrStorageFull)
		stored.full = false
		require.NoError(t, f.ConsumeLogs(t.Context(), over))
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Contains(t, s.all()[10].text, "1 more change of 1 issue since", "it is counted once")
		f.stop(t)
	})
}

func TestChat_AStorageThatIsNoneFailsTheStart(t *testing.T) {
	cfg := configOf(KindTeams)
	cfg.Storage = &storageID
	e, err := NewFactory().CreateLogs(t.Context(), exportertest.NewNopSettings(metadata.Type), cfg)
	require.NoError(t, err)
	require.ErrorContains(t, e.Start(t.Context(), hostWith{}), "storage: there is no extension file_storage")
	require.NoError(t, e.Shutdown(t.Context()))
}
