package framerule

import (
	"bytes"
	"strings"
)

// pattern is one rule, ready to be matched.
type pattern struct {
	// name fits names, path the paths of files. Of a rule from the root on only path has anything.
	name, path glob
	rooted     bool
	// weight is how many bytes of the rule are no stars: the more, the more it says.
	weight int
}

func newPattern(rule string) pattern {
	p := pattern{
		path:   newGlob(strings.ReplaceAll(rule, `\`, "/")),
		rooted: strings.HasPrefix(rule, "/"),
		weight: len(rule) - strings.Count(rule, "*"),
	}
	if !p.rooted {
		p.name = newGlob(string(appendName(nil, rule)))
	}
	return p
}

func (p *pattern) matches(s *subject) bool {
	if p.rooted {
		return p.path.matches(s.path, isPathEnd, nil)
	}
	return p.name.matches(s.name, isNameEnd, nil) ||
		p.path.matches(s.path, isPathEnd, isSlash) ||
		p.name.matches(s.place, isNameEnd, isDot)
}

// glob is a text split at its stars, without signs of separation at its end.
type glob struct {
	parts              [][]byte
	openStart, openEnd bool
}

func newGlob(text string) glob {
	text = strings.TrimRight(text, "./")
	g := glob{openStart: strings.HasPrefix(text, "*"), openEnd: strings.HasSuffix(text, "*")}
	for part := range strings.SplitSeq(text, "*") {
		if part != "" {
			g.parts = append(g.parts, []byte(part))
		}
	}
	return g
}

// matches says whether text holds the parts in this order: the first at the beginning or, when given,
// behind a byte that before accepts, and the last before a byte that end accepts or at the end of text.
// Each part is taken where it stands first, which leaves most of the text to the others.
func (g *glob) matches(text []byte, end, before func(byte) bool) bool {
	if len(text) == 0 {
		return false
	}
	from := 0
	for n, part := range g.parts {
		first, last := n == 0 && !g.openStart, n == len(g.parts)-1 && !g.openEnd
		if first && before == nil {
			if !bytes.HasPrefix(text, part) || last && !ends(text, len(part), end) {
				return false
			}
			from = len(part)
			continue
		}
		for {
			at := bytes.Index(text[from:], part)
			if at < 0 {
				return false
			}
			start := from + at
			if (!first || start == 0 || before(text[start-1])) && (!last || ends(text, start+len(part), end)) {
				from = start + len(part)
				break
			}
			from = start + 1
		}
	}
	return len(g.parts) > 0 || g.openStart
}

func ends(text []byte, at int, end func(byte) bool) bool { return at == len(text) || end(text[at]) }

func isSlash(c byte) bool { return c == '/' }

func isDot(c byte) bool { return c == '.' }

// isPathEnd: a folder or file ends; of a URL also before its query.
func isPathEnd(c byte) bool { return c == '/' || c == '?' || c == '#' }

// isNameEnd: an element of a name ends, such as before parameters and type arguments.
func isNameEnd(c byte) bool {
	return c < 0x80 && c != '_' && c != '-' && (c < '0' || '9' < c) && (c < 'a' || 'z' < c) && (c < 'A' || 'Z' < c)
}
