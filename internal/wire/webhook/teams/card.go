package teams

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
)

const (
	// ContentType of all requests.
	ContentType = "application/json"
	// MaxBytes of a request. The limit is 28 KB, of which we take the smaller reading.
	// https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams#chat
	MaxBytes = 28_000
	// Version of the schema that Teams shows on every platform.
	// https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
	version = "1.4"
	// maxLines of a fold: each is at most 200 characters of up to four bytes, and its frame of JSON.
	maxLines = 25
	// maxLinks is how many bytes of URLs a card has.
	maxLinks = 6000
)

type envelope struct {
	Type        string       `json:"type"`
	Attachments []attachment `json:"attachments"`
}

type attachment struct {
	ContentType string `json:"contentType"`
	Content     card   `json:"content"`
}

// card holds all text in RichTextBlocks: unlike TextBlock and FactSet they know no markdown, so that
// text of applications needs no escaping, and a mention would need an entity that we do not send.
// https://adaptivecards.io/explorer/RichTextBlock.html
type card struct {
	Schema  string    `json:"$schema"`
	Type    string    `json:"type"`
	Version string    `json:"version"`
	Teams   msTeams   `json:"msteams"`
	Body    []rich    `json:"body"`
	Actions []openURL `json:"actions,omitempty"`
}

type msTeams struct {
	Width string `json:"width"`
}

type rich struct {
	Type      string `json:"type"`
	Separator bool   `json:"separator,omitempty"`
	Inlines   []run  `json:"inlines"`
}

type run struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Weight   string `json:"weight,omitempty"`
	Size     string `json:"size,omitempty"`
	Color    string `json:"color,omitempty"`
	FontType string `json:"fontType,omitempty"`
	Subtle   bool   `json:"isSubtle,omitempty"`
}

type openURL struct {
	Type  string `json:"type"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

var colors = map[message.Tone]string{
	message.ToneBad: "Attention", message.ToneWarning: "Warning", message.ToneQuiet: "Default", message.ToneGood: "Good",
}

func paragraph(runs ...run) rich { return rich{Type: "RichTextBlock", Inlines: runs} }
func plain(s string) run         { return run{Type: "TextRun", Text: s} }
func bold(s string) run          { return run{Type: "TextRun", Text: s, Weight: "Bolder"} }
func mono(s string) run          { return run{Type: "TextRun", Text: s, FontType: "Monospace"} }
func subtle(s string) run        { return run{Type: "TextRun", Text: s, Subtle: true} }

func title(s string) rich {
	return paragraph(run{Type: "TextRun", Text: s, Weight: "Bolder", Size: "Large"})
}

// Message returns the bytes of a message about one change.
func Message(m *message.Message) ([]byte, error) {
	state := bold(m.State)
	state.Color = colors[m.Tone]
	body := []rich{title(m.Title), paragraph(state, plain("  "+m.Why))}
	var facts []run
	for _, f := range m.Facts {
		facts = append(facts, subtle(f.Name+" "), plain(f.Value+"   "))
	}
	body = append(body, paragraph(facts...))
	if len(m.Frames) > 0 {
		body = append(body, paragraph(mono(strings.Join(m.Frames, "\n"))))
	}
	if m.Error != "" {
		body = append(body, paragraph(mono(m.Error)))
	}
	left := maxLinks
	var actions []openURL
	for _, l := range m.Links {
		if left -= len(l.URL); left >= 0 {
			actions = append(actions, openURL{Type: "Action.OpenUrl", Title: l.Name, URL: l.URL})
		}
	}
	return encode(body, actions)
}

// Fold returns the bytes of a message about many changes.
func Fold(f *message.Fold) ([]byte, error) {
	body := []rich{title(f.Title())}
	shown := min(len(f.Lines), maxLines)
	for _, l := range f.Lines[:shown] {
		body = append(body, paragraph(bold(l.Title), subtle("  "+l.Detail())))
	}
	if tail := f.Tail(shown); tail != "" {
		body = append(body, paragraph(subtle(tail)))
	}
	return encode(body, nil)
}

func encode(body []rich, actions []openURL) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(envelope{Type: "message", Attachments: []attachment{{
		ContentType: "application/vnd.microsoft.card.adaptive",
		Content: card{
			Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Type: "AdaptiveCard", Version: version,
			Teams: msTeams{Width: "Full"}, Body: body, Actions: actions,
		},
	}}})
	if err != nil {
		return nil, fmt.Errorf("encode a Teams message: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
