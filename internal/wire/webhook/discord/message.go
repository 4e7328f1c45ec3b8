package discord

import (
	"fmt"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
)

// Limits of an embed. https://discord.com/developers/docs/resources/message#embed-object-embed-limits
const (
	MaxTitle       = 256
	MaxDescription = 4096
	MaxFields      = 25
	MaxFieldName   = 256
	MaxFieldValue  = 1024
	// MaxTotal counts title, description, names and values of fields and footer together.
	MaxTotal = 6000
)

// How MaxDescription and MaxTotal are shared: 256 of the title, 1,024 of each field of which there are
// at most four in a message, and the parts of the description.
const (
	maxState  = 800
	maxError  = 1500
	maxFrames = 1200
	maxValue  = 400
	maxLink   = MaxDescription - maxState - maxError - maxFrames - 10
)

var colors = map[message.Tone]int{
	message.ToneBad: 0xE01E5A, message.ToneWarning: 0xECB22E, message.ToneQuiet: 0x8D8D8D, message.ToneGood: 0x2EB67D,
}

type request struct {
	Embeds []embed `json:"embeds"`
	// AllowedMentions with an empty list lets nothing in the message ping anybody.
	// https://discord.com/developers/docs/resources/message#allowed-mentions-object
	AllowedMentions mentions `json:"allowed_mentions"`
}

type mentions struct {
	Parse []string `json:"parse"`
}

type embed struct {
	Title       string  `json:"title"`
	Description string  `json:"description"`
	Color       int     `json:"color"`
	Fields      []field `json:"fields,omitempty"`
	Timestamp   string  `json:"timestamp,omitempty"`
}

type field struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline"`
}

// Message returns the bytes of a message about one change that was made at the time.
func Message(m *message.Message, at time.Time) ([]byte, error) {
	state := "**" + escape(m.State, maxState/4) + "**"
	if m.Why != "" {
		state += " " + escape(m.Why, maxState/2)
	}
	e := embed{Title: escape(m.Title, MaxTitle), Color: colors[m.Tone], Timestamp: at.UTC().Format(time.RFC3339)}
	for _, f := range m.Facts {
		e.Fields = append(e.Fields, field{Name: f.Name, Value: escape(f.Value, maxValue), Inline: true})
	}
	var links []string
	left := maxLink
	for _, l := range m.Links {
		if text := link(l); message.Len(text)+3 <= left {
			left -= message.Len(text) + 3
			links = append(links, text)
		}
	}
	e.Description = paragraphs(state, block(strings.Join(m.Frames, "\n"), maxFrames), block(m.Error, maxError), strings.Join(links, " · "))
	return encode(e)
}

// Fold returns the bytes of a message about many changes.
func Fold(f *message.Fold) ([]byte, error) {
	const maxTail = 100
	var lines []string
	left := MaxDescription - maxTail
	for _, l := range f.Lines {
		text := "- **" + escape(l.Title, 200) + "** " + escape(l.Detail(), 200)
		if left -= message.Len(text) + 1; left < 0 {
			break
		}
		lines = append(lines, text)
	}
	for i := range lines { // what the names leave of the room is for links
		to := " " + link(f.Lines[i].Link)
		if f.Lines[i].Link.URL != "" && message.Len(to) <= left {
			left -= message.Len(to)
			lines[i] += to
		}
	}
	e := embed{Title: f.Title(), Color: colors[message.ToneWarning]}
	e.Description = paragraphs(strings.Join(lines, "\n"), f.Tail(len(lines)))
	return encode(e)
}

func paragraphs(all ...string) string {
	var kept []string
	for _, p := range all {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n")
}

func encode(e embed) ([]byte, error) {
	data, err := message.JSON(request{Embeds: []embed{e}, AllowedMentions: mentions{Parse: []string{}}})
	if err != nil {
		return nil, fmt.Errorf("encode a Discord message: %w", err)
	}
	return data, nil
}
