package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// native reads the stacks of C, C++, Objective-C and Swift, as sanitizers, debuggers and libraries
// print them:
//
//	==17==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010
//	    #0 0x4f2ae7 in acme::Stock::take(int) /src/stock.cc:7:3        AddressSanitizer and its kin
//	    #1 0x51a44a in main (/app/shop+0x51a44a) (BuildId: 17)
//	#1  0x0000555555555171 in take (n=3) at stock.c:7                  gdb
//	frame #1: 0x000000010000 shop`take(n=3) at stock.c:7:3             lldb
//	 1# acme::Stock::take(int) at /src/stock.cc:7                      Boost, std::stacktrace
//	./shop(take+0x1d) [0x401136]                                       backtrace_symbols
//	1   Shop   0x000000010a99b743 -[Stock take:] + 19                  Apple
//	1 [ra] 0x00000001041f3c28 take(n:) + 28 in Shop at /src/a.swift:3:5   Swift
//	take [0x61C20814+20] (src\stock.cc:7)                              Chromium on Windows
//	0x401136: take at /src/stock.c:7                                   addr2line -afp
//	take                                                               addr2line -f
//	/src/stock.c:7
//
// Function is as printed: with its parameters, but without the arguments that debuggers show. File is
// the binary where the source is unknown. Of several stacks the first counts, of a crash report of
// Apple that of the thread that crashed.
var native = runtime{
	name:      "native",
	languages: []string{"cpp", "c", "swift", "objc"},
	find:      findNative,
	parse:     parseNative,
	omits:     "all stacks but the first, and of a crash report all threads but the one that crashed",
	origin:    nativeOrigin,
	identity:  nativeIdentity,
}

func findNative(text string) int {
	if strings.IndexByte(text, '#') < 0 && !hasAddress(text) {
		return -1
	}
	l := lines{text: text}
	for {
		line, ok := l.scan()
		if !ok {
			return -1
		}
		line, _ = unindent(line)
		var f exception.Frame
		if n, ok := nativeFrame(&f, line); ok && (n == 0 || hasAddress(line)) {
			return nativeHeaderAbove(text, l.at)
		}
	}
}

// nativeHeaderAbove returns where the topmost header begins that stands not far above the first frame.
func nativeHeaderAbove(text string, first int) int {
	start := first
	for end, n := first, 0; end > 0 && n < headerLines; n++ {
		above := strings.LastIndexByte(text[:end-1], '\n') + 1
		if typ, _ := nativeHeader(text[above : end-1]); typ != "" {
			start = above
		}
		end = above
	}
	return start
}

// hasAddress says whether a text holds "0x". It looks for the rarer of the two.
func hasAddress(text string) bool {
	for {
		x := strings.IndexByte(text, 'x')
		if x < 0 {
			return false
		}
		if x > 0 && text[x-1] == '0' {
			return true
		}
		text = text[x+1:]
	}
}

func parseNative(text string) []exception.Exception {
	if !strings.ContainsAny(text, "#0") && !strings.Contains(text, ".c") && !strings.Contains(text, ".s") {
		return nil
	}
	p := nativeParser{section: section{lines: lines{text: text}}, next: -1}
	for {
		line, ok := p.lines.scan()
		if !ok || !p.line(line) {
			break
		}
	}
	typ, message := splitNativeHeader(p.header())
	p.close(typ, message, innermostFirst)
	if !hasFrames(p.links.chain) {
		return nil
	}
	return p.links.chain
}

// nativeParser reads line by line.
type nativeParser struct {
	section
	next  int    // number of the next frame, -1 before the first and where frames have none
	above string // the last line, which may name a function
	// skipping: the stack that counts is further down.
	skipping bool
}

// line reads one line and says whether to go on.
func (p *nativeParser) line(line string) bool {
	trimmed, _ := unindent(line)
	above := p.above
	p.above = trimmed
	if strings.HasPrefix(trimmed, "Thread ") && strings.HasSuffix(trimmed, nativeCrashed) {
		p.frames.drop()
		p.next, p.skipping = -1, false
		return true
	}
	if p.skipping {
		return true
	}
	var f exception.Frame
	n, ok := nativeFrame(&f, trimmed)
	if !ok {
		if f, ok = addr2line(trimmed); !ok {
			if f, ok = addr2linePair(above, trimmed); ok && p.header() == above {
				p.to = 0 // it was no header
			}
		}
		n = -1
	}
	if !ok {
		p.note(line)
		return true
	}
	if n >= 0 {
		if n < p.next {
			// Another stack. Each line is searched once: what follows is skipped up to the mark.
			p.skipping = strings.Contains(p.lines.text[p.lines.next:], nativeCrashed)
			return p.skipping
		}
		p.next = n + 1
	}
	p.frames.add(f)
	return true
}

// splitNativeHeader returns the type and message of the first line that has a type, else the last line.
// Of several findings of UndefinedBehaviorSanitizer the last is the one with a stack.
func splitNativeHeader(header string) (typ, message string) {
	l := lines{text: header}
	last := ""
	for {
		line, ok := l.scan()
		if !ok {
			if typ == "" {
				message = last
			}
			return typ, message
		}
		line = strings.TrimSpace(line)
		kind, text := nativeHeader(line)
		if kind == "" {
			last = line
			continue
		}
		if typ, message = kind, text; kind == nativeUndefined {
			continue
		}
		if _, what, ok := strings.Cut(header[l.at:], "what():"); ok && message == "" {
			message, _, _ = strings.Cut(what, "\n")
			message = strings.TrimSpace(message)
		}
		return typ, message
	}
}

const nativeUndefined = "runtime error"

// nativeCrashed ends the line above the stack of the thread that crashed.
const nativeCrashed = " Crashed:"

// nativeHeader reads the line in which a tool says what happened.
func nativeHeader(line string) (typ, message string) {
	line = strings.TrimRight(line, " \t\r")
	if _, rest, ok := strings.Cut(line, "Sanitizer: "); ok && !strings.HasPrefix(line, "SUMMARY:") {
		typ, _, _ = strings.Cut(rest, " on ")
		typ, _, _ = strings.Cut(typ, " (")
		return typ, rest
	}
	if _, rest, ok := strings.Cut(line, ": runtime error: "); ok {
		return nativeUndefined, rest
	}
	for _, verb := range [...]string{" received signal ", " terminated with signal "} {
		if _, rest, ok := strings.Cut(line, verb); ok {
			typ, message, _ = strings.Cut(strings.TrimSuffix(rest, "."), ", ")
			return typ, message
		}
	}
	if _, rest, ok := strings.Cut(line, "terminate called after throwing an instance of '"); ok {
		typ, _, _ = strings.Cut(rest, "'")
		return typ, ""
	}
	if _, rest, ok := strings.Cut(line, "uncaught exception '"); ok {
		typ, rest, _ = strings.Cut(rest, "'")
		return typ, strings.TrimSuffix(strings.TrimPrefix(rest, ", reason: '"), "'")
	}
	if _, rest, ok := strings.Cut(line, "Assertion `"); ok && strings.HasSuffix(rest, "' failed.") {
		return "Assertion", strings.TrimSuffix(rest, "' failed.")
	}
	if rest, ok := strings.CutPrefix(line, "Exception Type:"); ok {
		typ, _, _ = strings.Cut(strings.TrimSpace(rest), " (")
		return typ, ""
	}
	if _, rest, ok := strings.Cut(line, "ERROR: libFuzzer: "); ok {
		return rest, rest
	}
	if _, rest, ok := strings.Cut(line, "Fatal error: "); ok {
		return "Fatal error", rest
	}
	return "", ""
}
