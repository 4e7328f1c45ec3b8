package slowdown

import (
	"math"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

const (
	// waitMax is how many spans of an operation wait to be counted together, so that a span touches next to no memory and what they are
	// counted in is needed only as long as it takes.
	waitMax = 122
	// crowd is how many spans of a release in a block may be close to filling a bin.
	crowd = 50_000
)

// waiting holds the spans of an operation that are not counted yet: slot, stratum, place and bin in one number each.
type waiting struct {
	n     uint8
	spans [waitMax]uint16
}

const (
	perStratum = places * latency.Bins
	perSlot    = Strata * perStratum
)

// wait adds a span to the open block and reports whether no other one has room.
func (o *operation) wait(slot int, stratum, place uint8, bin int) bool {
	if o.counts[slot] < math.MaxUint16 {
		o.counts[slot]++
	}
	w := &o.waiting
	w.spans[w.n] = uint16(slot*perSlot + int(stratum%Strata)*perStratum + int(place%places)*latency.Bins + bin)
	w.n++
	return w.n == waitMax
}

// settle counts what waits, and reports whether a histogram is about to be full.
func (d *Detector) settle(o *operation) (full bool) {
	for _, x := range o.waiting.spans[:o.waiting.n] {
		s := o.at(int(x / perSlot))
		if s.block == &none {
			s.block = d.blocks.take()
		}
		bin := int(x % latency.Bins)
		log, near := float32(bin)*logBin, float32(o.near.clip(bin))*logBin
		full = s.hist.Add(bin) || full
		s.spans++
		k := &s.strata[x/perStratum%Strata]
		k.add(log, near)
		if o.slow != 0 && bin+latency.Offset >= int(o.slow) {
			k.slow++
		}
		p := &s.places[x/latency.Bins%places]
		p.add(log, near)
	}
	o.waiting.n = 0
	return full
}

// taken is how many spans of a slot were taken in, with those that wait.
func (o *operation) taken(i int) uint64 {
	n := o.slots[i].spans
	for _, x := range o.waiting.spans[:o.waiting.n] {
		if int(x/perSlot) == i {
			n++
		}
	}
	return n
}

// crowded says that a bin may be about to be full.
func (o *operation) crowded() bool {
	for _, n := range o.counts {
		if n > crowd {
			return true
		}
	}
	return false
}
