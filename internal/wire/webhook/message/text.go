package message

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// ellipsis ends a text that was cut.
const ellipsis = "…"

// Width is how many characters a rune counts as: services count UTF-16 code units, so an emoji is two.
func Width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// Len counts the characters of a text like Width.
func Len(s string) int {
	n := 0
	for _, r := range s {
		n += Width(r)
	}
	return n
}

// Cut shortens a text to at most limit characters, between runes. A text that was cut ends with "…".
func Cut(s string, limit int) string {
	return Escape(s, limit, func(r rune) string { return string(r) })
}

// Escape writes each rune as escape says and stops before the result would be longer than limit
// characters, never inside of what one rune became. A text that was cut ends with "…".
func Escape(s string, limit int, escape func(rune) string) string {
	var out strings.Builder
	written, fits := 0, 0 // fits: length of out that leaves room for the ellipsis
	for _, r := range s {
		next := escape(r)
		if written += Len(next); written > limit {
			return out.String()[:fits] + ellipsis
		}
		out.WriteString(next)
		if written < limit {
			fits = out.Len()
		}
	}
	return out.String()
}

// cutStart keeps the end of a text.
func cutStart(s string, limit int) string {
	if Len(s) <= limit {
		return s
	}
	start, left := len(s), limit-1
	for start > 0 {
		r, size := utf8.DecodeLastRuneInString(s[:start])
		if left -= Width(r); left < 0 {
			break
		}
		start -= size
	}
	return ellipsis + s[start:]
}

// line makes a text one line of at most limit characters.
func line(s string, limit int) string {
	return Cut(strings.Join(strings.Fields(clean(s, false)), " "), limit)
}

// clean removes what could hide or reorder text: control characters, directions, invalid UTF-8. Line
// breaks and tabs become spaces, or stay when lines is true.
func clean(s string, lines bool) string {
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			if lines {
				return r
			}
			return ' '
		case r == '\u200d': // joins emoji
			return r
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || utf16.IsSurrogate(r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}
