package stacktrace

import "strings"

// v8SourceLines is how many lines there are at most from the place to the mark.
const v8SourceLines = 8

// belowV8Source returns a header without what Node.js prints above it when an error ends the process: a place,
// the source there, a mark below it and an empty line.
//
//	node:internal/process/promises:391
//	    triggerUncaughtException(err, true /* fromPromise */);
//	    ^
//
//	[AggregateError: All promises were rejected]
func belowV8Source(header string) string {
	place, rest, more := strings.Cut(header, "\n")
	if !more {
		return header
	}
	place = trimBlanks(place)
	colon := strings.LastIndexByte(place, ':')
	if colon <= 0 {
		return header
	}
	if _, ok := number(place[colon+1:]); !ok {
		return header
	}
	for range v8SourceLines {
		var line string
		if line, rest, more = strings.Cut(rest, "\n"); !more {
			return header
		}
		if line = strings.TrimSpace(line); line != "" && strings.Trim(line, "^") == "" {
			return strings.TrimLeft(rest, " \t\r\n")
		}
	}
	return header
}
