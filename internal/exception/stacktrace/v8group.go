package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// v8Groups finds the members of AggregateErrors in what util.inspect prints. Each is indented by two more
// than the name of the property, and what belongs to it by four:
//
//	AggregateError: both failed
//	    at all (/app/all.js:3:9) {
//	  [errors]: [
//	    Error: no stock
//	        at take (/app/stock.js:7:11) {
//	      [cause]: TypeError: gone
//	          at find (/app/stock.js:2:1)
//	    },
//	    [AggregateError: All promises were rejected] { [errors]: [Array] },
//	    ... 3 more items
//	  ]
//	}
type v8Groups struct {
	nesting
	lists []v8List
	// link is that of the exception being read.
	link exception.Link
	// bracketed: its header was one that no frame follows.
	bracketed bool
}

// v8List is an open list of members: where they begin, and the index of their group in the chain.
type v8List struct{ column, owner int }

const v8Errors = "[errors]: ["

// hasV8Groups says whether a text holds members of groups.
func hasV8Groups(text string) bool { return strings.Contains(text, v8Errors) }

// line reads what concerns lists of members and says whether the line is done with.
func (g *v8Groups) line(p *v8Parser, trimmed string, indent int) (done bool) {
	for len(g.lists) > 0 && indent < g.lists[len(g.lists)-1].column && trimmed != "" {
		g.lists = g.lists[:len(g.lists)-1]
	}
	if trimmed == v8Errors {
		if len(g.lists) < MaxExceptions {
			g.lists = append(g.lists, v8List{indent + 2, len(p.chain)})
		}
		p.closed = true
		return true
	}
	if len(g.lists) == 0 || trimmed == "" {
		return false
	}
	list := g.lists[len(g.lists)-1]
	first := len(p.chain) == list.owner
	if indent != list.column || !first && !p.closed && p.frames.total == 0 && !g.bracketed {
		return false
	}
	if count, rest, ok := strings.Cut(strings.TrimPrefix(trimmed, "... "), " "); ok && strings.HasPrefix(rest, "more item") {
		if n, ok := number(count); ok && !first {
			p.chain[list.owner].Omitted += n
		}
		return true
	}
	if trimmed[0] == '}' || trimmed[0] == ']' {
		p.closed = true
		return true
	}
	if p.finish(); len(p.chain) == list.owner { // the group itself had nothing to say
		return true
	}
	g.begin(exception.RelationMember, indent)
	header := g.unbracket(trimmed)
	p.headerFrom = p.lines.at + indent + strings.Index(trimmed, header)
	p.headerTo = p.headerFrom + len(header)
	return true
}

// begin is for an exception whose header is indented like this.
func (g *v8Groups) begin(r exception.Relation, indent int) {
	g.link = exception.Link{Relation: r, Depth: g.enter(indent)}
}

// unbracket takes off what stands around the header of an error that has no frames.
func (g *v8Groups) unbracket(header string) string {
	g.bracketed = false
	header = strings.TrimSuffix(header, ",")
	if !strings.HasPrefix(header, "[") {
		return header
	}
	end := strings.LastIndex(header, "] {")
	if end < 0 {
		end = len(header) - 1
	}
	if end < 1 || header[end] != ']' {
		return header
	}
	if strings.HasSuffix(header, v8Errors+"Array] }") {
		g.link.Omitted++
		end = strings.Index(header, "] {")
	}
	g.bracketed = true
	return header[1:end]
}

// findV8Group returns where the header of a group begins that has no frames of its own, when the first frame
// of the text is that of a member; header without one.
func findV8Group(text string, first, header int) int {
	list := strings.Index(text[:first], v8Errors)
	if list < 0 {
		return header
	}
	end := strings.LastIndexByte(text[:list], '\n')
	if end < 0 {
		return header
	}
	start := strings.LastIndexByte(text[:end], '\n') + 1
	if open := strings.LastIndexByte(text[start:end], '['); open >= 0 {
		return start + open
	}
	return header
}
