package release

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// relation is how one release stands to another.
type relation uint8

const (
	unordered   relation = iota
	after                // it came later, so that it holds what the other holds
	before               // it came earlier
	straggler            // it arrived later and is lower: an old client, or a backport
	implausible          // it is far above what the environment runs
)

// After says whether release a comes after release b, and so holds every fix that b holds. known is false when nothing
// tells. A release does not come after itself. by is one of issue.OrderArrival and its like.
func (h *History) After(a, b string) (isAfter bool, by string, known bool) {
	r, by := h.relate(a, b, time.Time{})
	return r == after, by, r != unordered
}

// relate orders release a by release b. What holds, in this order:
//
//   - the names say that a is higher. It is after b if both are of one line (4.2.1 and 4.2.0), if it arrived later, or if
//     arrival says nothing. If it arrived earlier (2.0.0 was there when 1.9.5 was made), it is not, unless other environments
//     saw it later.
//   - the names say that a is lower. It is not after b, whenever it arrived, unless b is implausible.
//   - the names say nothing: the arrival here decides, else that in other environments; where they contradict each other,
//     nothing does.
func (h *History) relate(a, b string, seen time.Time) (relation, string) {
	if a == b {
		return before, ""
	}
	va, vb := h.version(a), h.version(b)
	order, comparable := Compare(va, vb)
	here, by := h.here.arrivals(a, b)
	switch {
	case comparable && order > 0:
		return h.higher(a, b, sameLine(va, vb), here, by, seen)
	case comparable && order < 0:
		if here == after && h.implausible(b, seen) {
			return after, by
		}
		if here == after {
			return straggler, issue.OrderSemVer
		}
		return before, issue.OrderSemVer
	}
	there := h.arrivalsElsewhere(a, b)
	switch {
	case here != unordered && there != unordered && here != there:
		return unordered, ""
	case here != unordered:
		return here, by
	case there != unordered:
		return there, issue.OrderOtherEnvironment
	}
	return unordered, ""
}

// higher is relate for a release whose name is higher than that of the other.
func (h *History) higher(a, b string, line bool, here relation, by string, seen time.Time) (relation, string) {
	switch {
	case h.implausible(a, seen):
		return implausible, issue.OrderSemVer
	case line, here == unordered:
		return after, issue.OrderSemVer
	case here == before && h.arrivalsElsewhere(a, b) == after:
		return after, issue.OrderOtherEnvironment
	}
	return here, by
}

// arrivals orders two releases by their arrival in a place.
func (p *place) arrivals(a, b string) (relation, string) {
	first, second := p.byName[a], p.byName[b]
	if first == nil || second == nil || first.ArrivedAt.Equal(second.ArrivedAt) {
		return unordered, ""
	}
	if p.atBegin(first) && p.atBegin(second) {
		return unordered, ""
	}
	by := issue.OrderArrival
	if first.Source == SourceDeploy || second.Source == SourceDeploy {
		by = issue.OrderDeploy
	}
	if first.ArrivedAt.After(second.ArrivedAt) {
		return after, by
	}
	return before, by
}

// arrivalsElsewhere orders two releases by their arrival in other environments, where those agree.
func (h *History) arrivalsElsewhere(a, b string) relation {
	all := unordered
	for i := range h.elsewhere {
		r, _ := h.elsewhere[i].arrivals(a, b)
		switch {
		case r == unordered:
		case all == unordered:
			all = r
		case all != r:
			return unordered
		}
	}
	return all
}

// Older says whether release a is of older code than release b: what their names say, else the arrival here, else in other
// environments. It is false when nothing tells, and of a release that nobody believes in.
func (h *History) Older(a, b string) bool {
	if a == b || h.implausible(a, time.Time{}) {
		return false
	}
	if h.implausible(b, time.Time{}) {
		return true
	}
	if order, ok := Compare(h.version(a), h.version(b)); ok && order != 0 {
		return order < 0
	}
	if here, _ := h.here.arrivals(a, b); here != unordered {
		return here == before
	}
	return h.arrivalsElsewhere(a, b) == before
}
