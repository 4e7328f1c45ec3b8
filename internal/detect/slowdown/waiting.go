package slowdown

import "github.com/tidemark-otel/tidemark/internal/detect/latency"

// waitMax is how many spans of an operation wait to be counted together, so that a span touches next to no memory.
const waitMax = 18

// waiting holds the spans of an operation that are not counted yet: slot, stratum, place and bin in one number each.
type waiting struct {
	n     uint8
	spans [waitMax]uint16
}

const (
	perStratum = places * latency.Bins
	perSlot    = Strata * perStratum
)

// wait adds a span and reports whether no other one has room.
func (w *waiting) wait(slot int, stratum, place uint8, bin int) bool {
	w.spans[w.n] = uint16(slot*perSlot + int(stratum%Strata)*perStratum + int(place%places)*latency.Bins + bin)
	w.n++
	return w.n == waitMax
}

// settle counts what waits, and reports whether a histogram is about to be full.
func (o *operation) settle() (full bool) {
	for _, x := range o.waiting.spans[:o.waiting.n] {
		s := o.rest
		if i := x / perSlot; i < slots {
			s = o.slots[i]
		}
		bin := int(x % latency.Bins)
		log := float32(bin) * logBin
		full = s.hist.Add(bin) || full
		s.spans++
		k := &s.strata[x/perStratum%Strata]
		k.n++
		k.sum += log
		if o.slow != 0 && bin+latency.Offset >= int(o.slow) {
			k.slow++
		}
		p := &s.places[x/latency.Bins%places]
		p.n++
		p.sum += log
	}
	o.waiting.n = 0
	return full
}
