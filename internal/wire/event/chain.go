package event

import (
	"slices"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// link writes down how the exception at index i of a chain belongs to the others.
func (x *Exception) link(chain []exception.Exception, i int) {
	l := &chain[i].Link
	x.Relation, x.Depth, x.Alike, x.Omitted = l.Relation.String(), l.Depth, l.Alike, l.Omitted
	if l.Relation == exception.RelationMember {
		x.Member = l.Member + 1
	}
	if parent := exception.Parent(chain, i); parent >= 0 {
		x.Parent = &parent
	}
}

// links returns how the exceptions of an exemplar belong together. A document of an earlier version does not
// say: there each is the cause of the next.
func (e *Exemplar) links() []exception.Link {
	all := make([]exception.Link, len(e.Exceptions))
	told := slices.ContainsFunc(e.Exceptions, func(x Exception) bool { return x.Depth > 0 })
	for i, x := range e.Exceptions {
		l := exception.Link{Depth: x.Depth, Member: max(x.Member-1, 0), Alike: x.Alike, Omitted: x.Omitted}
		if l.Relation, _ = exception.ParseRelation(x.Relation); !told && i < len(all)-1 {
			l.Relation, l.Depth = exception.RelationCause, len(all)-1-i
		}
		all[i] = l
	}
	return all
}

// IsGroup says whether the exception at index i has members.
func (e *Exemplar) IsGroup(i int) bool {
	return slices.ContainsFunc(e.Exceptions, func(x Exception) bool {
		return x.Relation == exception.RelationMember.String() && x.Parent != nil && *x.Parent == i
	})
}
