package grouping

import (
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
)

// keep returns a chain of at most stacktrace.MaxExceptions, and which of the chain they are. Members go first
// that are like one that stays, then suppressed exceptions, then those in the middle. What was left out is
// noted in Link. kept is nil when all stay.
func keep(chain []exception.Exception, alike []int) (out []exception.Exception, kept []int) {
	left := len(chain)
	if left <= stacktrace.MaxExceptions {
		return chain, nil
	}
	gone := make([]bool, len(chain))
	leave := func(i int) {
		for j := i; j >= 0 && (j == i || chain[j].Depth > chain[i].Depth); j-- {
			if !gone[j] {
				gone[j] = true
				left--
			}
		}
	}
	for i := 0; i < len(alike) && left > stacktrace.MaxExceptions; i++ {
		if alike[i] >= 0 && !gone[i] && !gone[alike[i]] {
			chain[alike[i]].Alike += 1 + chain[i].Alike
			leave(i)
		}
	}
	for i := 0; i < len(chain) && left > stacktrace.MaxExceptions; i++ {
		if chain[i].Relation == exception.RelationSuppressed && !gone[i] {
			before := left
			leave(i)
			chain[exception.Parent(chain, i)].Omitted += before - left
		}
	}
	seen, over := 0, left-stacktrace.MaxExceptions
	beside := len(chain) - 1
	for i := range chain {
		if gone[i] {
			continue
		}
		switch seen++; {
		case seen <= stacktrace.MaxExceptions/2:
			beside = i
		case over > 0:
			gone[i] = true
			chain[beside].Omitted++
			over--
		}
	}
	for i := range chain {
		if !gone[i] {
			out = append(out, chain[i])
			kept = append(kept, i)
		}
	}
	return out, kept
}

// principal returns the index of the exception that tells people what happened: the one that was recorded,
// or what it holds when it is a wrapper or a group of one kind, if that says its type.
func principal(chain []exception.Exception, alike []int) int {
	at := len(chain) - 1
	for alike != nil {
		inner, kinds := -1, 0
		for j := range exception.Under(chain, at) {
			switch chain[j].Relation {
			case exception.RelationMember:
				if alike[j] == noneBefore {
					kinds++
					inner = j
				}
			case exception.RelationSuppressed:
			default:
				if inner < 0 && isWrapper(chain[at].Type) {
					inner = j
				}
			}
		}
		if inner < 0 || kinds > 1 || chain[inner].Type == "" {
			return at
		}
		at = inner
	}
	return at
}

// isAside says whether an exception was suppressed or led to one that was.
func isAside(chain []exception.Exception, i int) bool {
	for ; i >= 0; i = exception.Parent(chain, i) {
		if chain[i].Relation == exception.RelationSuppressed {
			return true
		}
	}
	return false
}
