package slack

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message/messagetest"
)

func TestMessage_ExactBytes(t *testing.T) {
	targets := map[string]Target{
		"opened": {Channel: "C123"}, "updated": {Channel: "C123", Edit: "1772366405.000100"},
		"regressed": {Channel: "C123", Thread: "1772366405.000100", Broadcast: true},
		"resolved":  {Channel: "C123", Thread: "1772366405.000100"},
	}
	for _, c := range messagetest.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			m := message.New(&c.Doc)
			data, err := Message(&m, targets[c.Name])
			require.NoError(t, err)
			messagetest.Golden(t, c.Name, data)
		})
	}
}

func TestFold_ExactBytes(t *testing.T) {
	few, many := messagetest.Fold(3, messagetest.Hostile), messagetest.Fold(100, "KeyError: 'stock'")
	for name, f := range map[string]*message.Fold{"fold": &few, "fold_over_long": &many} {
		data, err := Fold(f, Target{})
		require.NoError(t, err)
		messagetest.Golden(t, name, data)
	}
}

// What a message of the longest texts has, in whatever alphabet, is within the limits.
func TestMessage_NothingIsOverALimit(t *testing.T) {
	for _, r := range []string{"x", "&", "`", "ü", "😀", "\"", "\xff", "\n"} {
		doc := messagetest.OverLong(r)
		m := message.New(&doc)
		fold := messagetest.Fold(100, strings.Repeat(r, 500))
		for _, c := range []content{newContent(&m), newFold(&fold)} {
			assert.LessOrEqual(t, len(c.Blocks), MaxBlocks)
			for _, b := range c.Blocks {
				texts := b.Elements
				if b.Text != nil {
					texts = append(texts, *b.Text)
				}
				for _, x := range texts {
					assert.LessOrEqual(t, message.Len(x.Text), map[bool]int{true: MaxHeader, false: MaxText}[b.Type == "header"])
					assert.True(t, utf8.ValidString(x.Text))
					assert.NotEmpty(t, x.Text)
				}
			}
		}
	}
}

func TestFold_NamesLinkToTheirIssueWhereThereIsRoom(t *testing.T) {
	f := messagetest.Fold(2, "KeyError")
	f.Lines[1].Link.URL += strings.Repeat("x", MaxText)
	data, err := Fold(&f, Target{})
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(string(data), "<https://tidemark.test/issues/mfzwizltoqqgc4dqnrsq|Issue>"))
	assert.Equal(t, 1, strings.Count(string(data), "|Issue>"))
}

// The only control sequences of Slack in a message are the links that the operator's templates made.
func TestMessage_TextOfApplicationsPingsNobody(t *testing.T) {
	for _, c := range messagetest.Cases() {
		m := message.New(&c.Doc)
		data, err := Message(&m, Target{})
		require.NoError(t, err)
		var got content
		require.NoError(t, json.Unmarshal(data, &got))
		all := got.Text
		for _, b := range got.Blocks {
			if b.Type == "context" {
				continue
			}
			all += b.Text.Text
		}
		assert.NotContains(t, all, "<", c.Name)
		assert.NotContains(t, all, ">", c.Name)
		assert.NotContains(t, all, "\u202e", c.Name)
	}
}
