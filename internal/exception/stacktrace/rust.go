package stacktrace

import (
	"math"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// rust reads what a panic prints, std::backtrace::Backtrace, and the Debug form of anyhow and eyre:
//
//	thread 'main' panicked at src/main.rs:5:9:        Error: cannot place
//	index out of bounds
//	stack backtrace:                                  Caused by:
//	   0: rust_begin_unwind                               0: bad number
//	             at /rustc/5980…/panicking.rs:689:5       1: invalid digit
//	   1: shop::Orders<T>::take::{{closure}}
//	             at ./src/main.rs:5:9                 Stack backtrace:
//	   2: 0x55ee4d9e7fb3 - shop::main::h5c88a7e8       0: shop::take
//
// Function is the whole path, as in the text. The type of a panic is "panic", and other errors have
// none. A panic without a backtrace has the stack that a sanitizer prints below it, else one frame: its
// place. The backtrace of a chain of errors is that of the outermost.
var rust = runtime{
	name:      "rust",
	languages: []string{"rust"},
	find:      findRust,
	parse:     parseRust,
	omits:     "how a panic was printed: its frames above __rust_end_short_backtrace",
	origin:    rustOrigin,
	identity:  rustIdentity,
}

const (
	rustPanicked = " panicked at "
	rustCausedBy = "\nCaused by:"
	// rustEndsShort is below the frames that a panic adds, of which the hook may be the application's.
	rustEndsShort = "::__rust_end_short_backtrace"
)

func findRust(text string) int {
	at := strings.Index(text, rustPanicked[1:]) - 1 // a search for a space is slow
	if at >= 0 {
		start := strings.LastIndexByte(text[:at], '\n') + 1
		if thread := strings.LastIndex(text[start:at], "thread '"); thread >= 0 {
			return start + thread
		}
		return start
	}
	if !strings.Contains(text, "::") {
		return -1
	}
	if at = strings.Index(text, "backtrace:"); at >= 0 {
		return findHeader(text, strings.LastIndexByte(text[:at], '\n')+1)
	}
	return findLine(text, "::", func(line string) bool {
		f, ok := rustFrame(line)
		return ok && isRustPath(f.Function)
	})
}

func parseRust(text string) []exception.Exception {
	if !strings.Contains(text, "::") && !strings.Contains(text, rustPanicked) {
		return nil
	}
	p := rustParser{section: section{lines: lines{text: text}}}
	for {
		line, ok := p.lines.scan()
		if !ok {
			break
		}
		p.line(line)
	}
	p.close()
	return p.links.chain
}

// rustParser reads line by line.
type rustParser struct {
	section
	panicked bool // the header is that of a panic
	ended    bool // the header is complete
	tracing  bool // inside a backtrace, where every numbered line is a frame
	next     int  // number of the next frame of a sanitizer
}

func (p *rustParser) line(line string) {
	trimmed, indent := unindent(line)
	if strings.HasPrefix(trimmed, "thread ") && strings.Contains(trimmed, rustPanicked) {
		p.close()
		p.panicked, p.ended, p.tracing, p.next = true, false, false, 0
		p.from = p.lines.at + indent + strings.Index(trimmed, rustPanicked) + len(rustPanicked)
		p.to = p.lines.at + len(line)
		return
	}
	f, ok := rustFrame(trimmed)
	if p.panicked && !p.tracing && strings.HasPrefix(trimmed, "#") && p.sanitizer(trimmed) {
		return
	}
	switch {
	case ok && (p.tracing || isRustPath(f.Function)):
		p.tracing = true
		if p.frames.add(f); p.panicked && strings.Contains(f.Function, rustEndsShort) {
			p.frames.drop() // how the panic was printed, which a short backtrace leaves out
		}
	case p.tracing && strings.HasPrefix(trimmed, "at ") && p.frames.total > 0:
		readPosition(p.frames.last(), trimmed[len("at "):])
	case p.frames.total > 0 && indent >= 6 && isRustPath(trimmed): // inlined into the frame above
		p.frames.add(exception.Frame{Function: trimmed})
	case p.frames.total > 0:
		p.cut = p.cut || strings.HasPrefix(trimmed, "[... omitted")
	case strings.HasSuffix(trimmed, "tack backtrace:"), strings.Contains(trimmed, " BACKTRACE "):
		p.ended, p.tracing = true, true
	case strings.HasPrefix(trimmed, "note: "):
		p.ended = true
	case !p.ended:
		p.note(line)
	}
}

// sanitizer reads a frame of the first stack that a sanitizer prints below a panic.
func (p *rustParser) sanitizer(line string) bool {
	var f exception.Frame
	n, ok := nativeFrame(&f, line)
	if !ok || n < 0 {
		return false
	}
	p.ended = true
	if n < p.next {
		p.next = math.MaxInt // another stack
		return true
	}
	p.next = n + 1
	p.frames.add(f)
	return true
}

func (p *rustParser) close() {
	header := strings.TrimSpace(p.header())
	if p.panicked {
		var place exception.Frame
		message := splitRustPanic(header, &place)
		if p.frames.total == 0 && place.Line > 0 {
			p.frames.add(place)
		}
		p.section.close("panic", message, innermostFirst)
		p.panicked = false
		return
	}
	if p.frames.total == 0 { // a log without a trace
		p.from, p.to = 0, 0
		return
	}
	message, causes, _ := strings.Cut(header, rustCausedBy)
	for causes = strings.TrimSpace(causes); causes != ""; {
		above, cause := "", causes
		if end := strings.LastIndexByte(causes, '\n'); end >= 0 {
			above, cause = strings.TrimSpace(causes[:end]), strings.TrimSpace(causes[end+1:])
		}
		if n, rest, ok := strings.Cut(cause, ": "); ok && n != "" && isDigit(n[0]) && len(n) < 3 {
			cause = rest
		}
		p.links.add(exception.Exception{Message: cause})
		causes = above
	}
	p.section.close("", strings.TrimSpace(strings.TrimPrefix(message, "Error:")), innermostFirst)
}

// splitRustPanic splits "src/main.rs:5:9:\nmessage" and, before Rust 1.73, "'message', src/main.rs:5:9".
func splitRustPanic(header string, place *exception.Frame) (message string) {
	if strings.HasPrefix(header, "'") {
		l := lines{text: header}
		for { // the place ends the last line of the message
			line, ok := l.scan()
			if !ok {
				return header[1:]
			}
			const end = "', "
			at := strings.LastIndex(line, end)
			if at >= 0 && readPosition(place, strings.TrimRight(line[at+len(end):], " ")) {
				return header[1:max(l.at+at, 1)]
			}
		}
	}
	first, message, _ := strings.Cut(header, "\n")
	readPosition(place, strings.TrimSuffix(strings.TrimRight(first, "\r "), ":"))
	return strings.TrimSpace(message)
}
