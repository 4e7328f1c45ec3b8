package stacktrace

import (
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// maxSuppressed is how many suppressed exceptions with their causes are kept of one text, beside the chain.
const maxSuppressed = 8

// javaSuppressed reads the exceptions that another one suppressed, and their causes. They are printed
// behind the frames of the other one, indented by one more:
//
//	com.acme.ShopException: cannot place
//		at com.acme.Orders.place(Orders.java:12)
//		Suppressed: java.io.IOException: close failed
//			at com.acme.Orders.close(Orders.java:30)
//			... 1 more
//		Caused by: java.lang.IllegalStateException: of the suppressed one
//			... 2 more
//	Caused by: java.sql.SQLException: gone
type javaSuppressed struct {
	// parser reads the text of one suppressed exception as one of its own, nil while there is none.
	parser *javaParser
	indent int // of its "Suppressed:"
	// kept are those that were read, each with its causes, the root cause first.
	kept []javaAside
	n    int // exceptions in kept
	// omitted are those over the limit.
	omitted int
}

// javaAside is what belongs to the exception of the chain that was read as number owner.
type javaAside struct {
	owner int
	chain []exception.Exception
}

// line reads a line that belongs to a suppressed exception, and says whether it does.
func (s *javaSuppressed) line(p *javaParser, line, trimmed string, indent int) bool {
	begins := strings.HasPrefix(trimmed, "Suppressed: ") && indent > 0
	if s.parser != nil {
		caused := strings.HasPrefix(trimmed, "Caused by: ") || strings.HasPrefix(trimmed, "Wrapped by: ")
		if indent > s.indent || !(begins || caused && indent < s.indent || indent == 0 && caused) {
			s.parser.lines.at = p.lines.at
			s.parser.line(line)
			return true
		}
		s.close(p)
	}
	if !begins {
		return false
	}
	s.parser, s.indent = p.inside(line, indent), indent
	return true
}

// inside returns a parser for an exception that the one being read suppressed. What both stacks have is
// elided in its own.
func (p *javaParser) inside(line string, indent int) *javaParser {
	return &javaParser{
		lines: p.lines, frame: p.frame, nested: p.nested + 1,
		enclosing:  append(p.frames.appendTo(nil), p.enclosing[max(len(p.enclosing)-p.common, 0):]...),
		headerFrom: p.lines.at + indent + len("Suppressed: "),
		headerTo:   p.lines.at + len(line),
	}
}

// close ends the suppressed exception being read.
func (s *javaSuppressed) close(p *javaParser) {
	if s.parser == nil {
		return
	}
	chain := s.parser.chain()
	s.parser = nil
	if s.n+len(chain) > maxSuppressed {
		s.omitted += len(chain)
		return
	}
	link(chain, false)
	s.n += len(chain)
	s.kept = append(s.kept, javaAside{owner: p.read, chain: chain})
}

// addTo puts what was kept into a chain, root cause first, of which the last was read as number 0. The
// first and the last half are left when the chain was longer than it may be.
func (s *javaSuppressed) addTo(chain []exception.Exception, read int) []exception.Exception {
	if len(s.kept) == 0 && s.omitted == 0 || len(chain) == 0 {
		return chain
	}
	n := len(chain)
	for i := range chain {
		chain[i].Depth = n - 1 - i
	}
	for i := n - 1; i >= 0; i-- {
		owner := n - 1 - i
		if owner >= MaxExceptions/2 {
			owner += read - n
		}
		for _, aside := range s.kept {
			if aside.owner != owner {
				continue
			}
			for j := range aside.chain {
				aside.chain[j].Depth += n - i
			}
			aside.chain[len(aside.chain)-1].Relation = exception.RelationSuppressed
			chain = slices.Insert(chain, i, aside.chain...)
		}
	}
	chain[len(chain)-1].Omitted += s.omitted
	return chain
}
