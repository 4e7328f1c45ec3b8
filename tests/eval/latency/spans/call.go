package spans

// Call is one call of a service within a trace: its entry span and the spans below it that are its own.
type Call struct {
	Service, Operation string
	Start, End         int64 // unix nanoseconds
	Spans              []Child
}

// Child is a span of the same service below the entry of a call.
type Child struct {
	Name string
	// Parent is the index of the parent among the spans of the call, -1 for the entry.
	Parent     int
	Start, End int64
	// Remote is the service that answered, if a span of another service lies below.
	Remote string
}

// longest is how many spans of one call are kept.
const longest = 256

// calls makes calls of rows: an entry is a span whose parent is of another service, or is none.
func (b *book) calls() []Call {
	type place struct{ trace, id string }
	at := make(map[place]int, len(b.tree))
	for i, r := range b.tree {
		at[place{r.trace, r.id}] = i
	}
	parent := make([]int, len(b.tree))
	below := make([][]int, len(b.tree))
	for i, r := range b.tree {
		p, ok := at[place{r.trace, r.parent}]
		if !ok || p == i {
			p = -1
		}
		if parent[i] = p; p >= 0 {
			below[p] = append(below[p], i)
		}
	}
	var all []Call
	for i, r := range b.tree {
		if p := parent[i]; p >= 0 && b.tree[p].service == r.service {
			continue
		}
		c := Call{Service: r.service, Operation: r.name, Start: r.start, End: r.end}
		type step struct{ row, child int }
		for queue := []step{{i, -1}}; len(queue) > 0 && len(c.Spans) < longest; queue = queue[1:] {
			for _, k := range below[queue[0].row] {
				if child := b.tree[k]; child.service == r.service {
					c.Spans = append(c.Spans, Child{Name: child.name, Parent: queue[0].child, Start: child.start, End: child.end})
					queue = append(queue, step{k, len(c.Spans) - 1})
				} else if at := queue[0].child; at >= 0 {
					c.Spans[at].Remote = child.service
				}
			}
		}
		all = append(all, c)
	}
	return all
}
