package slack

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
)

// escapeRune writes the three characters that begin mentions, links and entities as entities.
// https://docs.slack.dev/messaging/formatting-message-text#escaping
func escapeRune(r rune) string {
	switch r {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	default:
		return string(r)
	}
}

// escape makes a text harmless where nothing formats it. A space without width after @ keeps
// @everyone from being a name in what notifications show.
func escape(s string, limit int) string {
	return message.Escape(s, limit, func(r rune) string {
		if r == '@' {
			return "@\u200b"
		}
		return escapeRune(r)
	})
}

// code wraps a text so that nothing in it formats. Backticks, which would end it, become another
// character: mrkdwn has no way to write them.
func code(s, fence string, limit int) string {
	text := message.Escape(s, limit-2*len(fence), func(r rune) string {
		if r == '`' {
			return "ˋ"
		}
		return escapeRune(r)
	})
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return fence + text + fence
}

// link writes a link. The name is ours; what could end the URL is encoded.
func link(l message.Link) string {
	url := strings.NewReplacer("&", "&amp;", "<", "%3C", ">", "%3E", "|", "%7C").Replace(l.URL)
	return "<" + url + "|" + l.Name + ">"
}
