package stacktrace

import (
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// java reads what Throwable.printStackTrace of the JVM languages prints:
//
//	com.acme.ShopException: cannot place
//		at com.acme.Orders.place(Orders.java:12) ~[shop.jar:1.2]
//		at java.base/java.lang.Thread.run(Thread.java:840)
//		Suppressed: java.io.IOException: close failed
//			at com.acme.Orders.close(Orders.java:30)
//	Caused by: java.lang.IllegalStateException: no stock
//		at com.acme.Stock.take(Stock.java:7)
//		... 2 more
//
// Module is the class, as in StackTraceElement: "com.acme.Orders". Suppressed exceptions are read by
// javaSuppressed. "... 2 more" stands for the last two frames of the enclosing trace, which are filled in.
var java = runtime{
	name:      "java",
	languages: []string{"java", "kotlin", "scala", "android"},
	find:      findJava,
	parse:     parseJava,
	origin:    javaOrigin,
	leftOut:   javaLeftOut,
	identity:  javaIdentity,
}

func findJava(text string) int {
	first := findAt(text, func(line string) bool { return javaFrame(&exception.Frame{}, line) })
	if first < 0 {
		return -1
	}
	return findHeader(text, first)
}

func parseJava(text string) []exception.Exception {
	if !strings.Contains(text, "at ") {
		return nil
	}
	return parseJavaLike(text, nil)
}

// parseJavaLike reads a trace of the form of Java whose frames are another runtime's, or Java's when frame is nil.
func parseJavaLike(text string, frame func(line string) (exception.Frame, bool)) []exception.Exception {
	p := javaParser{lines: lines{text: text}, frame: frame, headerTo: -1}
	for {
		line, ok := p.lines.scan()
		if !ok {
			break
		}
		p.line(line)
	}
	return p.chain()
}

// chain ends the text and returns its exceptions.
func (p *javaParser) chain() []exception.Exception {
	p.suppressed.close(p)
	p.finish()
	// Printed outermost first and innermost frame first: both the other way round.
	if !p.causesFirst {
		slices.Reverse(p.links.chain)
	}
	for i := range p.links.chain {
		slices.Reverse(p.links.chain[i].Stack.Frames)
	}
	if p.causesFirst {
		return p.links.chain
	}
	return p.suppressed.addTo(p.links.chain, p.read)
}

// javaParser reads line by line; the fields below enclosing belong to the exception being read.
type javaParser struct {
	lines lines
	links links
	frame func(line string) (exception.Frame, bool)
	// enclosing are the frames of the exception before, as printed.
	enclosing []exception.Frame

	frames     frameList
	common     int  // of "... n more"
	cut        bool // the logger left frames out
	headerFrom int
	headerTo   int // -1: no header was seen
	ended      bool
	// causesFirst: log frameworks can print the root cause first, and "Wrapped by:" before its effects.
	causesFirst bool
	suppressed  javaSuppressed
	nested      int // in how many suppressed exceptions the text stands
	read        int // number of exceptions read
}

func (p *javaParser) line(line string) {
	trimmed, indent := unindent(line)
	if p.suppressed.parser == nil && strings.HasPrefix(trimmed, "at ") {
		var f exception.Frame
		var ok bool
		if p.frame == nil {
			ok = javaFrame(&f, trimmed)
		} else {
			f, ok = p.frame(trimmed)
		}
		if ok {
			p.frames.add(f)
			return
		}
	}
	if p.nested < maxSuppressed && p.suppressed.line(p, line, trimmed, indent) {
		return
	}
	if strings.HasPrefix(trimmed, "Caused by: ") {
		if strings.HasPrefix(trimmed, "Caused by: [CIRCULAR REFERENCE") {
			return
		}
		p.finish()
		p.headerFrom = p.lines.at + indent + len("Caused by: ")
		p.headerTo = p.lines.at + len(line)
		return
	}
	if wrapper, ok := strings.CutPrefix(trimmed, "Wrapped by: "); ok {
		p.finish()
		p.causesFirst, p.enclosing = true, nil
		p.headerTo = p.lines.at + len(line)
		p.headerFrom = p.headerTo - len(wrapper)
		return
	}
	switch {
	case strings.HasPrefix(trimmed, "... "):
		count, what, _ := strings.Cut(trimmed[len("... "):], " ")
		if n, ok := number(count); ok {
			if what == "more" || strings.Contains(what, "common") {
				p.common = n
			} else { // "frames excluded", "frames truncated": those of the logger's own choice
				p.cut = true
			}
			p.ended = true
			return
		}
	}
	// Up to its first frame, what is not a frame belongs to the message.
	if p.frames.total == 0 && !p.ended && trimmed != "" {
		if p.headerTo < 0 {
			p.headerFrom = p.lines.at + indent
		}
		p.headerTo = p.lines.at + len(line)
	}
}

// finish puts the exception being read into the chain, with the frames it shares with the
// exception before it.
func (p *javaParser) finish() {
	if p.headerTo >= 0 || p.frames.total > 0 {
		var e exception.Exception
		if p.headerTo >= 0 {
			e.Type, e.Message = splitHeader(javaHeader(headerBelow(p.lines.text[p.headerFrom:p.headerTo])))
		}
		e.Stack.Truncated = p.frames.truncated() || p.cut || p.common > len(p.enclosing)
		for _, f := range p.enclosing[max(len(p.enclosing)-p.common, 0):] {
			e.Stack.Truncated = e.Stack.Truncated || p.frames.total == MaxFrames
			p.frames.add(f)
		}
		e.Stack.Frames = p.frames.printed()
		p.enclosing = e.Stack.Frames
		p.links.add(e)
		p.read++
	}
	p.frames, p.common, p.cut, p.ended = p.links.newFrames(), 0, false, false
	p.headerFrom, p.headerTo = 0, -1
}

// javaHeader takes `Exception in thread "main" ` off the header of an uncaught exception.
func javaHeader(header string) string {
	const prefix = `Exception in thread "`
	if strings.HasPrefix(header, prefix) {
		if end := strings.Index(header[len(prefix):], `" `); end >= 0 {
			return header[len(prefix)+end+len(`" `):]
		}
	}
	return header
}

// javaFrame reads "at java.base/java.lang.Thread.run(Thread.java:840) ~[?:?]".
func javaFrame(f *exception.Frame, line string) bool {
	line = trimBlanks(strings.TrimPrefix(line, "at "))
	if strings.HasSuffix(line, "]") { // the jar and its version, as log frameworks add it
		end := max(strings.LastIndex(line, ") ["), strings.LastIndex(line, ") ~["), strings.LastIndex(line, ")["))
		if end < 0 {
			return false
		}
		line = line[:end+1]
	}
	if !strings.HasSuffix(line, ")") {
		return false
	}
	open := javaSource(f, line[:len(line)-1])
	if open <= 0 || line[open-1] == ' ' {
		return false
	}
	name := javaClassPath(line[:open])
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 || dot+1 == len(name) || !isJavaClass(name[:dot]) {
		return false
	}
	f.Module, f.Function = name[:dot], name[dot+1:]
	return true
}

func isJavaClass(name string) bool {
	return strings.IndexByte(name, ' ') < 0 && strings.IndexByte(name, ':') < 0 && strings.IndexByte(name, '\t') < 0
}

var notInJavaFile = bytesOf(" :/\\,()")

// javaSource reads what stands behind the last bracket: "Thread.java:840", "Thread.java",
// "Native Method", "Unknown Source", "<generated>". It returns where the bracket is, -1 when that is no source.
func javaSource(f *exception.Frame, line string) (open int) {
	line, n, numbered := cutNumber(line)
	f.Line = n
	open = notInJavaFile.last(line)
	if open >= 0 && line[open] == ' ' && (strings.HasSuffix(line, "(Native Method") || strings.HasSuffix(line, "(Unknown Source")) {
		open = strings.LastIndexByte(line, '(')
	} else if open < 0 || line[open] != '(' {
		return -1
	}
	f.File = line[open+1:]
	if !numbered && (f.File == "" || f.File == "native" || f.File == "<anonymous>") || isPHPFile(f.File) {
		return -1
	}
	return open
}

// javaClassPath takes class loader and module off: "app//com.acme.Main", "java.base@17/java.lang.Thread".
// The slash in the name of a hidden class ("Shop$$Lambda/0x0001") is followed by a digit.
func javaClassPath(name string) string {
	if strings.IndexByte(name, '/') < 0 {
		return name
	}
	for i := len(name) - 2; i >= 0; i-- {
		if name[i] == '/' && !isDigit(name[i+1]) {
			return name[i+1:]
		}
	}
	return name
}
