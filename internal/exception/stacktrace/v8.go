package stacktrace

import (
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// v8 reads Error.stack of V8 (Node.js, Chrome, Edge, Deno) and what util.inspect of Node.js makes
// of an error with a cause:
//
//	ShopError: cannot place
//	    at Orders.place (/app/orders.js:12:9)
//	    at async /app/server.js:30:5
//	    ... 4 lines matching cause stack trace ...
//	    at node:internal/main/run_main_module:28:49 {
//	  code: 'E_STOCK',
//	  [cause]: TypeError: no stock
//	      at take (/app/stock.js:7:11)
//	}
//
// Function is as printed but for "async". A frame of evaluated code has the place of the call of
// eval. The members of an AggregateError are found by v8Groups.
var v8 = runtime{
	name:      "javascript",
	languages: []string{"nodejs", "webjs", "javascript"},
	find:      findV8,
	parse:     parseV8,
	origin:    v8Origin,
	identity:  v8Identity,
}

func findV8(text string) int {
	first := findAt(text, func(line string) bool { return v8Frame(&exception.Frame{}, line) })
	if first < 0 {
		return -1
	}
	return findV8Group(text, first, findHeader(text, first))
}

func parseV8(text string) []exception.Exception {
	if !strings.Contains(text, "at ") {
		return nil
	}
	p := v8Parser{lines: lines{text: text}, headerTo: -1, elidedAt: -1}
	if p.grouped = hasV8Groups(text); p.grouped {
		p.groups.enter(0)
	}
	for {
		line, ok := p.lines.scan()
		if !ok {
			break
		}
		p.line(line)
	}
	p.finish()
	// Printed outermost first. What was elided is filled in from the cause, so begin with it.
	slices.Reverse(p.chain)
	slices.Reverse(p.elided)
	for i := 1; i < len(p.chain); i++ {
		if !p.grouped || p.chain[i-1].Depth > p.chain[i].Depth {
			p.elided[i].restore(&p.chain[i].Stack, p.chain[i-1].Stack.Frames)
		}
	}
	return shorten(p.chain)
}

// v8Elision is "... n lines matching cause stack trace ...": n frames before the frame at index at,
// outermost first.
type v8Elision struct{ at, n int }

// restore fills in the elided frames: those that follow, in the stack of the cause, the frame that
// both stacks have.
func (e v8Elision) restore(stack *exception.Stack, cause []exception.Frame) {
	if e.n == 0 || e.at >= len(stack.Frames) {
		return
	}
	last := slices.Index(cause, stack.Frames[e.at]) // the last printed before the elision
	n := min(e.n, last)
	if n <= 0 || len(stack.Frames)+n > MaxFrames {
		stack.Truncated = true
		return
	}
	stack.Frames = slices.Insert(stack.Frames, e.at, cause[last-n:last]...)
}

// v8Parser reads line by line; the fields below elided belong to the exception being read.
type v8Parser struct {
	lines  lines
	chain  []exception.Exception
	elided []v8Elision

	frames     frameList
	elidedAt   int // number of frames printed before the elision, -1: none
	elidedN    int
	headerFrom int
	headerTo   int  // -1: no header was seen
	closed     bool // the stack has ended; what follows are properties of the error

	groups  v8Groups
	grouped bool // there are any
}

func (p *v8Parser) line(line string) {
	trimmed, indent := unindent(line)
	const cause = "[cause]: "
	if p.grouped && p.groups.line(p, trimmed, indent) {
		return
	}
	switch {
	case strings.HasPrefix(trimmed, "at "):
		if p.closed {
			return
		}
		frame, properties := strings.CutSuffix(trimmed, " {")
		if p.grouped {
			frame = strings.TrimSuffix(frame, ",") // behind a member
		}
		var f exception.Frame
		if v8Frame(&f, frame) {
			if f.Function != "" || f.File != "<anonymous>" { // which says nothing at all
				p.frames.add(f)
			}
			p.closed = properties
			return
		}
	case strings.HasPrefix(trimmed, cause):
		p.finish()
		p.groups.begin(exception.RelationCause, indent)
		p.headerFrom = p.lines.at + indent + len(cause)
		p.headerTo = p.lines.at + len(line)
		return
	case p.closed:
		return
	case strings.HasPrefix(trimmed, "... ") && strings.Contains(trimmed, " lines matching cause stack trace"):
		count, _, _ := strings.Cut(trimmed[len("... "):], " ")
		if n, ok := number(count); ok && p.frames.total > 0 {
			p.elidedAt, p.elidedN = p.frames.total, n
			return
		}
	}
	// Up to its first frame, what is not a frame belongs to the message.
	if p.frames.total == 0 && trimmed != "" {
		if p.headerTo < 0 {
			p.headerFrom = p.lines.at + indent
		}
		p.headerTo = p.lines.at + len(line)
	}
}

func (p *v8Parser) finish() {
	if p.headerTo >= 0 || p.frames.total > 0 {
		var e exception.Exception
		if p.headerTo >= 0 {
			header := belowV8Source(p.lines.text[p.headerFrom:p.headerTo])
			if p.grouped {
				header = p.groups.unbracket(header)
			}
			e.Type, e.Message = splitV8Header(headerBelow(header))
		}
		var elision v8Elision
		if p.elidedAt >= 0 && !p.frames.truncated() {
			elision = v8Elision{at: p.frames.total - p.elidedAt, n: p.elidedN}
		}
		e.Stack = p.frames.innermostFirst()
		e.Stack.Truncated = e.Stack.Truncated || (p.elidedAt >= 0 && elision.n == 0)
		if p.grouped {
			e.Link = p.groups.link
		}
		if !p.grouped || len(p.chain) < maxGroupExceptions {
			p.chain = append(p.chain, e)
			p.elided = append(p.elided, elision)
		} else {
			p.chain[0].Omitted++
		}
	}
	p.frames, p.elidedAt, p.elidedN, p.closed = frameList{}, -1, 0, false
	p.headerFrom, p.headerTo = 0, -1
}

// splitV8Header splits "Uncaught TypeError [ERR_ARG]: no stock" into "TypeError" and "no stock".
func splitV8Header(header string) (typ, message string) {
	header = strings.TrimSuffix(header, " {")
	header = strings.TrimPrefix(header, "Uncaught ")
	header = strings.TrimPrefix(header, "(in promise) ")
	name, rest, coded := strings.Cut(header, " [")
	if code, text, ok := strings.Cut(rest, "]"); coded && ok && !strings.ContainsAny(name, " :\n") &&
		!strings.ContainsAny(code, " \n") {
		if text == "" {
			return name, ""
		}
		if strings.HasPrefix(text, ": ") {
			return name, text[len(": "):]
		}
	}
	return splitHeader(header)
}

// v8Frame reads "at Orders.place (/app/orders.js:12:9)" and its many variants.
func v8Frame(f *exception.Frame, line string) bool {
	line = trimBlanks(strings.TrimPrefix(line, "at "))
	line = strings.TrimPrefix(line, "async ")
	if line == "<anonymous>" {
		f.File = line
		return true
	}
	if !strings.HasSuffix(line, ")") {
		return v8Place(f, line) && f.Line+f.Column > 0
	}
	open := strings.IndexByte(line, '(')
	if open > 0 && line[open-1] == ' ' {
		open--
	} else {
		open = strings.Index(line, " (")
	}
	function, spaced := "", true
	switch {
	case strings.HasPrefix(line, "(") && !strings.HasPrefix(line, "(anonymous"):
		open = 0
	case open >= 0:
		function = line[:open]
		open++
	default: // "at render(webpack:///./shop.jsx:12:3)" of Edge
		if open = strings.IndexByte(line, '('); open < 0 {
			return false
		}
		function, spaced = line[:open], false
	}
	place := line[open+1 : len(line)-1]
	if !v8Place(f, place) || !spaced && f.Column == 0 { // without a space and a column it is Java's
		return false
	}
	f.Function = function
	if function == "<anonymous>" {
		f.Function = ""
	}
	return true
}

// v8Place reads what stands in the brackets: "/app/orders.js:12:9", "native", "<anonymous>",
// "index 0" of Promise.all, or "eval at place (/app/orders.js:12:9), <anonymous>:1:1".
func v8Place(f *exception.Frame, place string) bool {
	place = strings.TrimPrefix(place, "address at ") // Hermes
	if strings.HasPrefix(place, "eval at ") {
		return v8Eval(f, place)
	}
	if v8Position(f, place) {
		return true
	}
	if place == "native" || place == "<anonymous>" {
		return true
	}
	index, isIndex := strings.CutPrefix(place, "index ")
	f.File = ""
	_, ok := number(index)
	return isIndex && ok
}

// v8Eval reads the place of the outermost call of eval.
func v8Eval(f *exception.Frame, place string) bool {
	for strings.HasPrefix(place, "eval at ") {
		_, inner, ok := strings.Cut(place, " (")
		if !ok {
			return false
		}
		place = inner
	}
	if end := strings.Index(place, "), "); end >= 0 {
		place = place[:end]
	}
	v8Position(f, strings.TrimRight(place, ")"))
	return true
}

// v8Position reads a place in a script.
func v8Position(f *exception.Frame, place string) bool {
	if readPosition(f, place) {
		return !isForeignSource(f.File)
	}
	return wasmPlace(f, place)
}

// isForeignSource says that a file is the source of another language, whose frames look alike.
func isForeignSource(file string) bool {
	switch file[strings.LastIndexByte(file, '.')+1:] {
	case "rs", "go", "cs", "fs", "vb", "java", "kt", "scala", "rb", "py", "php", "dart", "ex", "exs", "erl", "c", "cc", "cpp",
		"cxx", "h", "hpp", "S", "s", "swift", "m", "mm", "lua", "pl", "pm", "ps1", "psm1":
		return true
	}
	return false
}
