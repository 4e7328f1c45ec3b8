package grouping

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// MaxTitleBytes is how long a title or a culprit is at most.
const MaxTitleBytes = 200

// title returns the type and the first line of the message, or what of them is there.
func title(rec *exception.Record, outermost *exception.Exception) string {
	typ, message := firstLine(outermost.Type), firstLine(outermost.Message)
	switch {
	case typ == "" && message == "":
		for _, name := range [...]string{rec.SpanName, rec.Name, rec.Scope} {
			if name = firstLine(name); name != "" {
				return clip(name)
			}
		}
		return "error without a message"
	case typ == "":
		return clip(message)
	case message == "", len(typ) > MaxTitleBytes:
		return clip(typ)
	}
	return clip(typ + ": " + clip(message))
}

// culprit returns the innermost frame of the application: of the exception that tells what happened, else
// of the nearest cause that has one, else of what is around it. Frames that every error passes through are none
// of these.
func (c *counting) culprit(decider int) string {
	rec, chain := c.rec, c.chain
	for _, reason := range [...]Reason{ReasonInAppFrames, ReasonAllFrames} {
		for _, from := range [...]int{decider, len(chain) - 1} {
			for i := from; i >= 0; i-- {
				if f := counted(&chain[i], reason, c.passed.frames(i)); f != nil && !isAside(chain, i) {
					return clip(firstLine(place(f)))
				}
			}
		}
	}
	if name := firstLine(rec.SpanName); name != "" {
		return clip(name)
	}
	return clip(firstLine(rec.Scope))
}

// place returns "com.acme.Orders.place" or "place (shop/orders.py)".
func place(f *exception.Frame) string {
	function := f.Function
	if function == "" {
		function = "<anonymous>"
	}
	switch {
	case f.Module != "":
		return f.Module + "." + function
	case f.File != "":
		return function + " (" + shortPath(f.File) + ")"
	}
	return function
}

// shortPath returns the file with the folder that it is in.
func shortPath(path string) string {
	slash := strings.LastIndexAny(path, `/\`)
	if slash <= 0 {
		return path
	}
	return path[strings.LastIndexAny(path[:slash], `/\`)+1:]
}

// firstLine returns the first line that is not blank.
func firstLine(s string) string {
	s = strings.TrimFunc(s, isBlank)
	if end := strings.IndexAny(s, "\r\n"); end >= 0 {
		s = strings.TrimFunc(s[:end], isBlank)
	}
	return s
}

// isBlank includes NUL, which nothing that is stored keeps.
func isBlank(r rune) bool { return r == 0 || unicode.IsSpace(r) }

// clip returns at most MaxTitleBytes of s and does not cut through a character.
func clip(s string) string {
	if len(s) <= MaxTitleBytes {
		return s
	}
	n := MaxTitleBytes
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
