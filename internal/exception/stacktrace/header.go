package stacktrace

import "strings"

// findAt returns the offset of the first line that begins, after white space, with "at " and is a
// frame; -1 when there is none. It looks at the beginnings of lines only: words like "at" are common.
func findAt(text string, isFrame func(line string) bool) int {
	for start := 0; ; {
		at := start
		for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
			at++
		}
		end := strings.IndexByte(text[at:], '\n')
		if strings.HasPrefix(text[at:], "at ") {
			line := text[at:]
			if end >= 0 {
				line = line[:end]
			}
			if isFrame(strings.TrimSuffix(line, "\r")) {
				return start
			}
		}
		if end < 0 {
			return -1
		}
		start = at + end + 1
	}
}

// headerLines is how far above its first frame the header of an exception is looked for.
const headerLines = 32

// findHeader returns where the header of the exception begins whose first frame is at offset first.
// A message may have several lines, and the log's own words stand before it:
//
//	ERROR cannot place java.lang.IllegalStateException: boom
//	second line of the message
//		at com.acme.Orders.place(Orders.java:12)
//
// The topmost line that begins with the name of an exception is the header; else the topmost that
// holds one after a space; else the nearest that begins with a name and a colon; else there is none
// and all of it is the log's message.
func findHeader(text string, first int) int {
	inside, weak := -1, -1
	strong := -1
	end := first
	for range headerLines {
		if end <= 0 {
			break
		}
		start := strings.LastIndexByte(text[:end-1], '\n') + 1
		line := text[start : end-1]
		_, indent := unindent(line)
		switch offset, kind := headerIn(line); kind {
		case headerStrong:
			strong = start + offset
		case headerInside:
			inside = start + offset
		case headerWeak:
			if weak < 0 && indent == 0 {
				weak = start + offset
			}
		}
		end = start
	}
	switch {
	case strong >= 0:
		return strong
	case inside >= 0:
		return inside
	case weak >= 0:
		return weak
	}
	return first
}

type headerKind uint8

const (
	headerNone   headerKind = iota
	headerWeak              // "Something: text"
	headerInside            // "text java.io.IOException: text"
	headerStrong            // "java.io.IOException: text"
)

// headerIn says whether a line holds the header of an exception, and where.
func headerIn(line string) (offset int, kind headerKind) {
	rest, at := unindent(line)
	for _, prefix := range [...]string{"Uncaught ", "(in promise) "} {
		if strings.HasPrefix(rest, prefix) {
			at, rest = at+len(prefix), rest[len(prefix):]
		}
	}
	if strings.HasPrefix(rest, `Exception in thread "`) {
		return at, headerStrong
	}
	start, token := at, 0
	for token = 0; start < len(line); token++ {
		end := start
		for end < len(line) && (isName(line[end]) || line[end] == '.' || line[end] == '\\') {
			end++
		}
		if end > start && headerEnds(line[end:]) {
			name := line[start:end]
			switch {
			case namesException(name) && token == 0:
				return at, headerStrong
			case namesException(name):
				return start, headerInside
			case token == 0 && !isDigit(name[0]):
				kind = headerWeak
			}
		}
		next := strings.IndexByte(line[end:], ' ')
		if next < 0 {
			break
		}
		start = end + next + 1
	}
	return at, kind
}

// headerEnds says whether a type may end here: at the end of a line, a colon, or a code in brackets.
func headerEnds(rest string) bool {
	return rest == "" || rest == "\r" || rest[0] == ':' || strings.HasPrefix(rest, " [")
}

func namesException(name string) bool {
	if isDigit(name[0]) {
		return false
	}
	for _, suffix := range [...]string{"Exception", "Error", "Throwable", "Failure"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}
