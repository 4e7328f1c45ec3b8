package sentry

import (
	"strings"
	"unicode/utf8"
)

// What Relay keeps of each field, in characters; it cuts the rest and marks the event as faulty.
// https://github.com/getsentry/relay/blob/master/relay-event-schema/src/protocol/
const (
	maxType        = 256
	maxValue       = 8192
	maxMessage     = 8192
	maxModule      = 256
	maxFunction    = 256
	maxFilename    = 256
	maxAbsPath     = 2048
	maxContextLine = 256
	maxTransaction = 200
	maxLogger      = 64
	maxServerName  = 256
	maxTagValue    = 200
	maxExtra       = 16 << 10

	// maxWords is our own: sentences in a context are read by people.
	maxWords = 1000

	// MaxEventBytes is the size of an event in JSON: Relay and Bugsink take 1 MiB, and some of it
	// is left for the headers of the envelope.
	MaxEventBytes = 1<<20 - 4<<10
)

// trimmed counts what was cut off.
type trimmed struct{ fields int }

const ellipsis = "..."

// text returns s with at most limit characters, the last three of which say that something was cut.
func (t *trimmed) text(s string, limit int) string {
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s
	}
	t.fields++
	end := 0
	for range limit - len(ellipsis) {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return s[:end] + ellipsis
}

// tag is text for the value of a tag, which has to be a single line.
func (t *trimmed) tag(s string) string {
	return t.text(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(s), maxTagValue)
}
