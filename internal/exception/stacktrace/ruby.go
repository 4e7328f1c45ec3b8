package stacktrace

import (
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// ruby reads Exception#full_message in both orders, Exception#backtrace, and
// what Rails writes into its log:
//
//	shop.rb:6:in `place': cannot place (ShopError)    Traceback (most recent call last):
//	second line of the message                        	1: from shop.rb:13:in 'Object#run'
//		from shop.rb:13:in `run'                      shop.rb:9:in 'Hash#fetch': no stock (KeyError)
//	shop.rb:9:in `fetch': no stock (KeyError)         	1: from shop.rb:13:in 'Object#run'
//		from shop.rb:13:in `run'                      shop.rb:6:in 'Orders#place': cannot place (ShopError)
//
//	NoMethodError (undefined method `tea' for nil):
//	app/models/order.rb:12:in `place'
//	activesupport (7.1.2) lib/active_support/callbacks.rb:24:in `call'
//
// A cause follows its effect where the innermost frame is printed first, and comes before it where
// it is printed last.
var ruby = runtime{
	name:      "ruby",
	languages: []string{"ruby"},
	find:      findRuby,
	parse:     parseRuby,
	origin:    rubyOrigin,
	identity:  rubyIdentity,
}

// rubyTraceback is the first line of a trace that is printed outermost first.
const rubyTraceback = "Traceback (most recent call last):"

func findRuby(text string) int {
	first := findLine(text, rubyIn, func(line string) bool {
		_, ok := rubyFrame(&exception.Frame{}, line)
		return ok
	})
	if first < 0 {
		return -1
	}
	line, _, _ := strings.Cut(text[first:], "\n")
	if message, _ := rubyFrame(&exception.Frame{}, line); message >= 0 {
		return first
	}
	for end, n := first, 0; end > 0 && n < 3; n++ {
		start := strings.LastIndexByte(text[:end-1], '\n') + 1
		above := strings.TrimSpace(text[start:end])
		if typ, _ := splitRubyHeader(above); typ != "" || above == rubyTraceback {
			return start
		}
		end = start
	}
	return first
}

func parseRuby(text string) []exception.Exception {
	if !strings.Contains(text, rubyIn) && !strings.Contains(text, ".rb:") {
		return nil
	}
	p := rubyParser{section: section{lines: lines{text: text}}}
	for {
		line, ok := p.lines.scan()
		if !ok {
			break
		}
		p.line(line)
	}
	p.close()
	if !p.causesFirst {
		slices.Reverse(p.links.chain)
	}
	return p.links.chain
}

// rubyParser reads line by line.
type rubyParser struct {
	section
	frame exception.Frame // read last
	// causesFirst: the trace is printed outermost frame first, and causes before their effects.
	causesFirst bool
	// headed: the header of the exception came with a frame, and may go on.
	headed bool
}

func (p *rubyParser) line(line string) {
	trimmed, indent := unindent(line)
	if trimmed == rubyTraceback {
		p.close()
		p.causesFirst = true
		return
	}
	message, ok := rubyFrame(&p.frame, trimmed)
	switch {
	case !ok && strings.HasPrefix(trimmed, "... ") && strings.HasSuffix(trimmed, " levels..."):
		p.cut = true
	case !ok && p.headed && (p.causesFirst || p.frames.total == 1):
		if trimmed != "" {
			p.to = p.lines.at + len(line)
		}
	case !ok && p.frames.total > 0:
		if typ, _ := splitRubyHeader(trimmed); typ != "" && strings.HasSuffix(trimmed, ")") {
			p.close() // the next cause in the log of Rails
			p.note(line)
		}
	case !ok:
		p.note(line)
	case message >= 0:
		if p.headed || p.frames.total > 0 && !p.causesFirst {
			p.close()
		}
		p.frames.add(p.frame)
		p.headed = true
		p.from, p.to = p.lines.at+indent+message, p.lines.at+len(line)
	default:
		if _, numbered := cutRubyNumber(trimmed); numbered {
			p.causesFirst = true
			if p.headed {
				p.close()
			}
		}
		p.frames.add(p.frame)
	}
}

func (p *rubyParser) close() {
	typ, message := splitRubyHeader(p.header())
	p.section.close(typ, message, frameOrder(p.causesFirst))
	p.headed = false
}

// splitRubyHeader splits "cannot place (ShopError)", where more lines may follow, Rails'
// "ShopError (cannot place):" and "Acme::ShopError: cannot place".
func splitRubyHeader(header string) (typ, message string) {
	header = strings.TrimSpace(header)
	first, more, _ := strings.Cut(header, "\n")
	first = strings.TrimRight(first, "\r ")
	if open := strings.LastIndex(first, " ("); open >= 0 && strings.HasSuffix(first, ")") {
		if name := first[open+2 : len(first)-1]; isRubyClass(name) {
			if message = first[:open]; more != "" {
				message += "\n" + more
			}
			return name, message
		}
	}
	if name, rest, ok := strings.Cut(header, " ("); ok && isRubyClass(name) {
		rest = strings.TrimSuffix(rest, ":")
		if strings.HasSuffix(rest, ")") {
			return name, rest[:len(rest)-1]
		}
	}
	if name, rest, ok := strings.Cut(header, ": "); ok && isRubyClass(name) {
		return name, rest
	}
	return "", header
}

// isRubyClass accepts "Acme::ShopError".
func isRubyClass(name string) bool {
	if name == "" || name[0] < 'A' || 'Z' < name[0] {
		return false
	}
	for i := range len(name) {
		if !isName(name[i]) && name[i] != ':' {
			return false
		}
	}
	return true
}
