package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// php reads what Throwable::__toString, a fatal error and the loggers print, and what the
// OpenTelemetry SDK for PHP makes of it:
//
//	InvalidArgumentException: no stock in /app/stock.php:7      Acme.ShopError: cannot place
//	Stack trace:                                                	at Acme.Orders.place(orders.php:12)
//	#0 /app/orders.php(12): Acme\Stock->take('tea')             	at {main}(index.php:3)
//	#1 [internal function]: Acme\{closure}(1)                   Caused by: InvalidArgumentException: no stock
//	#2 {main}                                                   	at Acme.Stock.take(stock.php:7)
//	                                                            	... 2 more
//	Next Acme\ShopError: cannot place in /app/orders.php:14
//	Stack trace:
//	#0 /app/index.php(3): Acme\Orders->place()
//	#1 {main}
//
// The first form names the function that was called and the place of the call. Where the header says
// where the exception was made, each function gets the place inside it, as in the second form.
var php = runtime{
	name:         "php",
	languages:    []string{"php"},
	find:         findPHP,
	parse:        parsePHP,
	omits:        "further traces in the same text",
	origin:       phpOrigin,
	identity:     phpIdentity,
	withoutPlace: withoutPHPPlace,
}

func findPHP(text string) int {
	if !strings.Contains(text, ".php") && !strings.Contains(text, phpMain) {
		return -1
	}
	first := findLine(text, "#0 ", func(line string) bool { _, ok := phpFrame(&exception.Frame{}, line); return ok })
	if first < 0 {
		first = findLine(text, "at ", func(line string) bool {
			f, ok := phpOTelFrame(line)
			return ok && isPHP(&f)
		})
	}
	if first < 0 {
		return -1
	}
	header := findHeader(text, first)
	if header == first {
		if at := strings.LastIndex(text[:first], "exception '"); at >= 0 {
			header = at
		}
	}
	line := strings.LastIndexByte(text[:header], '\n') + 1
	if at := strings.Index(text[line:header], "PHP "); at >= 0 {
		return line + at
	}
	return header
}

func parsePHP(text string) []exception.Exception {
	switch {
	case strings.Contains(text, "#0 "), strings.Contains(text, "} {main}"):
		p := phpParser{section: section{lines: lines{text: text}}}
		for {
			line, ok := p.lines.scan()
			if !ok || !p.line(line) {
				break
			}
		}
		p.close()
		return p.links.chain
	case strings.Contains(text, ".php:"), strings.Contains(text, "{main}("):
		chain := parseJavaLike(text, phpOTelFrame)
		for i := range chain {
			if typ, rest := cutPHPAnonymous(chain[i].Message); typ != "" && chain[i].Type == "" {
				chain[i].Type, chain[i].Message = typ, strings.TrimSpace(strings.TrimPrefix(rest, ":"))
			}
		}
		for i := range chain {
			for j := range chain[i].Stack.Frames {
				if isPHP(&chain[i].Stack.Frames[j]) {
					return chain
				}
			}
		}
	}
	return nil
}

// phpParser reads line by line.
type phpParser struct {
	section
	places callPlaces
	frame  exception.Frame // read last
	next   int             // number of the next frame
}

// line reads one line and says whether to go on.
func (p *phpParser) line(line string) bool {
	trimmed, indent := unindent(line)
	if n, ok := phpFrame(&p.frame, trimmed); ok {
		if n < p.next {
			return false // another trace
		}
		if p.next == 0 {
			_, _, file, line := splitPHPHeader(p.header())
			p.places = callPlaces{file: file, line: line, known: line > 0}
		}
		p.next = n + 1
		p.places.move(&p.frame)
		p.frames.add(p.frame)
		return true
	}
	const next = "Next "
	switch {
	case p.frames.total > 0 && strings.HasPrefix(trimmed, next):
		p.close()
		p.from, p.to = p.lines.at+indent+len(next), p.lines.at+len(line)
	case trimmed == "Stack trace:", trimmed == "[stacktrace]":
	default:
		p.note(line)
	}
	return true
}

func (p *phpParser) close() {
	typ, message, _, _ := splitPHPHeader(p.header())
	p.section.close(typ, message, innermostFirst)
	p.next = 0
}

// splitPHPHeader splits "PHP Fatal error:  Uncaught Acme\ShopError: cannot place in /app/a.php:12", PHP 5's
// "exception 'Acme\ShopError' with message 'cannot place' in /app/a.php:12", and Monolog's
// `… {"exception":"[object] (Acme\ShopError(code: 0): cannot place at /app/a.php:12)`.
func splitPHPHeader(header string) (typ, message, file string, line int) {
	header = strings.TrimSpace(header)
	in := " in "
	if _, object, ok := strings.Cut(header, "[object] ("); ok {
		header, in = strings.TrimSuffix(object, ")"), " at "
	} else if _, uncaught, ok := strings.Cut(header, "Uncaught "); ok {
		header = uncaught
	}
	if at := strings.LastIndex(header, in); at >= 0 {
		var ok bool
		if file, line, ok = cutNumber(header[at+len(in):]); ok {
			header = header[:at]
		} else {
			file = ""
		}
	}
	header = strings.TrimSuffix(header, " and defined") // "…, called in /app/a.php on line 3 and defined in …"
	if quoted, ok := strings.CutPrefix(header, "exception '"); ok {
		typ, message, _ = strings.Cut(quoted, "'")
		message = strings.TrimPrefix(message, " with message '")
		return typ, strings.TrimSuffix(message, "'"), file, line
	}
	if typ, rest := cutPHPAnonymous(header); typ != "" {
		return typ, strings.TrimSpace(strings.TrimPrefix(rest, ":")), file, line
	}
	end := strings.IndexAny(header, ": (\n")
	switch {
	case end < 0 && header != "" && !isDigit(header[0]):
		return header, "", file, line
	case end > 0 && header[end] == ':':
		return header[:end], strings.TrimSpace(header[end+1:]), file, line
	case end > 0 && strings.HasPrefix(header[end:], "(code: "):
		_, message, _ = strings.Cut(header[end:], "): ")
		return header[:end], message, file, line
	}
	return "", header, file, line
}
