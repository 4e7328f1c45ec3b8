package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// python reads what the module traceback prints:
//
//	Traceback (most recent call last):
//	  File "/app/shop.py", line 12, in place
//	    order = lookup(number)
//	            ^^^^^^^^^^^^^^
//	  [Previous line repeated 8 more times]
//	ShopError: no such order
//
// Chained exceptions follow each other, root cause first, with a sentence between them. Exception
// groups are read by pythonGroups.
var python = runtime{
	name:      "python",
	languages: []string{"python"},
	find:      findPython,
	parse:     parsePython,
	origin:    pythonOrigin,
	leftOut:   pythonLeftOut,
	identity:  pythonIdentity,
}

const (
	pythonHeader  = "Traceback (most recent call last)"
	pythonGroup   = "Exception Group " + pythonHeader
	pythonCause   = "The above exception was the direct cause of the following exception:"
	pythonContext = "During handling of the above exception, another exception occurred:"
	pythonRepeat  = "[Previous line repeated "
	ipythonPrompt = "<ipython-"
	pythonPrompt  = "<python-input-"
)

func findPython(text string) int {
	at := strings.Index(text, pythonHeader)
	if at < 0 {
		return -1
	}
	const group = "  + Exception Group "
	if strings.HasSuffix(text[:at], group) {
		at -= len(group)
	}
	return at
}

func parsePython(text string) []exception.Exception {
	if !strings.Contains(text, `File "`) {
		return nil
	}
	p := pythonParser{lines: lines{text: text}}
	grouped := strings.Contains(text, pythonGroup)
	for {
		line, ok := p.lines.scan()
		if !ok {
			break
		}
		content := line
		if grouped {
			var skip bool
			if content, skip = p.groups.enter(line, &p); skip {
				continue
			}
		}
		p.line(content, p.lines.at+len(line))
	}
	p.finish()
	if grouped {
		linkPython(p.chain)
	}
	return shorten(p.chain)
}

// pythonParser reads line by line; the fields below chain belong to the exception being read.
type pythonParser struct {
	lines  lines
	groups pythonGroups
	chain  []exception.Exception

	open       bool            // a header was seen, so that a type may come without a frame before it
	frame      exception.Frame // read last
	frames     frameList
	wantSource bool // the last line was a frame
	headed     bool // the line of type and message was seen
	from, to   int  // where it stands in the text
	more       []byte
}

// line reads one line, already without the bars of a group, that ends at offset end.
func (p *pythonParser) line(content string, end int) {
	trimmed, indent := unindent(content)
	if indent == 0 && p.separator(trimmed) {
		return
	}
	if p.headed {
		p.continueMessage(content, trimmed, end)
		return
	}
	if pythonFrame(&p.frame, trimmed) {
		p.frames.add(p.frame)
		p.wantSource = true
		return
	}
	switch {
	case trimmed == "":
	case strings.HasPrefix(trimmed, pythonRepeat):
		count, _, _ := strings.Cut(trimmed[len(pythonRepeat):], " ")
		n, _ := number(count)
		p.frames.repeat(n)
	case indent > 0:
		// The line after a frame is its source; then come marks (~~^~~) and further source lines.
		if p.wantSource {
			p.frames.last().SourceLine = trimBlanks(trimmed)
			p.wantSource = false
		}
	case p.open || p.frames.total > 0:
		p.headed = true
		p.from, p.to = end-len(content), end
	}
}

// separator recognises the lines that stand before an exception.
func (p *pythonParser) separator(line string) bool {
	switch {
	case strings.HasPrefix(line, pythonCause):
		p.finish()
		p.groups.relate(exception.RelationCause, p.chain)
	case strings.HasPrefix(line, pythonContext):
		p.finish()
		p.groups.relate(exception.RelationContext, p.chain)
	case strings.Contains(line, pythonHeader):
		p.finish()
		p.open = true
	default:
		return false
	}
	return true
}

// continueMessage adds a line to a message of several lines. Inside a group these are not
// contiguous in the text and must be copied.
func (p *pythonParser) continueMessage(content, trimmed string, end int) {
	if p.groups.depth > 0 {
		if p.more == nil {
			p.more = append(p.more, p.lines.text[p.from:p.to]...)
		}
		p.more = append(append(p.more, '\n'), content...)
	} else if trimmed != "" {
		p.to = end
	}
}

// finish puts the exception being read into the chain, if there is one.
func (p *pythonParser) finish() {
	if p.headed || p.frames.total > 0 {
		var e exception.Exception
		header := p.lines.text[p.from:p.to]
		if p.more != nil {
			header = string(p.more)
		}
		e.Type, e.Message = splitHeader(strings.TrimSpace(header))
		e.Stack = p.frames.outermostFirst()
		p.chain = p.groups.insert(p.chain, e)
	}
	p.open, p.frames, p.wantSource = false, frameList{}, false
	p.headed, p.from, p.to, p.more = false, 0, 0, nil
}

// pythonFrame reads `File "shop.py", line 12, in place`. The frame of a SyntaxError has no function.
func pythonFrame(f *exception.Frame, line string) bool {
	const open, mid = `File "`, `", line `
	if !strings.HasPrefix(line, open) {
		return false
	}
	line = line[len(open):]
	quote := lastIndex(line, mid)
	if quote < 0 {
		return false
	}
	file, rest := line[:quote], line[quote+len(mid):]
	end := digits(rest)
	n, ok := number(rest[:end])
	if !ok {
		return false
	}
	in, named := strings.CutPrefix(strings.TrimSpace(rest[end:]), ",")
	if !named && in != "" {
		return false
	}
	function := strings.TrimSpace(in)
	if function == "in" {
		function = ""
	}
	*f = exception.Frame{File: file, Line: n, Function: strings.TrimSpace(strings.TrimPrefix(function, "in "))}
	return true
}

// pythonOrigin knows the standard library, installed packages, frozen or generated code and AWS Lambda.
func pythonOrigin(f *exception.Frame) Origin {
	file := f.File
	if strings.HasPrefix(file, "<") {
		if file == "<stdin>" || file == "<string>" || file == "<console>" || strings.HasPrefix(file, ipythonPrompt) || strings.HasPrefix(file, pythonPrompt) {
			return OriginTypedIn
		}
		return OriginGenerated
	}
	if i := strings.Index(file, "-packages"); i >= 0 {
		if strings.HasSuffix(file[:i], "site") || strings.HasSuffix(file[:i], "dist") {
			return OriginInstalledPackage
		}
	}
	switch {
	case pythonStandardLibrary(file):
		return OriginStandardLibrary
	case strings.HasPrefix(file, "/var/runtime/"), strings.HasPrefix(file, "/opt/python/"):
		return OriginPlatform
	}
	return OriginApplication
}

// pythonStandardLibrary recognises /usr/lib/python3.11/, lib/python311.zip/ and C:\Python311\Lib\.
func pythonStandardLibrary(file string) bool {
	for _, folder := range [...]string{"lib/py", "lib64/py"} {
		if at := strings.Index(file, folder); at >= 0 {
			version := strings.TrimLeft(file[at+len(folder):], "abcdefghijklmnopqrstuvwxyz")
			if version != "" && isDigit(version[0]) && (at == 0 || file[at-1] == '/') {
				return true
			}
		}
	}
	if at := strings.Index(file, `\Python`); at >= 0 {
		rest := strings.TrimLeft(file[at+len(`\Python`):], "0123456789.-")
		return len(rest) >= 5 && strings.EqualFold(rest[:5], `\lib\`)
	}
	return false
}

// pythonLeftOut: the frames of list, dict and set comprehensions do not count. Python 3.12 no longer
// makes them, and the function around them is there anyway.
func pythonLeftOut(f *exception.Frame) LeftOut {
	switch f.Function {
	case "<listcomp>", "<dictcomp>", "<setcomp>":
		return LeftOutInlined
	}
	return NotLeftOut
}

// pythonIdentity is "file:function".
func pythonIdentity(dst []byte, f *exception.Frame) []byte {
	switch {
	case strings.HasPrefix(f.File, ipythonPrompt):
		dst = append(dst, "<ipython>"...)
	case strings.HasPrefix(f.File, pythonPrompt):
		dst = append(dst, "<stdin>"...) // as before Python 3.13
	default:
		dst = append(dst, base(f.File)...)
	}
	return append(append(dst, ':'), f.Function...)
}
