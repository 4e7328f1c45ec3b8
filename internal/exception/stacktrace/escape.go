package stacktrace

import "strings"

// withoutEscapes takes the escape sequences of a terminal out: Python, Ruby, Elixir and most loggers print
// colours where they take a container for one.
func withoutEscapes(text string) string {
	const escape = '\x1b'
	at := strings.IndexByte(text, escape)
	if at < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for at >= 0 {
		b.WriteString(text[:at])
		text = text[at+1:]
		text = text[sequenceLen(text):]
		at = strings.IndexByte(text, escape)
	}
	b.WriteString(text)
	return b.String()
}

// sequenceLen returns the length of what follows the escape character: "[1;31m" of a colour.
func sequenceLen(text string) int {
	if !strings.HasPrefix(text, "[") {
		return 0
	}
	end := 1
	for end < len(text) && (isDigit(text[end]) || text[end] == ';') {
		end++
	}
	if end < len(text) && '@' <= text[end] && text[end] <= '~' {
		end++
	}
	return end
}
