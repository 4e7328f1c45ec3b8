package slack

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
)

// Limits of Slack.
const (
	// MaxBlocks of a message. https://docs.slack.dev/reference/block-kit/blocks
	MaxBlocks = 50
	// MaxText in one text object. https://docs.slack.dev/reference/block-kit/composition-objects/text-object
	MaxText = 3000
	// MaxHeader in a header block. https://docs.slack.dev/reference/block-kit/blocks/header-block
	MaxHeader = 150
	// maxFallback is for notifications, which show little.
	maxFallback = 300
	// maxLinesPerBlock keeps a block of a fold easy to read, and below MaxText.
	maxLinesPerBlock = 5
	maxLine          = MaxText/maxLinesPerBlock - 1
	// maxFoldBlocks is how many blocks of lines a fold has, beside its header and its end.
	maxFoldBlocks = 10
)

// content is what all three ways to send take.
type content struct {
	// Text is what notifications show.
	Text   string  `json:"text"`
	Blocks []block `json:"blocks"`
}

type block struct {
	Type     string `json:"type"`
	Text     *text  `json:"text,omitempty"`
	Elements []text `json:"elements,omitempty"`
}

type text struct {
	Type string `json:"type"`
	Text string `json:"text"`
	// Emoji false leaves :names: in plain text alone, Verbatim true leaves @names and URLs in mrkdwn alone.
	Emoji    *bool `json:"emoji,omitempty"`
	Verbatim bool  `json:"verbatim,omitempty"`
}

func plain(s string) *text     { return &text{Type: "plain_text", Text: s, Emoji: new(false)} }
func mrkdwn(s string) *text    { return &text{Type: "mrkdwn", Text: s, Verbatim: true} }
func section(s string) block   { return block{Type: "section", Text: mrkdwn(s)} }
func header(s string) block    { return block{Type: "header", Text: plain(escape(s, MaxHeader))} }
func footnote(s string) block  { return block{Type: "context", Elements: []text{*mrkdwn(s)}} }
func fallback(s string) string { return escape(s, maxFallback) }

// newContent puts what matters into the first lines: the error, state and why, then the facts.
func newContent(m *message.Message) content {
	c := content{Text: fallback(m.Summary()), Blocks: []block{header(m.Title)}}
	state := "*" + escape(m.State, MaxText/4) + "*"
	if why := code(m.Why, "`", MaxText/2); why != "" {
		state += " " + why
	}
	var facts []string
	for _, f := range m.Facts {
		facts = append(facts, f.Name+" "+code(f.Value, "`", MaxText/8))
	}
	c.Blocks = append(c.Blocks, section(state), section(strings.Join(facts, "  ")))
	if frames := code(strings.Join(m.Frames, "\n"), "```", MaxText); frames != "" {
		c.Blocks = append(c.Blocks, section(frames))
	}
	if text := code(m.Error, "```", MaxText); text != "" {
		c.Blocks = append(c.Blocks, section(text))
	}
	var links []string
	left := MaxText
	for _, l := range m.Links {
		if text := link(l); message.Len(text)+3 <= left {
			left -= message.Len(text) + 3
			links = append(links, text)
		}
	}
	if len(links) > 0 {
		c.Blocks = append(c.Blocks, footnote(strings.Join(links, " · ")))
	}
	return c
}

// newFold lists issues, a few to a block.
func newFold(f *message.Fold) content {
	c := content{Text: fallback(f.Title()), Blocks: []block{header(f.Title())}}
	shown := min(len(f.Lines), maxFoldBlocks*maxLinesPerBlock)
	var lines []string
	for n, l := range f.Lines[:shown] {
		text := "• " + code(l.Title, "`", maxLine/2) + " " + escape(l.Detail(), maxLine/2-4)
		if to := link(l.Link); l.Link.URL != "" && message.Len(text)+1+message.Len(to) <= maxLine {
			text += " " + to
		}
		lines = append(lines, text)
		if len(lines) == maxLinesPerBlock || n == shown-1 {
			c.Blocks = append(c.Blocks, section(strings.Join(lines, "\n")))
			lines = nil
		}
	}
	if tail := f.Tail(shown); tail != "" {
		c.Blocks = append(c.Blocks, footnote(tail))
	}
	return c
}
