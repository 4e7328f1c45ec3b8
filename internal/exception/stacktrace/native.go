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
//	 1: 0xb090e0 node::Abort() [node]                                  V8, Node
//	0x401136: take at /src/stock.c:7                                   addr2line -afp
//	take                                                               addr2line -f
//	/src/stock.c:7
//
// Function is as printed: with its parameters, but without the arguments that debuggers show. File is
// the binary where the source is unknown. Of several stacks the first counts, of a crash report of
// Apple that of the thread that crashed. Without a stack the place counts that the message names.
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
	if strings.IndexByte(text, '#') < 0 && !hasAddress(text) && !strings.Contains(text, v8NativeStack) {
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
		if n, ok := nativeFrame(&f, line); ok && (n == 0 || hasAddress(line)) || v8StackOf(line) != v8NoStack {
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
	if !strings.ContainsAny(text, "#0") && !strings.Contains(text, ".c") && !strings.Contains(text, ".s") && !strings.Contains(text, v8NativeStack) {
		return nil
	}
	p := nativeParser{section: section{lines: lines{text: text}}, next: -1}
	for {
		line, ok := p.lines.scan()
		if !ok || !p.line(line) {
			break
		}
	}
	var place exception.Frame
	typ, message := splitNativeHeader(p.header(), &place)
	if p.frames.total == 0 && (place.Line > 0 || place.Function != "") {
		p.frames.add(place)
	}
	if p.frames.total == 0 {
		return nil
	}
	p.close(typ, message, innermostFirst)
	return p.links.chain
}

// nativeParser reads line by line.
type nativeParser struct {
	section
	next  int    // number of the next frame, -1 before the first and where frames have none
	above string // the last line, which may name a function
	v8    v8Stack
	// skipping: the stack that counts is further down.
	skipping bool
}

// line reads one line and says whether to go on.
func (p *nativeParser) line(line string) bool {
	trimmed, _ := unindent(line)
	above := p.above
	p.above = trimmed
	if strings.HasPrefix(trimmed, "Thread ") && nativeThreadCrashed(trimmed) {
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
		f = exception.Frame{}
		if n, ok = p.unusual(&f, above, trimmed); !ok {
			if p.frames.total == 0 || !strings.HasPrefix(trimmed, "==") || !strings.Contains(trimmed, "==ERROR: ") {
				p.note(line)
				return true
			}
			n = -2 // another report
		}
	}
	if n != -1 {
		if n < p.next {
			// Another stack. Each line is searched once: what follows is skipped up to the mark.
			rest := p.lines.text[p.lines.next:]
			p.skipping = strings.Contains(rest, nativeCrashed[0]) || strings.Contains(rest, nativeCrashed[1])
			return p.skipping
		}
		p.next = n + 1
	}
	p.frames.add(f)
	return true
}

// unusual reads a line that is a frame only because of the lines above it, or behind what a log writes
// before it, and takes note of the beginning of a stack of V8.
func (p *nativeParser) unusual(f *exception.Frame, above, line string) (n int, ok bool) {
	if stack := v8StackOf(line); stack != v8NoStack {
		p.v8 = stack
		return -1, false
	}
	if p.v8 != v8NoStack {
		return -1, v8StackFrame(f, line, p.v8)
	}
	if at := strings.Index(line, " #"); at > 0 && strings.IndexByte(":]|", line[len(trimBlanks(line[:at]))-1]) >= 0 {
		if n, ok = hashFrame(f, line[at+len(" #"):], false); ok {
			return n, true
		}
	}
	if *f, ok = addr2line(line); ok {
		return -1, true
	}
	if *f, ok = addr2linePair(above, line); ok && p.header() == above {
		p.to = 0 // it was no header
	}
	return -1, ok
}

// nativeCrashed ends the line above the stack of the thread that crashed, as Apple and Swift print it.
var nativeCrashed = [...]string{" Crashed:", " crashed:"}

func nativeThreadCrashed(line string) bool {
	return strings.HasSuffix(line, nativeCrashed[0]) || strings.HasSuffix(line, nativeCrashed[1])
}
