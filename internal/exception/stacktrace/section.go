package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// section reads the exceptions of a text one after the other: up to its first frame, what is not
// a frame is the header of an exception, which may have several lines.
type section struct {
	lines  lines
	links  links
	frames frameList
	// from and to are where the header stands in the text; to is 0 without one.
	from, to int
	// cut says that the runtime left frames out.
	cut bool
}

// note adds a line that is no frame to the header. Behind the first frame it does nothing.
func (s *section) note(line string) {
	trimmed, indent := unindent(line)
	if s.frames.total > 0 || trimmed == "" {
		return
	}
	if s.to == 0 {
		s.from = s.lines.at + indent
	}
	s.to = s.lines.at + len(line)
}

// header returns the header read so far.
func (s *section) header() string {
	if s.to == 0 {
		return ""
	}
	return s.lines.text[s.from:s.to]
}

// empty says that neither header nor frames were read.
func (s *section) empty() bool { return s.to == 0 && s.frames.total == 0 }

// close puts the exception being read into the chain, if there is one. The order says which end of
// the stack was printed first.
func (s *section) close(typ, message string, order frameOrder) {
	if !s.empty() {
		e := exception.Exception{Type: typ, Message: message}
		if order == innermostFirst {
			e.Stack = s.frames.innermostFirst()
		} else {
			e.Stack = s.frames.outermostFirst()
		}
		e.Stack.Truncated = e.Stack.Truncated || s.cut
		s.links.add(e)
	}
	s.frames, s.from, s.to, s.cut = s.links.newFrames(), 0, 0, false
}

// callPlaces turns frames that name the function that was called and the place of the call into
// frames whose place is inside the function. Frames are given innermost first; the place of the
// first one stands in the header, and without it frames stay as they are printed.
type callPlaces struct {
	file  string
	line  int
	known bool
}

// move gives a frame the place of the frame before it.
func (c *callPlaces) move(f *exception.Frame) {
	if c.known {
		f.File, f.Line, c.file, c.line = c.file, c.line, f.File, f.Line
	}
}

// frameOrder says which end of a stack a runtime prints first.
type frameOrder bool

const (
	innermostFirst frameOrder = false
	outermostFirst frameOrder = true
)

// findLine returns the offset of the first line that holds the mark and that isFrame accepts without
// its indentation; -1 when there is none.
func findLine(text, mark string, isFrame func(line string) bool) int {
	for from := 0; from < len(text); {
		at := strings.Index(text[from:], mark)
		if at < 0 {
			return -1
		}
		at += from
		start := strings.LastIndexByte(text[from:at], '\n') + 1 + from
		end := len(text)
		if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
			end = at + n
		}
		line, _ := unindent(text[start:end])
		if isFrame(strings.TrimSuffix(line, "\r")) {
			return start
		}
		from = end + 1
	}
	return -1
}

// hasAnyPrefix says whether s begins with one of the prefixes.
func hasAnyPrefix(s string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}

// containsAny says whether s holds one of the parts.
func containsAny(s string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}
