package exception

// Relation says how an exception belongs to the one that it stands under.
type Relation uint8

// The relations.
const (
	// RelationNone is that of the exception that was recorded, which stands under none.
	RelationNone Relation = iota
	// RelationCause: it led to the other one, which says so.
	RelationCause
	// RelationContext: the other one was raised while this one was handled.
	RelationContext
	// RelationSuppressed: it was raised while the other one was on its way, and did not replace it.
	RelationSuppressed
	// RelationMember: the other one is a group and this is one of those it stands for.
	RelationMember
)

var relationNames = [...]string{
	RelationNone:       "",
	RelationCause:      "cause",
	RelationContext:    "context",
	RelationSuppressed: "suppressed",
	RelationMember:     "member",
}

// String returns the name used in documents and the API, "" for RelationNone.
func (r Relation) String() string {
	if int(r) >= len(relationNames) {
		return "unknown"
	}
	return relationNames[r]
}

// ParseRelation is the inverse of Relation.String. ok is false for any other text.
func ParseRelation(s string) (r Relation, ok bool) {
	for r = range Relation(len(relationNames)) {
		if r.String() == s {
			return r, true
		}
	}
	return RelationNone, false
}

// Link is the place of an exception among those of one error. They are a tree, written down as a list in
// which each stands before the one that it stands under, and that is the next one of a smaller depth:
//
//	KeyError       depth 3  cause
//	ShopError      depth 2  member
//	TimeoutError   depth 2  member
//	ExceptionGroup depth 1  cause
//	RuntimeError   depth 0
//
// So any of them can be left out, but the last, and what is left is a tree.
type Link struct {
	Relation Relation
	// Depth is the number of exceptions above it.
	Depth int
	// Member is its number among the members of its group, from 0.
	Member int
	// Alike is how many further members of its group that say the same were left out, and Omitted how
	// many exceptions were left out that stood beside or under this one. Of a text that was cut it is not
	// known how many: then it is at least 1.
	Alike, Omitted int
}

// Parent returns the index of the exception that the one at index i stands under, -1 when there is none.
func Parent(chain []Exception, i int) int {
	for j := i + 1; j < len(chain); j++ {
		if chain[j].Depth < chain[i].Depth {
			return j
		}
	}
	return -1
}

// IsGroup says whether the exception at index i has members.
func IsGroup(chain []Exception, i int) bool {
	for j := range Under(chain, i) {
		if chain[j].Relation == RelationMember {
			return true
		}
	}
	return false
}

// Under yields the indices of the exceptions that stand directly under the one at index i, backwards.
func Under(chain []Exception, i int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		least := 0 // depth of the one yielded last
		for j := i - 1; j >= 0 && chain[j].Depth > chain[i].Depth; j-- {
			if least == 0 || chain[j].Depth <= least {
				least = chain[j].Depth
				if !yield(j) {
					return
				}
			}
		}
	}
}
