package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// golang reads what runtime.Stack and a crash print, and the %+v of error libraries:
//
//	panic: no stock [recovered]            no stock
//	                                       example.com/shop.take
//	goroutine 7 [running]:                 	/app/stock.go:7
//	example.com/shop.take({0xc00, 0x1})    main.main
//	        /app/stock.go:7 +0x1d          	/app/main.go:12
//	created by main.main in goroutine 1    cannot place
//	        /app/main.go:12 +0x6a          main.main
//	                                       	/app/main.go:20
//
// A frame is a line with a function and, under it, one with the place. Of several goroutines the
// first running one counts. The creator of a goroutine is its outermost frame.
//
// The frames above a panic (deferred functions, the runtime) and those of whoever took the stack
// (runtime/debug.Stack, RecordError of the telemetry SDK) are left out: the innermost frame is the
// one that failed. The runtime's own frames are kept where it crashed without a panic.
//
// In the %+v form each stack has the message that stands above it, root cause first.
var golang = runtime{
	name:      "go",
	languages: []string{"go"},
	find:      findGo,
	parse:     parseGo,
	omits:     "frames above a panic and of whoever took the stack, and all goroutines but one",
	origin:    goOrigin,
	leftOut:   goLeftOut,
	identity:  goIdentity,
}

func findGo(text string) int {
	if !strings.Contains(text, ".go:") && !strings.Contains(text, ".s:") {
		return -1
	}
	l := lines{text: text}
	previous, function := "", -1
	for {
		line, ok := l.scan()
		if !ok {
			return -1
		}
		trimmed, _ := unindent(line)
		switch {
		case isGoroutine(trimmed), strings.HasPrefix(line, "panic: "), strings.HasPrefix(line, "fatal error: "):
			return l.at
		case function >= 0 && goPlace(&exception.Frame{}, trimmed) && isGoFunction(previous):
			return function
		case goSourcePlace(&exception.Frame{}, trimmed):
			return l.at
		}
		previous, function = trimmed, l.at
	}
}

func parseGo(text string) []exception.Exception {
	if !strings.Contains(text, ".go:") && !strings.Contains(text, ".s:") && !strings.Contains(text, "goroutine ") {
		return nil
	}
	p := goParser{lines: lines{text: text}}
	for {
		line, ok := p.lines.scan()
		if !ok {
			break
		}
		if !p.line(line) {
			break
		}
	}
	p.flush()
	p.finish()
	return p.links.chain
}

// goParser reads line by line, one line behind: whether a line names a function or belongs to a
// message shows when the next line is a place or not.
type goParser struct {
	lines lines
	links links

	pending    string // the line above, without indentation, "" when it is used up
	start, end int    // where pending stands in the text

	// The exception being read.
	frames   frameList
	elided   bool   // the runtime left frames out
	from, to int    // its message
	typ      string // "panic" or "fatal error"
	typed    bool   // ... and its message has been read
	sourced  bool   // its frames are printed with their source

	goroutine bool // inside a goroutine, where text is no message
	running   bool // ... whose state is running
	skipping  bool // ... that does not count
}

// line reads one line and says whether to go on.
func (p *goParser) line(line string) bool {
	trimmed, indent := unindent(line)
	if isGoroutine(trimmed) {
		p.flush()
		return p.enter(strings.Contains(trimmed, "[running"))
	}
	if p.skipping {
		return true
	}
	var f exception.Frame
	if p.pending != "" && goPlace(&f, trimmed) && goFunction(&f, p.pending) {
		p.frames.add(f)
		p.pending = ""
		return true
	}
	p.flush()
	if goLine(&f, trimmed) {
		p.frames.add(f)
		return true
	}
	if !p.goroutine && goSourcePlace(&f, trimmed) {
		p.frames.add(f)
		p.sourced = true
		return true
	}
	if p.sourced && indent > 0 && goSource(p.frames.last(), trimmed) {
		return true
	}
	if strings.HasPrefix(trimmed, "...") && strings.HasSuffix(trimmed, "frames elided...") {
		p.elided = true
		return true
	}
	if strings.HasPrefix(trimmed, "[signal ") {
		return true // how the operating system put it
	}
	if indent > 0 && p.typ != "" {
		if p.typed = p.typed || strings.HasPrefix(trimmed, "panic: "); !p.typed { // else a panic while panicking
			p.to = p.lines.at + len(line)
		}
		return true
	}
	p.pending, p.start, p.end = trimmed, p.lines.at+indent, p.lines.at+len(line)
	return true
}

// enter begins a goroutine. It returns false when the one that counts has been read.
func (p *goParser) enter(running bool) bool {
	if p.frames.total > 0 {
		if p.running {
			return false
		}
		if p.skipping = !running; p.skipping {
			return true
		}
		p.frames.drop()
	}
	p.goroutine, p.running = true, running
	return true
}

// flush makes the line above part of a message, now that no place follows it. Inside a goroutine it
// is a frame whose place was cut off.
func (p *goParser) flush() {
	text := p.pending
	p.pending = ""
	if p.goroutine {
		var f exception.Frame
		if strings.HasSuffix(text, ")") && goFunction(&f, text) && f.Module != "" {
			p.frames.add(f)
		}
		return
	}
	if text == "" {
		return
	}
	if p.frames.total > 0 {
		p.finish() // the message of the next stack of a %+v
	}
	for _, typ := range [...]string{"panic", "fatal error"} {
		if p.typ == "" && strings.HasPrefix(text, typ) && strings.HasPrefix(text[len(typ):], ": ") {
			p.typ = typ
			p.from, p.to = p.start+len(typ)+len(": "), p.end
			return
		}
	}
	if p.to == 0 {
		p.from = p.start
	}
	p.to = p.end
}

func (p *goParser) finish() {
	if p.frames.total > 0 {
		e := exception.Exception{Type: p.typ}
		e.Message = strings.TrimSpace(p.lines.text[p.from:p.to])
		switch {
		case p.sourced:
			e.Type, e.Message = splitGoSourceHeader(e.Message)
		case p.typ != "":
			for _, mark := range [...]string{" [recovered", " [goexit"} {
				e.Message, _, _ = strings.Cut(e.Message, mark)
			}
			e.Message = strings.ReplaceAll(e.Message, "\n\t", "\n") // as the runtime prints lines below the first
		}
		e.Stack = p.frames.innermostFirst()
		e.Stack.Frames = withoutGoNoise(e.Stack.Frames)
		e.Stack.Truncated = e.Stack.Truncated || p.elided
		p.links.add(e)
	}
	p.frames, p.elided, p.typ, p.typed, p.sourced = p.links.newFrames(), false, "", false, false
	p.from, p.to = 0, 0
}

// isGoroutine recognises "goroutine 7 [running, locked to thread]:".
func isGoroutine(line string) bool {
	const prefix = "goroutine "
	if !strings.HasPrefix(line, prefix) {
		return false
	}
	id, state, ok := strings.Cut(line[len(prefix):], " ")
	if !ok || id == "" || !isDigit(id[0]) {
		return false
	}
	// Crashes print "gp=0xc000 m=0 mp=0x..." between the number and the state.
	open := strings.IndexByte(state, '[')
	return open >= 0 && strings.Contains(state[open:], "]:")
}
