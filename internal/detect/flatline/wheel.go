package flatline

import "math/bits"

const (
	// A tick is about a quarter of a second: what is due within one is due at once.
	tickBits   = 28
	wheelBits  = 6
	wheelSize  = 1 << wheelBits
	wheelLevel = 5 // 64^5 ticks are nine years
)

// wheel holds one time for each stream at which it wants to be looked at: a hierarchical timing wheel (Varghese and Lauck).
// To set, move and fire one costs O(1); an empty stretch of time costs nothing.
type wheel struct {
	tick  int64
	slots [wheelLevel][wheelSize]StreamID // first of a list
	used  [wheelLevel]uint64
	nodes []node // by StreamID
	due   []StreamID
}

type node struct {
	next, prev StreamID
	at         int64 // tick; 0 for none
	slot       int16 // level*wheelSize+slot
}

// tickAt rounds up, so that nothing is due before its time.
func tickAt(nanos int64) int64 { return (nanos + 1<<tickBits - 1) >> tickBits }

func (w *wheel) grow(n int) {
	for len(w.nodes) < n {
		w.nodes = append(w.nodes, node{})
	}
}

// set makes a stream due at a time, instead of at any other. What is due already waits for the next tick.
func (w *wheel) set(id StreamID, nanos int64) {
	w.clear(id)
	w.nodes[id].at = max(tickAt(nanos), w.tick+1)
	w.link(id)
}

// sooner is set, but for a stream that is due earlier anyway.
func (w *wheel) sooner(id StreamID, nanos int64) {
	if at := w.nodes[id].at; at == 0 || at > max(tickAt(nanos), w.tick+1) {
		w.set(id, nanos)
	}
}

func (w *wheel) link(id StreamID) {
	n := &w.nodes[id]
	level, at := 0, n.at
	for level < wheelLevel-1 && (at>>(wheelBits*level))-(w.tick>>(wheelBits*level)) >= wheelSize {
		level++
	}
	slot := (at >> (wheelBits * level)) & (wheelSize - 1)
	if level == wheelLevel-1 {
		slot = min(at>>(wheelBits*level), w.tick>>(wheelBits*level)+wheelSize-1) & (wheelSize - 1)
	}
	n.slot = int16(level*wheelSize) + int16(slot)
	head := &w.slots[level][slot]
	n.prev, n.next = 0, *head
	if *head != 0 {
		w.nodes[*head].prev = id
	}
	*head = id
	w.used[level] |= 1 << slot
}

func (w *wheel) clear(id StreamID) {
	n := &w.nodes[id]
	if n.at == 0 {
		return
	}
	level, slot := n.slot/wheelSize, n.slot%wheelSize
	if n.prev != 0 {
		w.nodes[n.prev].next = n.next
	} else {
		w.slots[level][slot] = n.next
		if n.next == 0 {
			w.used[level] &^= 1 << slot
		}
	}
	if n.next != 0 {
		w.nodes[n.next].prev = n.prev
	}
	*n = node{}
}

// next moves on to the next tick at which streams are due, at most to the one of a time, and returns them. It returns none
// when that time is reached. The result is valid until the next call.
func (w *wheel) next(nanos int64) []StreamID {
	end := nanos >> tickBits
	for w.tick < end {
		w.due = w.due[:0]
		w.tick = w.jump(end)
		for level := wheelLevel - 1; level >= 0; level-- {
			if w.tick&(1<<(wheelBits*level)-1) == 0 {
				w.open(level, int((w.tick>>(wheelBits*level))&(wheelSize-1)))
			}
		}
		if len(w.due) > 0 {
			return w.due
		}
	}
	return nil
}

// jump returns the next tick at which a slot of any level has to be opened, at most end.
func (w *wheel) jump(end int64) int64 {
	first := end
	for level := range wheelLevel {
		if w.used[level] == 0 {
			continue
		}
		at := w.tick >> (wheelBits * level)
		ahead := bits.TrailingZeros64(bits.RotateLeft64(w.used[level], -int((at+1)&(wheelSize-1)))) + 1
		first = min(first, (at+int64(ahead))<<(wheelBits*level))
	}
	return max(first, w.tick+1)
}

// open takes the streams out of a slot: those that are due, and others into finer slots.
func (w *wheel) open(level, slot int) {
	id := w.slots[level][slot]
	w.slots[level][slot] = 0
	w.used[level] &^= 1 << slot
	for id != 0 {
		n := &w.nodes[id]
		next := n.next
		if n.at <= w.tick {
			*n = node{}
			w.due = append(w.due, id)
		} else {
			w.link(id)
		}
		id = next
	}
}
