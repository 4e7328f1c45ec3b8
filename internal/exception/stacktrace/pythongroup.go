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
//     +------------------------------------
//
// The first member is taken as the cause of its group and the others are left out, so the chain
// stays one line of causes: member, group, what was raised from the group.
type pythonGroups struct {
	// depth is the number of bars of the last line: column of the bar / 2.
	depth int
	// skip is the depth of the member that is being left out, 0 when none is.
	skip int
	// at holds for each open group where in the chain its member goes: before the group.
	at []int
}

// enter takes the bars off a line. skip says that the line is done with.
func (g *pythonGroups) enter(line string, p *pythonParser) (content string, skip bool) {
	content, depth, rule := ungroup(line)
	switch {
	case rule == 0:
		p.finish()
		g.leave(depth - 1)
	case rule > 0 || depth < g.depth:
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
	case rule == 1 && len(g.at) < MaxExceptions && len(p.chain) > 0:
		g.at = append(g.at, g.next(p.chain)-1)
		p.open = true
	case rule > 0:
		g.skip = depth
	case rule == 0:
	default:
		return content, false
	}
	return "", true
}

// leave closes the groups whose members stand deeper than depth.
func (g *pythonGroups) leave(depth int) {
	if inner := max(depth-1, 0); len(g.at) > inner {
		g.at = g.at[:inner]
	}
}

// next is where in the chain the next exception goes.
func (g *pythonGroups) next(chain []exception.Exception) int {
	if len(g.at) == 0 {
		return len(chain)
	}
	return g.at[len(g.at)-1]
}

// insert puts an exception into its place in the chain.
func (g *pythonGroups) insert(chain []exception.Exception, e exception.Exception) []exception.Exception {
	chain = slices.Insert(chain, g.next(chain), e)
	for i := range g.at {
		g.at[i]++
	}
	return chain
}

// ungroup splits a line of a group into its depth and what stands right of the bars. rule is the
// number of the member that a rule opens, 0 for the rule that closes a group, -1 for other lines.
func ungroup(line string) (content string, depth, rule int) {
	rest, column := unindent(line)
	if column < 2 || column%2 != 0 || rest == "" {
		return line, 0, -1
	}
	depth = column / 2
	switch {
	case rest[0] == '|':
		return strings.TrimPrefix(rest[1:], " "), depth, -1
	case strings.HasPrefix(rest, "+ "):
		return rest[2:], depth, -1
	case strings.HasPrefix(rest, "+-"):
		if strings.HasPrefix(rest, "+-+") {
			depth++
			rest = rest[2:]
		}
		label := strings.Trim(rest[1:], "- ")
		rule, ok := number(label)
		if !ok && label != "" { // "..." stands for members left out by Python itself
			rule = MaxExceptions
		}
		return "", depth, rule
	}
	return line, 0, -1
}

// shorten keeps the first and the last half of MaxExceptions.
func shorten(chain []exception.Exception) []exception.Exception {
	if over := len(chain) - MaxExceptions; over > 0 {
		chain = slices.Delete(chain, MaxExceptions/2, MaxExceptions/2+over)
	}
	return chain
}
