package discord

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
)

// special are the characters that begin markdown, mentions and links.
const special = "\\`*_~|<>[]()#@:-"

// escape makes a text show as it is. A space without width after @ keeps @everyone a word of its own
// in clients that look for it; allowed_mentions is what keeps it from pinging.
func escape(s string, limit int) string {
	return message.Escape(s, limit, func(r rune) string {
		switch {
		case r == '@':
			return "@\u200b"
		case strings.ContainsRune(special, r):
			return `\` + string(r)
		}
		return string(r)
	})
}

// block wraps a text so that nothing in it formats. Backticks, which would end it, become another
// character.
func block(s string, limit int) string {
	const fence = "```"
	text := message.Escape(s, limit-2*len(fence)-2, func(r rune) string {
		switch r {
		case '`':
			return "ˋ"
		case '@':
			return "@\u200b"
		}
		return string(r)
	})
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return fence + "\n" + text + "\n" + fence
}

// link writes a link. The name is ours; what could end the URL is encoded.
func link(l message.Link) string {
	return "[" + l.Name + "](" + strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E").Replace(l.URL) + ")"
}
