package release

import "strings"

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func leadingDigits(text string) (n int) {
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}

// isNumber says whether a text is digits and nothing else.
func isNumber(text string) bool { return text != "" && leadingDigits(text) == len(text) }

// isHash says whether a text is a commit or a digest as builds are named by: 7 to 64 hexadecimal digits.
func isHash(text string) bool {
	text = strings.TrimPrefix(text, "sha256:")
	if len(text) < 7 || len(text) > 64 {
		return false
	}
	for i := range len(text) {
		if c := text[i] | 0x20; !isDigit(text[i]) && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// cutLast is strings.Cut at the last separator.
func cutLast(text, separator string) (before, after string, found bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}
