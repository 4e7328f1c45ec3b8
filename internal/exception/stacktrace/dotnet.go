package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// dotnet reads what Exception.ToString of .NET, .NET Framework, Mono and Unity gives, and Unity's log:
//
//	System.InvalidOperationException: cannot place
//	 ---> System.ArgumentException: no stock (Parameter 'n')
//	   at Acme.Stock.Take(Int32 n) in /src/Stock.cs:line 7
//	   --- End of inner exception stack trace ---
//	   at Acme.Orders.<Place>d__2.MoveNext() in C:\src\Orders.cs:line 12
//	--- End of stack trace from previous location ---
//	  at Acme.Server.Handle (System.String path) [0x00012] in <6a1f…>:0
//	Acme.Shop:Update () (at Assets/Shop.cs:40)
//
// .NET Framework translates it (dotnetlanguage.go).
// Module is the type, as in the text. An inner exception is the cause of the one around it, and what
// Unity prints before "Rethrow as" is the cause of what follows. The further members of an
// AggregateException are read by addMembers.
var dotnet = runtime{
	name:      "dotnet",
	languages: []string{"dotnet", "unity"},
	find:      findDotnet,
	parse:     parseDotnet,
	origin:    dotnetOrigin,
	identity:  dotnetIdentity,
}

const (
	dotnetInner   = "---> "
	dotnetMember  = "---> (Inner Exception #"
	dotnetRethrow = "Rethrow as "
)

func findDotnet(text string) int {
	first := findAt(text, func(line string) bool { return dotnetFrame(&exception.Frame{}, line) })
	if first < 0 && (strings.Contains(text, ".cs:") || strings.Contains(text, ">:0)")) {
		first = findLine(text, "(at ", func(line string) bool { return dotnetFrame(&exception.Frame{}, line) })
	}
	if first < 0 {
		first = findTranslatedDotnet(text)
	}
	if first < 0 {
		return -1
	}
	return findHeader(text, first)
}

func parseDotnet(text string) []exception.Exception {
	if !strings.Contains(text, ")") {
		return nil
	}
	return parseDotnetGroup(text, 0)
}

// parseDotnetGroup reads a text that stands inside so many groups.
func parseDotnetGroup(text string, nested int) []exception.Exception {
	p := dotnetParser{section: section{lines: lines{text: text}}, nested: nested}
	p.links.grouped = nested > 0 || strings.Contains(text, dotnetMember)
	for {
		line, ok := p.lines.scan()
		if !ok || !p.line(line) {
			break
		}
	}
	for {
		p.close()
		if len(p.outer) == 0 {
			break
		}
		p.leave()
	}
	return p.links.chain
}

// dotnetParser reads line by line.
type dotnetParser struct {
	section
	// outer are the headers of the exceptions whose inner one is being read.
	outer []dotnetHeader
	// indent is the indentation of the last frame.
	indent int
	// member is how deep inside the members of an AggregateException the line is.
	member int
	// members are where the texts of those members stand whose group is being read; nested is in how many
	// groups it stands itself.
	members []dotnetHeader
	nested  int
}

type dotnetHeader struct{ from, to int }

// line reads one line and says whether to go on.
func (p *dotnetParser) line(line string) bool {
	trimmed, indent := unindent(line)
	if p.member > 0 || strings.HasPrefix(trimmed, dotnetMember) {
		p.inMember(trimmed, indent)
		return true
	}
	var f exception.Frame
	if dotnetFrame(&f, trimmed) || dotnetTranslatedFrame(&f, trimmed, indent) {
		p.frames.add(f)
		p.indent = indent
		return true
	}
	switch {
	case strings.HasPrefix(trimmed, "--- End of inner "):
		p.close()
		p.leave()
	case strings.HasPrefix(trimmed, "--- End of stack trace"), strings.HasPrefix(trimmed, "at "):
	case strings.HasPrefix(trimmed, "--- ") && strings.HasSuffix(line, " ---"): // in another language
		if len(p.outer) > 0 && indent >= p.indent {
			p.close()
			p.leave()
		}
	case strings.HasPrefix(trimmed, dotnetRethrow):
		p.close()
		p.from, p.to = p.lines.at+indent+len(dotnetRethrow), p.lines.at+len(line)
	case p.frames.total == 0:
		p.note(line)
		p.enter(line)
	case indent == 0 && trimmed != "":
		return false // what follows the trace in a log
	}
	return true
}

// enter begins an inner exception for each arrow in a line of the header.
func (p *dotnetParser) enter(line string) {
	for end := p.lines.at + len(line); p.to == end; {
		from := max(p.from, p.lines.at)
		arrow := strings.Index(p.lines.text[from:end], dotnetInner)
		if arrow < 0 {
			return
		}
		arrow += from
		p.outer = append(p.outer, dotnetHeader{from: p.from, to: arrow})
		p.from = arrow + len(dotnetInner)
	}
}

// leave goes on with the exception around the one that was read.
func (p *dotnetParser) leave() {
	if n := len(p.outer); n > 0 {
		p.from, p.to = p.outer[n-1].from, p.outer[n-1].to
		p.outer = p.outer[:n-1]
	}
}

func (p *dotnetParser) close() {
	typ, message := splitDotnetHeader(p.header())
	p.addMembers()
	added := !p.empty()
	p.section.close(typ, message, innermostFirst)
	if added && p.links.grouped {
		p.links.chain[len(p.links.chain)-1].Depth = len(p.outer)
	}
}

// splitDotnetHeader splits "System.Net.Sockets.SocketException (111): Connection refused".
func splitDotnetHeader(header string) (typ, message string) {
	header = strings.TrimSpace(header)
	for _, prefix := range [...]string{"[ERROR] FATAL UNHANDLED EXCEPTION:", "Unhandled exception.", "Unhandled Exception:"} {
		if rest, ok := strings.CutPrefix(header, prefix); ok {
			header = strings.TrimSpace(rest)
		}
	}
	typ, message = dotnetType(header)
	if typ == "" || typ == "Exception" { // behind what "Unhandled Exception:" is in another language
		if _, rest, ok := strings.Cut(header, ": "); ok {
			if inner, text := dotnetType(strings.TrimSpace(rest)); strings.Contains(inner, ".") && namesException(inner) {
				return inner, text
			}
		}
	}
	return typ, message
}

// dotnetType splits a header that begins with a type.
func dotnetType(header string) (typ, message string) {
	typ, message, ok := strings.Cut(header, ":")
	if name, _, coded := strings.Cut(typ, " ("); ok && coded && strings.HasSuffix(typ, ")") {
		typ = name // the code of the operating system
	}
	switch {
	case typ == "" || strings.ContainsAny(typ, " \t\n\"'/") || isDigit(typ[0]):
		return "", header
	case message != "" && message[0] != ' ' && message[0] != '\n' && message[0] != '\r':
		return "", header
	}
	return typ, strings.TrimSpace(message)
}
