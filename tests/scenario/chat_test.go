//go:build scenario

package scenario

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
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

// What becomes of an issue stands beside what was told of it before, as well as each service can.
func TestChat_FollowsAnIssue(t *testing.T) {
	t.Parallel()
	r := newChatRoom(t)
	all := func(n int) map[string]int {
		return map[string]int{
			collectortest.SlackAPI: n, collectortest.Discord: n, collectortest.SlackWebhook: n, collectortest.Teams: n, collectortest.Plain: n,
		}
	}
	r.fail(0, 1)
	r.told(all(1))
	r.resolve("shop")
	r.told(all(2))
	r.fail(0, 1)
	r.told(all(3))
	for range 30 {
		r.fail(0, 1)
	}
	collectortest.Eventually(t, afterAMinute, "the growth is told", func() error {
		for _, channel := range append(posting, collectortest.Plain) {
			if n := len(r.chat.Messages(channel)); n < 4 {
				return fmt.Errorf("%s has %d messages", channel, n)
			}
		}
		for _, channel := range editing {
			edits := 0
			for _, m := range r.chat.Messages(channel) {
				edits += len(m.Bodies) - 1
			}
			if edits == 0 {
				return fmt.Errorf("%s has no edit", channel)
			}
		}
		return nil
	})

	slack := r.chat.Messages(collectortest.SlackAPI)
	require.Len(t, slack, 3)
	opened, resolved, regressed := slack[0], slack[1], slack[2]
	assert.Equal(t, []string{"", opened.ID, opened.ID}, []string{opened.Thread, resolved.Thread, regressed.Thread})
	assert.False(t, resolved.Shown, "nobody has to look now")
	assert.True(t, regressed.Shown, "somebody has to look now")
	assert.Contains(t, opened.Bodies[0], "New issue")
	assert.Contains(t, resolved.Text(), "Resolved")
	assert.Contains(t, regressed.Text(), "Regressed")
	require.Len(t, opened.Bodies, 2, "the message of the issue is edited")
	assert.Contains(t, opened.Text(), "Still regressed")
	assert.Contains(t, opened.Text(), "32 occurrences")

	discord := r.chat.Messages(collectortest.Discord)
	require.Len(t, discord, 3)
	assert.Contains(t, discord[1].Text(), "Resolved")
	require.Len(t, discord[2].Bodies, 2, "the last message of the issue is edited")
	assert.Contains(t, discord[2].Bodies[0], "Regressed")
	assert.Contains(t, discord[2].Text(), "32 occurrences")

	for _, channel := range posting {
		messages := r.chat.Messages(channel)
		require.Len(t, messages, 4, channel)
		for i, word := range []string{"New issue", "Resolved", "Regressed", "Still regressed"} {
			assert.Contains(t, messages[i].Text(), word, channel)
		}
	}
	var states []string
	for _, m := range r.chat.Messages(collectortest.Plain) {
		body := readPlain(t, m.Text())
		states = append(states, body.State)
		assert.Contains(t, body.Links[0], "https://issues.example.com/")
		assert.Regexp(t, `^https://traces\.example\.com/[0-9a-f]{32}$`, body.Links[1])
	}
	assert.Equal(t, []string{"new", "resolved", "regressed", "regressed"}, states)

	for _, channel := range people {
		r.harmless(channel)
		for _, m := range r.chat.Messages(channel) {
			for _, body := range m.Bodies {
				assert.Contains(t, body, "https://traces.example.com/", channel)
			}
		}
	}
}

// plain is what the template of the configuration makes.
type plain struct {
	Change, Title, State string
	Links                []string
}

func readPlain(t *testing.T, text string) (p plain) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &p))
	return p
}

// A fault in a template ends the start, and so the validation, with its line.
func TestChat_ABrokenTemplateIsFoundByValidate(t *testing.T) {
	for name, c := range map[string]struct{ title, want string }{
		"what is no template":            {`{{ json .Issue.Title`, `template::body: template: body:3`},
		"a field that no issue has":      {`{{ json .Issue.Titel }}`, `template: body:3:\d+: .*Titel`},
		"a value without its quotes":     {`{{ .Issue.Title }}`, `template::body: .*line 3 of the body that it makes is not JSON`},
		"a part that some issues lack":   {`{{ json .Exemplar.TraceID }}`, `template: body:3:\d+: .*guard with|guard with .*template: body:3`},
		"a function that does not exist": {`{{ shout .Issue.Title }}`, `template: body:3: function "shout" not defined`},
	} {
		t.Run(name, func(t *testing.T) {
			config, err := os.ReadFile(chatConfig)
			require.NoError(t, err)
			const right = `{{ json .Issue.Title }}`
			require.Equal(t, 1, strings.Count(string(config), right))
			file := filepath.Join(t.TempDir(), "config.yaml")
			require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(config), right, c.title, 1)), 0o600))
			cmd := exec.CommandContext(t.Context(), collectortest.Binary(t), "validate", "--config", file)
			cmd.Env = append(os.Environ(), "TEST_CHAT_URL=http://127.0.0.1:1", "TIDEMARK_DATA_DIR="+t.TempDir())
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			require.ErrorAs(t, err, &exit, "%s", out)
			assert.Regexp(t, c.want, string(out))
			assert.Contains(t, string(out), "issue_webhook/template")
		})
	}
}
