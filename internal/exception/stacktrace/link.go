package stacktrace

import (
	"slices"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// maxGroupExceptions is how many exceptions are read of a text that holds a group: which members are
// alike is known when all have been read, and MaxExceptions are kept after that.
const maxGroupExceptions = 256

// link completes the links of a chain. One whose reader gave no depths is a line of causes.
func link(chain []exception.Exception, cut bool) {
	last := len(chain) - 1
	tree := slices.ContainsFunc(chain, func(e exception.Exception) bool { return e.Depth > 0 })
	chain[last].Depth = 0
	for i := range chain {
		e := &chain[i]
		if i < last && e.Relation == exception.RelationNone {
			e.Relation = exception.RelationCause
		}
		if !tree {
			e.Depth = last - i
			continue
		}
		if i < last {
			e.Depth = max(e.Depth, 1)
		}
		n := 0
		for j := range exception.Under(chain, i) {
			if chain[j].Relation == exception.RelationMember {
				chain[j].Member = n
				n++
			}
		}
		if cut && n > 0 {
			e.Omitted = max(e.Omitted, 1)
		}
	}
	chain[last].Relation = exception.RelationNone
}

// nesting finds the depth of each exception where a runtime indents those under another one.
type nesting struct {
	// columns are where the open exceptions begin, each deeper than the one before.
	columns []int
}

// enter returns the depth of an exception that begins at a column: it stands under the last one that
// begins left of it.
func (n *nesting) enter(column int) (depth int) {
	for len(n.columns) > 0 && n.columns[len(n.columns)-1] >= column {
		n.columns = n.columns[:len(n.columns)-1]
	}
	depth = len(n.columns)
	n.columns = append(n.columns, column)
	return depth
}

// shorten keeps the first and the last half of MaxExceptions, or of maxGroupExceptions when there are groups.
func shorten(chain []exception.Exception) []exception.Exception {
	limit := MaxExceptions
	if slices.ContainsFunc(chain, func(e exception.Exception) bool { return e.Relation == exception.RelationMember }) {
		limit = maxGroupExceptions
	}
	if over := len(chain) - limit; over > 0 {
		chain[limit/2-1].Omitted += over
		chain = slices.Delete(chain, limit/2, limit/2+over)
	}
	return chain
}
