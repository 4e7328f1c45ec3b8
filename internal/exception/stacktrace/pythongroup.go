package stacktrace

import (
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// pythonGroups takes the frame around exception groups away:
//
//   - Exception Group Traceback (most recent call last):
//     | ExceptionGroup: two failed (2 sub-exceptions)
//     +-+---------------- 1 ----------------
//     | Traceback (most recent call last):
//     | ValueError: first
//     +---------------- 2 ----------------
//     | KeyError: second
//     +---------------- ... ----------------
//     | and 35 more exceptions
//     +------------------------------------
//
// A group is printed before its members and a cause before its effect, so members are put before
// their group, the last one first: then all stand before what they stand under.
type pythonGroups struct {
	// depth is the number of bars of the last line: column of the bar / 2.
	depth int
	// skip is the depth of a member that is left out, 0 when none is.
	skip int
	// open are the groups whose members are being read, the outermost first.
	open []pythonGroupOpen
}

// pythonGroupOpen is where in the chain the members of one group go: all from start, the next exception
// at at. The group stands size exceptions behind start.
type pythonGroupOpen struct{ start, at, size int }

// enter takes the bars off a line. skip says that the line is done with.
func (g *pythonGroups) enter(line string, p *pythonParser) (content string, skip bool) {
	content, depth, rule := ungroup(line)
	switch {
	case rule == 0:
		p.finish()
		g.leave(depth - 1)
	case rule != noRule || depth < g.depth:
		p.finish()
		g.leave(depth)
	}
	if g.skip > 0 && (depth < g.skip || rule == 0 && depth == g.skip) {
		g.skip = 0
	}
	g.depth = depth
	switch {
	case g.skip > 0:
		return "", true
	case rule == noRule:
		return content, g.omits(content, p.chain)
	case rule > 0:
		p.open = g.member(depth, p.chain)
	}
	return "", true
}

// member begins a member at a depth: of the group that is open there, or of the exception read last.
func (g *pythonGroups) member(depth int, chain []exception.Exception) (ok bool) {
	if len(g.open) < max(depth-1, 1) {
		start := g.next(chain) - 1
		if len(g.open) == MaxExceptions || start < 0 {
			g.skip = depth
			return false
		}
		g.open = append(g.open, pythonGroupOpen{start: start, at: start})
		return true
	}
	last := &g.open[len(g.open)-1]
	last.at = last.start
	return true
}

// omits recognises what Python prints in place of members, and notes with the group that they are missing.
func (g *pythonGroups) omits(content string, chain []exception.Exception) bool {
	if len(g.open) == 0 || g.depth < 2 {
		return false
	}
	if strings.HasPrefix(content, "... (max_group_depth is ") {
		g.omit(1, chain)
		return true
	}
	count, found := strings.CutPrefix(content, "and ")
	count, _, more := strings.Cut(count, " more exception")
	n, ok := number(count)
	if !found || !more || !ok {
		return false
	}
	g.omit(n, chain)
	return true
}

func (g *pythonGroups) omit(n int, chain []exception.Exception) {
	last := g.open[len(g.open)-1]
	chain[last.start+last.size].Omitted += n
}

// leave closes the groups whose members stand deeper than depth.
func (g *pythonGroups) leave(depth int) {
	if inner := max(depth-1, 0); len(g.open) > inner {
		g.open = g.open[:inner]
	}
}

// next is where in the chain the next exception goes.
func (g *pythonGroups) next(chain []exception.Exception) int {
	if len(g.open) == 0 {
		return len(chain)
	}
	return g.open[len(g.open)-1].at
}

// insert puts an exception into its place in the chain, its level as its depth.
func (g *pythonGroups) insert(chain []exception.Exception, e exception.Exception) []exception.Exception {
	if len(chain) == maxGroupExceptions && len(g.open) > 0 {
		g.omit(1, chain)
		return chain
	}
	e.Depth = len(g.open)
	chain = slices.Insert(chain, g.next(chain), e)
	for i := range g.open {
		g.open[i].at++
		g.open[i].size++
	}
	return chain
}

// relate notes how the exception read last on this level belongs to the next one.
func (g *pythonGroups) relate(r exception.Relation, chain []exception.Exception) {
	if at := g.next(chain); at > 0 && chain[at-1].Depth == len(g.open) {
		chain[at-1].Relation = r
	}
}

// linkPython turns levels of groups into depths. A cause stands under the next exception of its level, and
// the last one of a member under the group.
func linkPython(chain []exception.Exception) {
	type place struct{ level, depth int }
	var above []place
	for i := len(chain) - 1; i >= 0; i-- {
		e := &chain[i]
		level := e.Depth
		if level > 0 && e.Relation == exception.RelationNone {
			e.Relation = exception.RelationMember
		}
		for len(above) > 0 {
			top := above[len(above)-1].level
			if top < level || top == level && e.Relation != exception.RelationMember {
				break
			}
			above = above[:len(above)-1]
		}
		if e.Depth = 0; len(above) > 0 {
			e.Depth = above[len(above)-1].depth + 1
		}
		above = append(above, place{level, e.Depth})
	}
}

// noRule is that of a line that is none.
const noRule = -1

// ungroup splits a line of a group into its depth and what stands right of the bars. rule is the
// number of the member that a rule opens, 0 for the rule that closes a group, noRule for other lines.
func ungroup(line string) (content string, depth, rule int) {
	rest, column := unindent(line)
	if column < 2 || column%2 != 0 || rest == "" {
		return line, 0, noRule
	}
	depth = column / 2
	switch {
	case rest[0] == '|':
		return strings.TrimPrefix(rest[1:], " "), depth, noRule
	case strings.HasPrefix(rest, "+ "):
		return rest[2:], depth, noRule
	case strings.HasPrefix(rest, "+-"):
		if strings.HasPrefix(rest, "+-+") {
			depth++
			rest = rest[2:]
		}
		label := strings.Trim(rest[1:], "- ")
		rule, ok := number(label)
		if !ok && label != "" { // "..." stands for members left out by Python itself
			rule = 1
		}
		return "", depth, rule
	}
	return line, 0, noRule
}
