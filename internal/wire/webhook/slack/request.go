package slack

import (
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
)

// ContentType of all requests. https://docs.slack.dev/apis/web-api#basics
const ContentType = "application/json; charset=utf-8"

// Methods of the Web API.
const (
	// MethodPost sends a message. https://docs.slack.dev/reference/methods/chat.postMessage
	MethodPost = "chat.postMessage"
	// MethodUpdate edits one. https://docs.slack.dev/reference/methods/chat.update
	MethodUpdate = "chat.update"
)

// Target is where a message goes. The zero value is that of an incoming webhook, which has its channel
// in its URL.
type Target struct {
	// Channel is an id; chat.postMessage also takes a name.
	Channel string
	// Edit is the message that is edited by chat.update.
	Edit string
	// Thread is the message that is replied to, and Broadcast shows the reply in the channel too.
	Thread    string
	Broadcast bool
}

type request struct {
	Channel   string `json:"channel,omitempty"`
	TS        string `json:"ts,omitempty"`
	ThreadTS  string `json:"thread_ts,omitempty"`
	Broadcast bool   `json:"reply_broadcast,omitempty"`
	// Parse none leaves @names and URLs in the text alone; chat.update would do the opposite without it.
	Parse string `json:"parse"`
	content
	UnfurlLinks *bool `json:"unfurl_links,omitempty"`
	UnfurlMedia *bool `json:"unfurl_media,omitempty"`
}

// Message returns the bytes of a message about one change.
func Message(m *message.Message, to Target) ([]byte, error) { return encode(newContent(m), to) }

// Fold returns the bytes of a message about many changes.
func Fold(f *message.Fold, to Target) ([]byte, error) { return encode(newFold(f), to) }

func encode(c content, to Target) ([]byte, error) {
	r := request{Channel: to.Channel, TS: to.Edit, ThreadTS: to.Thread, Broadcast: to.Broadcast, Parse: "none", content: c}
	if to.Edit == "" {
		r.UnfurlLinks, r.UnfurlMedia = new(false), new(false)
	}
	data, err := message.JSON(r)
	if err != nil {
		return nil, fmt.Errorf("encode a Slack message: %w", err)
	}
	return data, nil
}
