package teams

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
			data, err := Message(&m)
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

func TestFold_NamesWhatFitsAndLinksInTheRoomThatIsLeft(t *testing.T) {
	for _, tt := range []struct {
		title               string
		issues, named, link int
	}{{"KeyError", 3, 3, 3}, {"KeyError", 100, 100, 50}, {strings.Repeat("😀", 100), 100, 65, 0}} {
		f := messagetest.Fold(tt.issues, tt.title)
		data, err := Fold(&f)
		require.NoError(t, err)
		assert.Equal(t, tt.named, strings.Count(string(data), "Bolder\"},"), "%d issues", tt.issues)
		assert.Equal(t, tt.link, strings.Count(string(data), `"text":"Issue","selectAction":{"type":"Action.OpenUrl","url":"https://tidemark.test/issues/`), "%d issues", tt.issues)
	}
}

// runes are those that grow most when they are escaped or encoded.
var runes = []string{"x", "&", "`", "@", "ü", "😀", "\"", "\\", "\xff", "\n", "\u2028"}

func TestMessage_NothingIsOverTheLimit(t *testing.T) {
	for _, r := range runes {
		doc := messagetest.OverLong(r)
		m := message.New(&doc)
		fold := messagetest.Fold(100, strings.Repeat(r, 500))
		one, err := Message(&m)
		require.NoError(t, err)
		many, err := Fold(&fold)
		require.NoError(t, err)
		for _, data := range [][]byte{one, many} {
			assert.LessOrEqual(t, len(data), MaxBytes, r)
			assert.True(t, utf8.Valid(data))
			assert.True(t, json.Valid(data))
		}
	}
}

// Only TextRuns hold text of applications: no markdown and no mention is read in them.
func TestMessage_TextOfApplicationsIsOnlyInTextRuns(t *testing.T) {
	for _, c := range messagetest.Cases() {
		m := message.New(&c.Doc)
		data, err := Message(&m)
		require.NoError(t, err)
		assert.NotContains(t, string(data), `"TextBlock"`)
		assert.NotContains(t, string(data), `"entities"`)
		var got envelope
		require.NoError(t, json.Unmarshal(data, &got))
		for _, block := range got.Attachments[0].Content.Body {
			assert.Equal(t, "RichTextBlock", block.Type)
			for _, run := range block.Inlines {
				assert.Equal(t, "TextRun", run.Type)
				assert.NotEmpty(t, run.Text)
			}
		}
	}
}
