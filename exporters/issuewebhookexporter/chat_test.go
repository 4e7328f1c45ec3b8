package issuewebhookexporter

import (
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

func configOf(kind Kind) *Config {
	cfg := createDefaultConfig().(*Config)
	cfg.Kind = kind
	cfg.Retry.Enabled = false
	switch kind {
	case KindSlack:
		cfg.Slack = SlackConfig{Token: "xoxb-secret", Channel: "#errors", APIURL: "http://slack.test/api"}
	case KindDiscord:
		cfg.URL = "http://discord.test/api/webhooks/1/secret?thread_id=7"
	default:
		cfg.URL = "http://chat.test/hook/secret"
	}
	return cfg
}

// newChat starts an exporter through its factory settings, with the fake in place of the network.
func newChat(t *testing.T, cfg *Config, s *chatService, host component.Host) *fixture {
	t.Helper()
	f := prepare(t, cfg)
	require.NoError(t, f.Start(t.Context(), host))
	f.client.Transport = inProcess{s}
	return f
}

func changeOf(issue string, version int, kind string) event.Document {
	doc := change(fmt.Sprintf("%s-%d", issue, version), kind)
	doc.Issue.ID, doc.Issue.Title, doc.Change.Version = issue, "Error of "+issue, int64(version)
	return doc
}

func logsOf(t *testing.T, doc event.Document) plog.Logs {
	t.Helper()
	logs, err := otlp.EncodeChange(&doc, at)
	require.NoError(t, err)
	return logs
}

func (f *fixture) tell(t *testing.T, docs ...event.Document) {
	t.Helper()
	for _, doc := range docs {
		require.NoError(t, f.ConsumeLogs(t.Context(), logsOf(t, doc)))
	}
}

func TestChat_SlackEditsUpdatesAndRepliesToTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &chatService{}
		f := newChat(t, configOf(KindSlack), s, componenttest.NewNopHost())
		f.tell(t, changeOf("a", 1, "opened"), changeOf("a", 2, "updated"), changeOf("a", 3, "resolved"), changeOf("a", 4, "regressed"), changeOf("b", 9, "updated"))
		f.stop(t)

		require.Len(t, s.all(), 5)
		assert.Equal(t, []string{
			"POST /api/chat.postMessage", "POST /api/chat.update", "POST /api/chat.postMessage", "POST /api/chat.postMessage", "POST /api/chat.postMessage",
		}, s.sent())
		want := []got{{channel: "#errors"}, {channel: "C123", ts: "1.0"}, {channel: "C123", thread: "1.0"}, {channel: "C123", thread: "1.0", broadcast: true}, {channel: "#errors"}}
		for i, g := range s.all() {
			assert.Equal(t, want[i], got{channel: g.channel, ts: g.ts, thread: g.thread, broadcast: g.broadcast})
			assert.Equal(t, "Bearer xoxb-secret", g.header.Get("Authorization"))
		}
		f.assertSent(t, 5)
	})
}

func TestChat_DiscordEditsUpdates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &chatService{}
		f := newChat(t, configOf(KindDiscord), s, componenttest.NewNopHost())
		f.tell(t, changeOf("a", 1, "opened"), changeOf("a", 2, "updated"), changeOf("a", 3, "resolved"), changeOf("a", 4, "updated"))
		f.stop(t)
		const hook = "/api/webhooks/1/secret"
		assert.Equal(t, []string{
			"POST " + hook + "?thread_id=7&wait=true", "PATCH " + hook + "/messages/1?thread_id=7",
			"POST " + hook + "?thread_id=7&wait=true", "PATCH " + hook + "/messages/3?thread_id=7",
		}, s.sent())
	})
}

func TestChat_AMessageThatSomebodyDeletedIsSentAnew(t *testing.T) {
	for kind, answer := range map[Kind]func(w http.ResponseWriter){
		KindSlack: func(w http.ResponseWriter) { _, _ = io.WriteString(w, `{"ok":false,"error":"message_not_found"}`) },
		KindDiscord: func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"message":"Unknown Message","code":10008}`)
		},
	} {
		t.Run(string(kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &chatService{answer: func(n int, w http.ResponseWriter, _ *http.Request) bool {
					if n == 2 {
						answer(w)
					}
					return n == 2
				}}
				f := newChat(t, configOf(kind), s, componenttest.NewNopHost())
				f.tell(t, changeOf("a", 1, "opened"), changeOf("a", 2, "updated"))
				f.stop(t)
				sent := s.sent()
				require.Len(t, sent, 3)
				assert.NotEqual(t, sent[0], sent[1])
				assert.Equal(t, sent[0], sent[2])
			})
		})
	}
}

func TestChat_ABurstIsFoldedIntoOneMessageThatIsEdited(t *testing.T) {
	for _, kind := range []Kind{KindSlack, KindDiscord} {
		t.Run(string(kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &chatService{}
				f := newChat(t, configOf(kind), s, componenttest.NewNopHost())
				start := time.Now()
				for n := range 50 {
					f.tell(t, changeOf(fmt.Sprint("issue-", n), 1, "opened"))
					synctest.Wait()
				}
				assert.Zero(t, time.Since(start), "no change waits")
				require.Len(t, s.all(), 20)
				assert.Contains(t, s.all()[19].text, "1 more change of 1 issue since")
				assert.Contains(t, s.all()[19].text, "Error of issue")

				time.Sleep(time.Minute)
				synctest.Wait()
				require.Len(t, s.all(), 21)
				edit := s.all()[20]
				assert.Equal(t, time.Minute, edit.at.Sub(start))
				assert.Contains(t, edit.text, "31 more changes of 31 issues since")
				switch kind {
				case KindSlack:
					assert.Equal(t, "20.0", edit.ts)
				default:
					assert.Equal(t, "PATCH", edit.method)
				}
				time.Sleep(time.Hour)
				synctest.Wait()
				assert.Len(t, s.all(), 21, "nothing new, no message")
				f.assertSent(t, 19)
				f.assertFolded(t, 31, 2)
				f.stop(t)
			})
		})
	}
}

func TestChat_EditsOfMessagesCountAsMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &chatService{}
		f := newChat(t, configOf(KindDiscord), s, componenttest.NewNopHost())
		for n := range 21 {
			f.tell(t, changeOf("a", n+1, "updated"))
			synctest.Wait()
		}
		sent := s.sent()
		require.Len(t, sent, 20)
		assert.Contains(t, sent[18], "PATCH")
		assert.Contains(t, sent[19], "POST", "the fold")
		f.stop(t)
		assert.Contains(t, s.all()[20].text, "2 more changes of 1 issue since")
	})
}

func TestChat_ABurstWhereNothingCanBeEdited(t *testing.T) {
	webhook := configOf(KindSlack)
	webhook.URL, webhook.Slack.Token, webhook.Slack.Channel = "http://hooks.slack.test/secret", "", ""
	for name, cfg := range map[string]*Config{"teams": configOf(KindTeams), "slack webhook": webhook} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &chatService{}
				f := newChat(t, cfg, s, componenttest.NewNopHost())
				start := time.Now()
				for n := range 40 {
					f.tell(t, changeOf(fmt.Sprint("issue-", n), 1, "opened"))
				}
				synctest.Wait()
				assert.Len(t, s.all(), 10, "the other half of the limit is for folds")
				time.Sleep(time.Minute)
				synctest.Wait()
				require.Len(t, s.all(), 11)
				assert.Equal(t, time.Minute, s.all()[10].at.Sub(start))
				assert.Contains(t, s.all()[10].text, "30 more changes of 30 issues since")

				f.tell(t, changeOf("issue-late", 1, "opened"))
				time.Sleep(time.Minute)
				synctest.Wait()
				require.Len(t, s.all(), 12)
				assert.Contains(t, s.all()[11].text, "1 more change of 1 issue since", "only what came since")
				f.stop(t)
			})
		})
	}
}

func TestChat_AStopWithoutAStorageSendsWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &chatService{}
		f := newChat(t, configOf(KindTeams), s, componenttest.NewNopHost())
		for n := range 12 {
			f.tell(t, changeOf(fmt.Sprint("issue-", n), 1, "opened"))
		}
		f.stop(t)
		require.Len(t, s.all(), 11)
		assert.Contains(t, s.all()[10].text, "2 more changes of 2 issues since")
		require.Error(t, f.ConsumeLogs(t.Context(), logsOf(t, changeOf("late", 1, "opened"))), "nobody would send it")
	})
}

func TestChat_AStopWithoutAStorageAndWithoutAnAnswerCountsWhatIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &chatService{answer: func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if n > 10 {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			return n > 10
		}}
		f := newChat(t, configOf(KindTeams), s, componenttest.NewNopHost())
		for n := range 12 {
			f.tell(t, changeOf(fmt.Sprint("issue-", n), 1, "opened"))
		}
		f.stop(t)
		f.assertDropped(t, map[string]int64{"unsent": 2})
	})
}

func TestChat_AStopLeavesAServiceAloneThatAskedForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &chatService{answer: func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if n > 10 {
				w.Header().Set("Retry-After", "300")
				w.WriteHeader(http.StatusTooManyRequests)
			}
			return n > 10
		}}
		f := newChat(t, configOf(KindTeams), s, componenttest.NewNopHost())
		for n := range 12 {
			f.tell(t, changeOf(fmt.Sprint("issue-", n), 1, "opened"))
		}
		time.Sleep(2 * time.Minute)
		f.stop(t)
		assert.Len(t, s.all(), 11)
		f.assertDropped(t, map[string]int64{"unsent": 2})
	})
}

func TestChat_WhileAFoldIsNotTakenChangesWaitInTheOutbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var free atomic.Bool
		s := &chatService{answer: func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if n <= 10 || free.Load() {
				return false
			}
			w.Header().Set("Retry-After", "300")
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		}}
		f := newChat(t, configOf(KindTeams), s, componenttest.NewNopHost())
		for n := range 11 {
			f.tell(t, changeOf(fmt.Sprint("issue-", n), 1, "opened"))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Len(t, s.all(), 11)
		late := logsOf(t, changeOf("late", 1, "opened"))
		require.ErrorContains(t, f.ConsumeLogs(t.Context(), late), "429 Too Many Requests")

		free.Store(true)
		time.Sleep(300*time.Second - time.Nanosecond)
		synctest.Wait()
		require.Len(t, s.all(), 11, "it is left alone as long as it asked")
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		require.Len(t, s.all(), 12)
		assert.Contains(t, s.all()[11].text, "1 more change of 1 issue since")
		require.NoError(t, f.ConsumeLogs(t.Context(), late))
		f.stop(t)
	})
}

func TestChat_AFoldThatIsRefusedIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &chatService{answer: func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if n > 10 {
				w.WriteHeader(http.StatusBadRequest)
			}
			return n > 10
		}}
		f := newChat(t, configOf(KindTeams), s, componenttest.NewNopHost())
		for n := range 13 {
			f.tell(t, changeOf(fmt.Sprint("issue-", n), 1, "opened"))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		f.assertDropped(t, map[string]int64{"bad_request": 3})
		f.stop(t)
	})
}

func TestChat_ErrorsNameNoSecret(t *testing.T) {
	for _, kind := range []Kind{KindSlack, KindDiscord, KindTeams} {
		t.Run(string(kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &chatService{answer: func(_ int, w http.ResponseWriter, _ *http.Request) bool {
					w.WriteHeader(http.StatusForbidden)
					return true
				}}
				f := newChat(t, configOf(kind), s, componenttest.NewNopHost())
				err := f.ConsumeLogs(t.Context(), logsOf(t, changeOf("a", 1, "opened")))
				require.ErrorContains(t, err, "403 Forbidden")
				assert.NotContains(t, err.Error(), "secret")
				f.assertDropped(t, map[string]int64{"unauthorized": 1})
				f.stop(t)
			})
		})
	}
}
