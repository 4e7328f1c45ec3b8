package breakdown

import (
	"strings"
	"time"
	"unicode/utf8"
)

// parts are the names that are known. The first ids are the parts without a name, one for each kind: also the overflow.
type parts struct {
	ids   map[Part]PartID
	list  []Part
	free  []PartID
	most  int
	full  bool
	swept int64
}

// sweepEvery is how often names that nothing refers to any more are looked for, while there is no room.
const sweepEvery = int64(10 * time.Minute)

func newParts(most int) parts {
	p := parts{ids: map[Part]PartID{}, list: make([]Part, partKinds), most: most}
	for k := PartOwn; int(k) < partKinds; k++ {
		p.list[k] = Part{Kind: k}
		p.ids[p.list[k]] = PartID(k)
	}
	return p
}

func (p *parts) id(part Part) (id PartID, overflow bool) {
	if part.Kind == 0 {
		return 0, false
	}
	if int(part.Kind) >= partKinds {
		return PartID(PartOther), false
	}
	part.Name = clip(part.Name)
	if id, known := p.ids[part]; known {
		return id, false
	}
	if len(p.ids) >= p.most+partKinds-1 {
		p.full = true
		return PartID(part.Kind), true
	}
	part.Name = strings.Clone(part.Name)
	if n := len(p.free); n > 0 {
		id, p.free = p.free[n-1], p.free[:n-1]
		p.list[id] = part
	} else {
		id = PartID(len(p.list))
		p.list = append(p.list, part)
	}
	p.ids[part] = id
	return id, false
}

// known returns id, or that of the overflow when there is no such.
func (p *parts) known(id PartID) PartID {
	if int(id) >= len(p.list) || id != 0 && p.list[id].Kind == 0 {
		return PartID(PartOther)
	}
	return id
}

// crowded says that it is time to look for names that can go.
func (p *parts) crowded(now int64) bool { return p.full && now-p.swept >= sweepEvery }

// keep lets go of all names but those that are marked.
func (p *parts) keep(marked []bool, now int64) {
	p.full, p.swept = false, now
	for id := partKinds; id < len(p.list); id++ {
		if !marked[id] && p.list[id].Kind != 0 {
			delete(p.ids, p.list[id])
			p.list[id] = Part{}
			p.free = append(p.free, PartID(id))
		}
	}
}

// sweep lets go of the names of parts that neither a profile nor a span in the buffer has.
func (b *Book) sweep(now int64) {
	marked := make([]bool, len(b.parts.list))
	for _, p := range b.profiles {
		for i := range p.rows {
			marked[p.rows[i].part&^gapBit], marked[p.rows[i].holder] = true, true
		}
	}
	for i := range b.buffer.traces {
		if b.buffer.traces[i].spans > 0 {
			for s := b.buffer.traces[i].head; s != none; s = b.buffer.pool[s].next {
				if h := &b.buffer.pool[s]; h.role != roleEntry {
					marked[h.a] = true
				}
			}
		}
	}
	b.parts.keep(marked, now)
}

// clip returns at most MaxNameBytes of a name and does not cut through a character.
func clip(name string) string {
	if len(name) <= MaxNameBytes {
		return name
	}
	n := MaxNameBytes
	for n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return name[:n]
}
