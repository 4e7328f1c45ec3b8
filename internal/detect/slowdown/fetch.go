package slowdown

import "github.com/tidemark-otel/tidemark/internal/detect/latency"

// lookahead is of how many spans that follow memory is asked for at once.
const lookahead = 16

// ObserveAll takes in spans, as Observe does one by one. With many operations what a span needs is seldom in the caches of the processor.
// Here it is asked for of some spans at a time: to wait for many pieces of memory takes about as long as for one.
func (d *Detector) ObserveAll(spans []Span) {
	for len(spans) > 0 {
		n := min(len(spans), lookahead)
		d.fetch(spans[:n])
		for i := range n {
			d.observe(&spans[i])
		}
		spans = spans[n:]
	}
}

// fetch reads something of all that spans will need. What is found by way of something else is read in a later turn. What the sum is does
// not matter.
func (d *Detector) fetch(spans []Span) {
	var all, ends [lookahead]*operation
	sum, n := 0.0, 0
	for i := range spans {
		if id := int(spans[i].Operation); id != 0 && id < len(d.operations) {
			o := d.operations[id]
			all[i] = o
			sum += o.spans + float64(o.waiting.n)
		}
	}
	for i, o := range all[:len(spans)] {
		if o == nil {
			continue
		}
		sum += float64(o.waiting.spans[o.waiting.n])
		if o.begin != 0 && spans[i].Received.UnixNano()-o.begin >= int64(latency.Shortest) && o.full() {
			ends[n] = o
			n++
			sum += o.level + float64(o.recent[places-1].n)
		}
	}
	for _, o := range ends[:n] {
		if o.drift != nil {
			sum += o.drift.Fetch()
		}
		for _, s := range o.slots {
			if s != nil {
				sum += float64(s.spans)
			}
		}
	}
	for _, o := range ends[:n] {
		if o.drift != nil {
			sum += o.drift.FetchHour()
		}
		for _, s := range o.slots {
			if s != nil && s.contest != nil {
				sum += s.contest.fetch()
			}
		}
	}
	d.fetched += sum
}

// full says that the open block is likely to end with the next span: all releases that are there have spans enough.
func (o *operation) full() bool {
	for _, n := range o.counts {
		if n > 0 && n < latency.Fewest-1 {
			return false
		}
	}
	return true
}

func (c *contest) fetch() float64 {
	return c.Fetch() + c.all.sum + c.places[0].sum + c.places[places/2].sum + c.excess
}
