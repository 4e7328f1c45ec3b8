//go:build scenario

package scenario

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

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
