package teams

import (
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
	// maxFrame is how many bytes a fold has beside its lines: the envelope, the title and the tail.
	maxFrame = 1000
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
	// Action makes the text a link. https://adaptivecards.io/explorer/TextRun.html
	Action *openURL `json:"selectAction,omitempty"`
}

type openURL struct {
	Type  string `json:"type"`
	Title string `json:"title,omitempty"`
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
	left := MaxBytes - maxFrame
	for _, l := range f.Lines {
		text := paragraph(bold(l.Title), subtle("  "+l.Detail()))
		if left -= size(text); left < 0 {
			break
		}
		body = append(body, text)
	}
	lines := body[1:]
	for i := range lines { // what the names leave of the room is for links
		l := f.Lines[i].Link
		to := []run{plain("  "), {Type: "TextRun", Text: l.Name, Action: &openURL{Type: "Action.OpenUrl", URL: l.URL}}}
		if n := size(to); l.URL != "" && n <= left {
			left -= n
			lines[i].Inlines = append(lines[i].Inlines, to...)
		}
	}
	if tail := f.Tail(len(lines)); tail != "" {
		body = append(body, paragraph(subtle(tail)))
	}
	return encode(body, nil)
}

// size returns how many bytes a part of a card is, with the comma after it.
func size(part any) int {
	data, _ := message.JSON(part) // what cannot be encoded fails in encode
	return len(data) + 1
}

func encode(body []rich, actions []openURL) ([]byte, error) {
	data, err := message.JSON(envelope{Type: "message", Attachments: []attachment{{
		ContentType: "application/vnd.microsoft.card.adaptive",
		Content: card{
			Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Type: "AdaptiveCard", Version: version,
			Teams: msTeams{Width: "Full"}, Body: body, Actions: actions,
		},
	}}})
	if err != nil {
		return nil, fmt.Errorf("encode a Teams message: %w", err)
	}
	return data, nil
}
