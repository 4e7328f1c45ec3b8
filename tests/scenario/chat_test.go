//go:build scenario

package scenario

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/fold"
	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

var (
	chatConfig = filepath.Join(collectortest.Root(), "tests", "scenario", "testdata", "chat.yaml")
	// people read the channels in which messages can be edited, and those in which they cannot.
	people  = slices.Concat(editing, posting)
	editing = []string{collectortest.SlackAPI, collectortest.Discord}
	posting = []string{collectortest.SlackWebhook, collectortest.Teams}
)

// afterAMinute is enough for what is told once a minute.
const afterAMinute = fold.Every + soon

// chatRoom is a Collector that tells of issues in every kind of chat.
type chatRoom struct {
	*testing.T
	chat      *collectortest.Chat
	collector *collectortest.Collector
	sender    *collectortest.Sender
	random    *rand.Rand
}

func newChatRoom(t *testing.T) *chatRoom {
	r := &chatRoom{T: t, chat: collectortest.NewChat(t), random: rand.New(rand.NewPCG(6, 6))}
	r.collector = collectortest.Start(t, collectortest.Settings{Config: chatConfig, Env: []string{"TEST_CHAT_URL=" + r.chat.URL}})
	r.sender = collectortest.NewSender(t, r.collector.GRPC)
	return r
}

// fail sends errors of the kinds from and up to but not including to, in one batch. Their texts would
// ping, if they could.
func (r *chatRoom) fail(from, to int) {
	r.Helper()
	td, spans := collectortest.NewTraces("shop", "1.4.0")
	for n := from; n < to; n++ {
		collectortest.AddErrorSpan(spans, collectortest.NewKind(n), r.random, time.Now())
		a := spans.At(spans.Len() - 1).Events().At(0).Attributes()
		a.PutStr("exception.type", title(n))
		a.PutStr("exception.message", "<!channel> @everyone")
	}
	require.NoError(r, r.sender.Traces(r.Context(), td))
}

// title begins the title of a kind and of no other.
func title(n int) string {
	return "Step" + strings.ToUpper(collectortest.NewKind(n).Name[len("step_"):]) + "Error"
}

func titles(from, to int) (all []string) {
	for n := from; n < to; n++ {
		all = append(all, title(n))
	}
	return all
}

// told waits until the channels have so many messages, and no change waits in the outbox.
func (r *chatRoom) told(want map[string]int) {
	r.Helper()
	collectortest.Eventually(r, soon, "every change is told or folded", func() error {
		for channel, n := range want {
			if got := len(r.chat.Messages(channel)); got < n {
				return fmt.Errorf("%s has %d messages of %d", channel, got, n)
			}
		}
		outbox, err := r.collector.Outbox()
		if err != nil {
			return err
		}
		for name, d := range outbox {
			if d.Waiting > 0 {
				return fmt.Errorf("%s: %d wait, %s", name, d.Waiting, d.LastError)
			}
		}
		return nil
	})
	for channel, n := range want {
		assert.Len(r, r.chat.Messages(channel), n, channel)
	}
}

// untold lists the kinds below n that a reader of the channel finds nowhere, or in more than one message.
func (r *chatRoom) untold(channel string, n int) (none, twice []string) {
	for kind := range n {
		times := 0
		for _, m := range r.chat.Messages(channel) {
			if strings.Contains(m.Text(), title(kind)) {
				times++
			}
		}
		switch {
		case times == 0:
			none = append(none, title(kind))
		case times > 1:
			twice = append(twice, title(kind))
		}
	}
	return none, twice
}

func (r *chatRoom) resolve(service string) {
	r.Helper()
	issues, err := r.collector.Issues(service)
	require.NoError(r, err)
	require.Len(r, issues, 1)
	token, err := os.ReadFile(filepath.Join(r.collector.Data, "api-token"))
	require.NoError(r, err)
	require.Equal(r, http.StatusOK, resolve(r.T, r.collector, issues[0].ID, strings.TrimSpace(string(token))))
}

// harmless asserts that no body of a channel can ping, and that every one has its links.
func (r *chatRoom) harmless(channel string) {
	r.Helper()
	for _, m := range r.chat.Messages(channel) {
		for _, body := range m.Bodies {
			assert.Contains(r, body, "https://issues.example.com/", "%s: a link to the issue", channel)
			switch channel {
			case collectortest.SlackAPI, collectortest.SlackWebhook:
				assert.NotRegexp(r, `(<|\\u003c)[!@#]`, body, "Slack reads these as mentions")
				assert.Contains(r, body, `"parse":"none"`)
			case collectortest.Discord:
				assert.Contains(r, body, `"allowed_mentions":{"parse":[]}`)
			case collectortest.Teams:
				assert.NotContains(r, body, `"entities"`, "Teams mentions only what is an entity")
				assert.NotContains(r, body, `"TextBlock"`, "which would format")
			}
		}
	}
}

// Forty issues at once are at most twenty messages, what comes then waits for its minute, and a kill
// meanwhile neither loses any of it nor tells people twice.
func TestChat_AStormIsFoldedAndSurvivesAKill(t *testing.T) {
	t.Parallel()
	const issues, more = 40, 10
	r := newChatRoom(t)
	r.fail(0, issues)
	r.told(map[string]int{
		collectortest.SlackAPI: fold.Limit, collectortest.Discord: fold.Limit, // the last is the fold
		collectortest.SlackWebhook: fold.Limit / 2, collectortest.Teams: fold.Limit / 2,
		collectortest.Plain: issues, // of what no person reads, nothing is folded
	})
	r.fail(issues, issues+more)
	r.told(map[string]int{
		collectortest.SlackAPI: fold.Limit, collectortest.Discord: fold.Limit,
		collectortest.SlackWebhook: fold.Limit / 2, collectortest.Teams: fold.Limit / 2,
		collectortest.Plain: issues + more,
	})
	for _, channel := range people {
		none, _ := r.untold(channel, issues+more)
		assert.Subset(t, none, titles(issues, issues+more), "%s: what came last waits", channel)
	}
	r.collector.Kill()
	r.collector.Run()
	collectortest.Eventually(t, afterAMinute, "all is told", func() error {
		for _, channel := range people {
			if none, _ := r.untold(channel, issues+more); len(none) > 0 {
				return fmt.Errorf("%s does not tell of %s", channel, none)
			}
		}
		return nil
	})

	for _, channel := range people {
		_, twice := r.untold(channel, issues+more)
		assert.Empty(t, twice, "%s tells an issue in two messages", channel)
		r.harmless(channel)
	}
	for _, channel := range editing {
		messages := r.chat.Messages(channel)
		require.Len(t, messages, fold.Limit, channel)
		folded := messages[fold.Limit-1]
		require.Len(t, folded.Times, 2, "%s: the fold is edited once", channel)
		assert.GreaterOrEqual(t, folded.Times[1].Sub(folded.Times[0]), fold.Every-clockError)
		assert.Contains(t, folded.Text(), "31 more changes of 31 issues")
		for _, m := range messages[:fold.Limit-1] {
			assert.Len(t, m.Bodies, 1, "%s: the others are as they were", channel)
		}
	}
	for _, channel := range posting {
		messages := r.chat.Messages(channel)
		require.Len(t, messages, fold.Limit/2+1, channel)
		folded, last := messages[fold.Limit/2], messages[fold.Limit/2-1]
		assert.GreaterOrEqual(t, folded.Times[0].Sub(last.Times[0]), fold.Every-clockError)
		assert.Contains(t, folded.Text(), "40 more changes of 40 issues")
	}
	bodies := map[string]string{}
	for _, m := range r.chat.Messages(collectortest.Plain) {
		body := readPlain(t, m.Text())
		if before, ok := bodies[body.Change]; ok {
			assert.Equal(t, before, m.Text(), "what is sent again is the same")
		}
		bodies[body.Change] = m.Text()
	}
	assert.Len(t, bodies, issues+more)
}

// clockError is how far the clock of the system, which lasts over a restart, may be from the steady one
// that times a test.
const clockError = time.Second
