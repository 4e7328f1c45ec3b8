package discord

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
	for _, c := range messagetest.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			m := message.New(&c.Doc)
			data, err := Message(&m, c.Doc.Change.At)
			require.NoError(t, err)
			messagetest.Golden(t, c.Name, data)
		})
	}
}

func TestFold_ExactBytes(t *testing.T) {
	few, many := messagetest.Fold(3, messagetest.Hostile), messagetest.Fold(100, "KeyError: 'stock'")
	for name, f := range map[string]*message.Fold{"fold": &few, "fold_over_long": &many} {
		data, err := Fold(f)
		require.NoError(t, err)
		messagetest.Golden(t, name, data)
	}
}

// runes are those that grow most when they are escaped or encoded.
var runes = []string{"x", "&", "`", "@", "ü", "😀", "\"", "\\", "\xff", "\n", "\u2028"}

func TestMessage_NothingIsOverALimit(t *testing.T) {
	for _, r := range runes {
		doc := messagetest.OverLong(r)
		m := message.New(&doc)
		fold := messagetest.Fold(100, strings.Repeat(r, 500))
		one, err := Message(&m, messagetest.At)
		require.NoError(t, err)
		many, err := Fold(&fold)
		require.NoError(t, err)
		for _, data := range [][]byte{one, many} {
			var got request
			require.NoError(t, json.Unmarshal(data, &got))
			e := got.Embeds[0]
			assert.NotEmpty(t, e.Title)
			assert.LessOrEqual(t, message.Len(e.Title), MaxTitle)
			assert.LessOrEqual(t, message.Len(e.Description), MaxDescription)
			assert.True(t, utf8.ValidString(e.Description))
			assert.LessOrEqual(t, len(e.Fields), MaxFields)
			total := message.Len(e.Title + e.Description)
			for _, f := range e.Fields {
				assert.LessOrEqual(t, message.Len(f.Name), MaxFieldName)
				assert.LessOrEqual(t, message.Len(f.Value), MaxFieldValue)
				total += message.Len(f.Name + f.Value)
			}
			assert.LessOrEqual(t, total, MaxTotal)
		}
	}
}

func TestFold_LinksTakeOnlyTheRoomThatNamesLeave(t *testing.T) {
	for _, tt := range []struct{ issues, named, links int }{{3, 3, 3}, {40, 40, 18}, {100, 54, 0}} {
		f := messagetest.Fold(tt.issues, "KeyError: 'stock'")
		data, err := Fold(&f)
		require.NoError(t, err)
		assert.Equal(t, tt.named, strings.Count(string(data), "KeyError"), "%d issues", tt.issues)
		assert.Equal(t, tt.links, strings.Count(string(data), "[Issue]("), "%d issues", tt.issues)
	}
}

func TestMessage_TextOfApplicationsPingsNobody(t *testing.T) {
	for _, c := range messagetest.Cases() {
		m := message.New(&c.Doc)
		data, err := Message(&m, messagetest.At)
		require.NoError(t, err)
		assert.Contains(t, string(data), `"allowed_mentions":{"parse":[]}`)
		for _, mention := range []string{"@everyone", "@here", "\u202e"} {
			assert.NotContains(t, string(data), mention, c.Name)
		}
		var got request
		require.NoError(t, json.Unmarshal(data, &got))
		assert.NotContains(t, got.Embeds[0].Title, " <", "every < is behind a backslash")
		assert.NotContains(t, got.Embeds[0].Title, " *")
	}
}

func TestMessageURL(t *testing.T) {
	tests := []struct{ name, webhook, id, want string }{
		{"a new message asks for its id", "https://discord.test/api/webhooks/1/token", "", "https://discord.test/api/webhooks/1/token?wait=true"},
		{"a thread stays", "https://discord.test/api/webhooks/1/token?thread_id=7", "", "https://discord.test/api/webhooks/1/token?thread_id=7&wait=true"},
		{"an edit", "https://discord.test/api/webhooks/1/token?thread_id=7&wait=true", "42", "https://discord.test/api/webhooks/1/token/messages/42?thread_id=7"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := MessageURL(tt.webhook, tt.id)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
	_, err := MessageURL("https://%zz/token", "")
	require.ErrorIs(t, err, ErrAddress)
}
