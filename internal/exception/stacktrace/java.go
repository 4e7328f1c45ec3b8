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
	first := findAt(text, func(line string) bool { _, ok := javaFrame(line); return ok })
	if first < 0 {
		return -1
	}
	return findHeader(text, first)
}

func parseJava(text string) []exception.Exception {
	if !strings.Contains(text, "at ") {
		return nil
	}
	return parseJavaLike(text, javaFrame)
}

// parseJavaLike reads a trace of the form of Java whose frames are another runtime's.
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
	common     int // of "... n more"
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
	case strings.HasPrefix(trimmed, "at "):
		if f, ok := p.frame(trimmed); ok {
			p.frames.add(f)
			return
		}
	case strings.HasPrefix(trimmed, "... "):
		count, _, _ := strings.Cut(trimmed[len("... "):], " ")
		if n, ok := number(count); ok {
			p.common, p.ended = n, true
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
			e.Type, e.Message = splitHeader(javaHeader(p.lines.text[p.headerFrom:p.headerTo]))
		}
		e.Stack.Truncated = p.frames.truncated() || p.common > len(p.enclosing)
		for _, f := range p.enclosing[max(len(p.enclosing)-p.common, 0):] {
			e.Stack.Truncated = e.Stack.Truncated || p.frames.total == MaxFrames
			p.frames.add(f)
		}
		e.Stack.Frames = p.frames.printed()
		p.enclosing = e.Stack.Frames
		p.links.add(e)
		p.read++
	}
	p.frames, p.common, p.ended = p.links.newFrames(), 0, false
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
func javaFrame(line string) (f exception.Frame, ok bool) {
	line = strings.TrimRight(strings.TrimPrefix(line, "at "), " \t")
	if strings.HasSuffix(line, "]") { // the jar and its version, as log frameworks add it
		end := max(strings.LastIndex(line, ") ["), strings.LastIndex(line, ") ~["), strings.LastIndex(line, ")["))
		if end < 0 {
			return f, false
		}
		line = line[:end+1]
	}
	open := strings.LastIndexByte(line, '(')
	if open <= 0 || !strings.HasSuffix(line, ")") || line[open-1] == ' ' {
		return f, false
	}
	if !javaSource(&f, line[open+1:len(line)-1]) {
		return f, false
	}
	name := javaClassPath(line[:open])
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 || dot+1 == len(name) || strings.ContainsAny(name[:dot], " \t:") {
		return f, false
	}
	f.Module, f.Function = name[:dot], name[dot+1:]
	return f, true
}

// javaSource reads what stands between the brackets: "Thread.java:840", "Thread.java",
// "Native Method", "Unknown Source", "<generated>".
func javaSource(f *exception.Frame, source string) bool {
	switch source {
	case "Native Method", "Unknown Source":
		f.File = source
		return true
	case "", "native", "<anonymous>":
		return false
	}
	if file, n, ok := cutNumber(source); ok {
		source, f.Line = file, n
	}
	if source != "Unknown Source" && strings.ContainsAny(source, " :/\\,()") || isPHPFile(source) {
		return false
	}
	f.File = source
	return true
}

// javaClassPath takes class loader and module off: "app//com.acme.Main", "java.base@17/java.lang.Thread".
// The slash in the name of a hidden class ("Shop$$Lambda/0x0001") is followed by a digit.
func javaClassPath(name string) string {
	for i := len(name) - 2; i >= 0; i-- {
		if name[i] == '/' && !isDigit(name[i+1]) {
			return name[i+1:]
		}
	}
	return name
}
