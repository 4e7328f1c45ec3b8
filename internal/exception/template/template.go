package template

import (
	"strings"
	"unicode/utf8"
)

const (
	// maxBytes is how much of these lines is read, and how long a template is at most.
	maxBytes = 2048
	// maxRounds is how often the scan is repeated at most.
	maxRounds = 8
)

// Of returns message with its variables replaced by placeholders. A message without variables is
// returned as it is, without allocating.
func Of(message string) string { return of(message, false) }

// OfUnquoted is Of where what stands in quotes is a variable as well: "no user 'bob'" becomes
// "no user '<str>'". It is for messages that do not stand alone but beside the code they come from.
func OfUnquoted(message string) string { return of(message, true) }

func of(message string, unquote bool) string {
	text := cut(head(message), maxBytes)
	// What stands beside a variable can turn out to be one once it stands alone: "a@b.de:5x".
	// Each round leaves less text that could, and nearly always the second finds nothing.
	for range maxRounds {
		s := scanner{text: text, unquote: unquote}
		s.scan()
		if s.out == nil {
			break
		}
		replaced := cut(foldLists(append(s.out, text[s.done:]...)), maxBytes)
		if replaced == text {
			break
		}
		text = replaced
	}
	return text
}

// head returns the first non-blank lines without surrounding white space.
func head(message string) string {
	first := strings.TrimSpace(message)
	end := strings.IndexByte(first, '\n')
	if end < 0 {
		return first
	}
	line := strings.TrimSpace(first[:end])
	rest := strings.TrimSpace(first[end:])
	if next := strings.IndexByte(rest, '\n'); next >= 0 {
		rest = strings.TrimSpace(rest[:next])
	}
	if len(line)+len(rest) > 2*maxBytes {
		line, rest = cut(line, maxBytes), cut(rest, maxBytes)
	}
	if whole := len(line) + 1 + len(rest); whole <= len(first) && first[len(line):whole] == "\n"+rest {
		return first[:whole]
	}
	return line + "\n" + rest
}

// cut returns at most n bytes of s and does not cut through a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.TrimSpace(s[:n])
}
