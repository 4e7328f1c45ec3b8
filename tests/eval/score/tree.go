package score

import (
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/tests/eval/dataset"
)

// tree compares an exception with the one at index at of the chain, -1 for none, and so its causes and its
// members. known is false when nothing is known of their frames.
func (t *Tally) tree(r *Result, text string, want *dataset.Expected, chain []exception.Exception, at int) (right, known bool) {
	links := append([]dataset.Expected{*want}, want.Causes...)
	right = true
	n := 0
	for i := range links {
		link := &exception.Exception{}
		if at >= 0 {
			link = &chain[at]
			n++
		}
		t.header(r, text, &links[i], link)
		same, any := t.stack(r, &links[i], link.Stack.Frames)
		right, known = right && same, known || any
		if list := links[i].Members; len(list) > 0 {
			same, any = t.members(r, text, list, chain, at)
			right, known = right && same, known || any
		}
		at = below(chain, at, len(links[i].Members) > 0)
	}
	if len(want.Causes) > 0 && (n != len(links) || at >= 0) {
		right = false
		r.note(false, "number of exceptions")
	}
	return right, known
}

// members compares the members of the group at an index, -1 for none.
func (t *Tally) members(r *Result, text string, want []dataset.Expected, chain []exception.Exception, group int) (right, known bool) {
	var got []int
	if group >= 0 {
		for i := range exception.Under(chain, group) {
			if chain[i].Relation == exception.RelationMember {
				got = append(got, i)
			}
		}
	}
	right = len(got) == len(want)
	r.note(right, "number of members")
	for i := range want {
		at := -1
		if i < len(got) {
			at = got[i]
		}
		same, any := t.tree(r, text, &want[i], chain, at)
		right, known = right && same, known || any
	}
	return right, known
}

// below returns the index of the cause of an exception, -1 for none. The first member of a group is taken for
// one where nothing else is said of members. What was suppressed is none.
func below(chain []exception.Exception, at int, membersKnown bool) int {
	if at >= 0 {
		for i := range exception.Under(chain, at) {
			switch chain[i].Relation {
			case exception.RelationSuppressed:
			case exception.RelationMember:
				if !membersKnown {
					return i
				}
			default:
				return i
			}
		}
	}
	return -1
}
