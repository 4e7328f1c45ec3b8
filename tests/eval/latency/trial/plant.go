package trial

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/tests/eval/latency/spans"
)

// Planted is what a new release does to a call.
type Planted struct {
	Name string
	// More is another call of a child behind it; without it the child takes longer. Own lengthens the entry itself, after all children.
	More, Own bool
}

// Plants are all that are tried.
var Plants = []Planted{{Name: "child takes longer"}, {Name: "one more call of a child", More: true}, {Name: "own code", Own: true}}

// growth is by how much a call grows, as a share of its mean duration.
const growth = 0.2

// apply returns a call that takes longer by extra nanoseconds, because of the child at an index. Whatever began after the child
// ended is later, whatever ended after it ends later.
func (p Planted) apply(c spans.Call, child int, extra int64) spans.Call {
	c.Spans = slices.Clone(c.Spans)
	if p.Own {
		c.End += extra
		return c
	}
	grown := c.Spans[child]
	for i := range c.Spans {
		s := &c.Spans[i]
		if i != child && s.Start >= grown.End {
			s.Start += extra
		}
		if i != child && s.End >= grown.End && !below(c.Spans, i, child) {
			s.End += extra
		}
	}
	c.End += extra
	if p.More {
		grown.Start, grown.End = grown.End, grown.End+extra
		c.Spans = append(c.Spans, grown)
	} else {
		c.Spans[child].End += extra
	}
	return c
}

func below(all []spans.Child, i, of int) bool {
	for ; i >= 0; i = all[i].Parent {
		if i == of {
			return true
		}
	}
	return false
}

// part is what a child stands for, by its name and who answered.
func part(c spans.Child) breakdown.Part {
	verb, _, _ := strings.Cut(c.Name, " ")
	switch {
	case c.Remote != "":
		return breakdown.Part{Kind: breakdown.PartService, Name: c.Remote + " " + c.Name}
	case slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE"}, verb) || strings.HasPrefix(c.Name, "sql."):
		return breakdown.Part{Kind: breakdown.PartDatabase, Name: c.Name}
	}
	return breakdown.Part{Kind: breakdown.PartOwn, Name: c.Name}
}

// Tree is the calls of one operation.
type Tree struct {
	Name, Half string
	Calls      []spans.Call
	// Parts are those that most of the calls have and can be made longer.
	Parts []breakdown.Part
}

// fewestCalls of an operation are worth playing.
const fewestCalls = 200

// Trees are the operations with enough calls that have children.
func Trees(calls []spans.Call) []Tree {
	byName := map[string][]spans.Call{}
	for _, c := range calls {
		if c.End > c.Start {
			name := c.Service + " " + c.Operation
			byName[name] = append(byName[name], c)
		}
	}
	var out []Tree
	for name, calls := range byName {
		with := map[breakdown.Part]int{}
		for _, c := range calls {
			seen := map[breakdown.Part]bool{}
			for i, s := range c.Spans {
				if p := part(s); !seen[p] && growable(c, i) {
					seen[p] = true
					with[p]++
				}
			}
		}
		t := Tree{Name: name, Half: (&spans.Series{Name: name}).Half(), Calls: calls}
		for p, times := range with {
			if times*2 > len(calls) {
				t.Parts = append(t.Parts, p)
			}
		}
		slices.SortFunc(t.Parts, func(a, b breakdown.Part) int { return cmp.Compare(a.Name, b.Name) })
		if len(calls) >= fewestCalls && len(t.Parts) > 0 {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b Tree) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// growable reports whether a child of a call may be made longer: no span beside it runs at the moment at which it ends, and it is not
// below a client span, for which all of that counts.
func growable(c spans.Call, i int) bool {
	end := c.Spans[i].End
	if end > c.End || c.Spans[i].Start < c.Start {
		return false
	}
	for p := c.Spans[i].Parent; p >= 0; p = c.Spans[p].Parent {
		if part(c.Spans[p]).Kind != breakdown.PartOwn {
			return false
		}
	}
	for k, s := range c.Spans {
		if k != i && s.Start < end && s.End > end && !below(c.Spans, i, k) {
			return false
		}
	}
	return true
}

// choose returns a child of a call that is a part, -1 without one.
func choose(c spans.Call, p breakdown.Part) int {
	for i, s := range c.Spans {
		if part(s) == p && growable(c, i) {
			return i
		}
	}
	return -1
}

// Drawn calls: an entry of about 100 ms with six children one after another, two of them of one name.
func drawnCall(r *rand.Rand, at int64) spans.Call {
	names := []string{"SELECT orders", "GET /stock", "SELECT items", "SELECT items", "POST /charge", "render"}
	c := spans.Call{Service: Service, Operation: "POST /pay", Start: at}
	for _, name := range names {
		at += int64(2e6 * (0.5 + r.ExpFloat64()/2))
		long := int64(15e6 * (0.2 + r.ExpFloat64()*0.8))
		child := spans.Child{Name: name, Parent: -1, Start: at, End: at + long}
		if strings.Contains(name, "/") {
			child.Remote = "other"
		}
		c.Spans = append(c.Spans, child)
		at += long
	}
	c.End = at + int64(5e6*r.ExpFloat64())
	return c
}

// DrawnTree is the operation of generated calls.
func DrawnTree(seed uint64) Tree {
	r := rand.New(rand.NewPCG(seed, 11))
	var calls []spans.Call
	for range 5000 {
		calls = append(calls, drawnCall(r, 1e18))
	}
	t := Trees(calls)[0]
	t.Half = Generated
	return t
}
