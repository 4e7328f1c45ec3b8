package breakdown

import (
	"cmp"
	"slices"
)

// node is a span of the trace that is looked at, 64 bytes.
type node struct {
	held
	first, last, sibling int32 // its children, those that end last first
	reached              bool
}

// cost is what one call spends on one part.
type cost struct {
	part, holder uint32
	times        int32
	onPath       int64 // of the duration of the call
	busy         int64 // also beside the critical path
}

// gapBit makes the number of a part that of the gap behind it.
const gapBit = uint32(1) << 31

// maxCosts bounds the parts of one call that are told apart; the rest is PartOther.
const maxCosts = 64

// calls divides the time of the calls of a trace. Its memory is used again for the next.
type calls struct {
	nodes []node
	byID  []int32
	costs []cost
	lost  cost
}

func newCalls(spans int) calls {
	return calls{nodes: make([]node, 0, spans), byID: make([]int32, 0, spans), costs: make([]cost, 0, maxCosts)}
}

// read takes the spans of a trace and finds their children. It returns how many came twice; the one that ends last stays.
// A client span and the entry that it calls may have the same id, as some clients make them: children are those of the entry.
func (c *calls) read(pool []held, head int32) (duplicates int) {
	c.nodes = c.nodes[:0]
	for i := head; i != none; i = pool[i].next {
		c.nodes = append(c.nodes, node{held: pool[i], first: none, last: none, sibling: none})
	}
	slices.SortFunc(c.nodes, func(a, b node) int {
		return cmp.Or(cmp.Compare(b.end, a.end), cmp.Compare(a.start, b.start), cmp.Compare(a.id, b.id), cmp.Compare(b.role, a.role),
			cmp.Compare(a.parent, b.parent), cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b))
	})
	c.byID = c.byID[:0]
	for i := range c.nodes {
		c.byID = append(c.byID, int32(i))
	}
	slices.SortFunc(c.byID, func(i, j int32) int {
		a, b := &c.nodes[i], &c.nodes[j]
		return cmp.Or(cmp.Compare(a.id, b.id), -cmp.Compare(a.role/roleEntry, b.role/roleEntry), cmp.Compare(i, j))
	})
	kept := c.byID[:0]
	for _, i := range c.byID {
		if n := len(kept); n > 0 && c.same(kept[n-1], i) {
			c.nodes[i].role = roleTwice
			duplicates++
			continue
		}
		kept = append(kept, i)
	}
	c.byID = kept
	for i := range c.nodes {
		if role := c.nodes[i].role; role == roleInside || role == roleLeaf {
			c.adopt(int32(i))
		}
	}
	return duplicates
}

// roleTwice is that of a span that came before.
const roleTwice = roleEntry + 1

func (c *calls) same(i, j int32) bool {
	a, b := &c.nodes[i], &c.nodes[j]
	return a.id == b.id && (a.role == roleEntry) == (b.role == roleEntry)
}

// adopt makes a span the child of its parent, behind those that end later.
func (c *calls) adopt(i int32) {
	at, found := slices.BinarySearchFunc(c.byID, c.nodes[i].parent, func(n int32, id uint64) int { return cmp.Compare(c.nodes[n].id, id) })
	if !found {
		return
	}
	parent := &c.nodes[c.byID[at]]
	if parent.first == none {
		parent.first = i
	} else {
		c.nodes[parent.last].sibling = i
	}
	parent.last = i
}

// divide leaves in costs where the time of the call went whose entry is n. Their times on the path add up to its duration, but for
// those of gaps, which are counted for their holder as well.
func (c *calls) divide(n *node) {
	c.costs = append(c.costs[:0], cost{part: uint32(PartOwn), times: 1}, cost{part: uint32(PartOther)})
	c.count(n, n.start, n.end)
	c.walk(n, n.start, n.end, uint32(PartOwn))
	c.costs[0].busy = c.costs[0].onPath
}

// count adds up how often and how long each part was busy within the call.
func (c *calls) count(n *node, from, until int64) {
	for i := n.first; i != none; i = c.nodes[i].sibling {
		child := &c.nodes[i]
		child.reached = true
		if child.a != 0 {
			cost := c.cost(child.a, 0)
			cost.times++
			cost.busy += max(min(child.end, until)-max(child.start, from), 0)
		}
		if child.role == roleInside {
			c.count(child, from, until)
		} else {
			c.reach(child)
		}
	}
}

// reach marks what is below a span that is not looked into.
func (c *calls) reach(n *node) {
	for i := n.first; i != none; i = c.nodes[i].sibling {
		c.nodes[i].reached = true
		c.reach(&c.nodes[i])
	}
}

// walk goes from the end of a span back to its start along the critical path: of the children that run at a time, that which ends last
// is what the span waits for. Time that no child is charged for is that of the span itself, its holder; between two children it is a
// gap behind the one before as well. All of the time from from until until is charged once.
func (c *calls) walk(n *node, from, until int64, holder uint32) {
	followed := false
	for i := n.first; i != none && until > from; i = c.nodes[i].sibling {
		child := &c.nodes[i]
		start, end := max(child.start, from), min(child.end, until)
		if start >= end {
			continue
		}
		c.self(holder, until-end)
		if followed && until > end {
			gap := c.cost(child.a|gapBit, holder)
			gap.times++
			gap.onPath += until - end
			gap.busy += until - end
		}
		switch {
		case child.role == roleLeaf:
			c.cost(child.a, 0).onPath += end - start
		case child.a == 0:
			c.walk(child, start, end, holder)
		default:
			c.walk(child, start, end, child.a)
		}
		until, followed = start, true
	}
	c.self(holder, until-from)
}

func (c *calls) self(holder uint32, ns int64) {
	if ns > 0 {
		c.cost(holder, 0).onPath += ns
	}
}

// cost returns that of a part, valid until the next call. Beyond maxCosts it is PartOther; a gap then is not told apart.
func (c *calls) cost(part, holder uint32) *cost {
	for i := range c.costs {
		if c.costs[i].part == part && c.costs[i].holder == holder {
			return &c.costs[i]
		}
	}
	switch {
	case len(c.costs) < maxCosts:
		c.costs = append(c.costs, cost{part: part, holder: holder})
		return &c.costs[len(c.costs)-1]
	case part&gapBit != 0:
		c.lost = cost{}
		return &c.lost
	}
	return &c.costs[1]
}

// orphans counts the spans of no call.
func (c *calls) orphans() (n int) {
	for i := range c.nodes {
		if c.nodes[i].role <= roleLeaf && !c.nodes[i].reached {
			n++
		}
	}
	return n
}
