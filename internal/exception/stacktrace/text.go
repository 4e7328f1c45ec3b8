package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// lines walks over the lines of a text without copying it.
type lines struct {
	text string
	next int // offset of the next line
	at   int // offset of the line that scan returned last
}

// scan returns the next line without its end, or ok = false after the last.
func (l *lines) scan() (line string, ok bool) {
	if l.next >= len(l.text) {
		return "", false
	}
	l.at = l.next
	line = l.text[l.at:]
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
		l.next += end + 1
	} else {
		l.next = len(l.text)
	}
	return strings.TrimSuffix(line, "\r"), true
}

// unindent returns the line without its indentation, and the number of bytes that it had.
func unindent(line string) (rest string, indent int) {
	for indent < len(line) && (line[indent] == ' ' || line[indent] == '\t') {
		indent++
	}
	return line[indent:], indent
}

// trimBlanks returns the line without spaces and tabs at its end.
func trimBlanks(line string) string {
	end := len(line)
	for end > 0 && (line[end-1] == ' ' || line[end-1] == '\t') {
		end--
	}
	return line[:end]
}

// lastIndex is strings.LastIndex for a mark of a few bytes that stands near the end: it compares where the
// first byte of the mark does, and does not hash all that it passes.
func lastIndex(s, mark string) int {
	for at := len(s) - len(mark); at >= 0; at-- {
		if s[at] == mark[0] && s[at:at+len(mark)] == mark {
			return at
		}
	}
	return -1
}

// number reads the decimal number that s consists of. Numbers of more than nine digits are none.
func number(s string) (n int, ok bool) {
	if s == "" || len(s) > 9 {
		return 0, false
	}
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// cutNumber splits "file:12" into "file" and 12. ok is false when there is no number.
func cutNumber(s string) (rest string, n int, ok bool) {
	at := len(s)
	for at > 0 && isDigit(s[at-1]) {
		at--
	}
	if at == 0 || s[at-1] != ':' {
		return s, 0, false
	}
	if n, ok = number(s[at:]); !ok {
		return s, 0, false
	}
	return s[:at-1], n, true
}

// readPosition reads "file:line:column" or "file:line". Without a line all of it is the file.
func readPosition(f *exception.Frame, place string) bool {
	file, n, ok := cutNumber(place)
	f.File, f.Line, f.Column = file, n, 0
	if !ok {
		return false
	}
	if file, n, ok = cutNumber(file); ok {
		f.File, f.Line, f.Column = file, n, f.Line
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isName says that c may stand in an identifier. Bytes of other alphabets may.
func isName(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c == '$' || c >= 0x80 }

// splitHeader splits "com.acme.ShopError: no such order" into type and message. A header that
// does not begin with a type is all message.
func splitHeader(header string) (typ, message string) {
	end := 0
	for end < len(header) && isTypeByte(header[end]) {
		end++
	}
	switch {
	case end == 0 || isDigit(header[0]):
		return "", header
	case end == len(header):
		return header, ""
	case header[end] == ':' && end+1 == len(header):
		return header[:end], ""
	case header[end] == ':' && (header[end+1] == ' ' || header[end+1] == '\n' || header[end+1] == '\r'):
		return header[:end], strings.TrimPrefix(header[end+1:], " ")
	case header[end] == '\n' || header[end] == '\r':
		return header[:end], strings.TrimSpace(header[end:])
	}
	return "", header
}

// isTypeByte covers "json.decoder.JSONDecodeError", "T$1", "shop.f.<locals>.Error", "java.base/a.B".
func isTypeByte(c byte) bool {
	return isName(c) || c == '.' || c == '<' || c == '>' || c == '/' || c == '-' || c == '@'
}

// base returns the last element of a path or URL of either kind of slash. Names that stand for
// their folder, such as __init__.py and index.js, keep it unless it is the number of a release.
func base(path string) string {
	slash := lastSlash(path)
	name := path[slash+1:]
	if slash > 0 && standsForFolder(name) {
		folder := path[lastSlash(path[:slash])+1:]
		if strings.Trim(folder[:len(folder)-len(name)-1], "0123456789.-_") != "" {
			return folder
		}
	}
	return name
}

func lastSlash(path string) int {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' || path[i] == '\\' {
			return i
		}
	}
	return -1
}

func standsForFolder(name string) bool {
	for _, stem := range [...]string{"__init__.", "__main__.", "index."} {
		if strings.HasPrefix(name, stem) {
			return true
		}
	}
	return false
}
