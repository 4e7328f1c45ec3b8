package breakdown

import "time"

type key struct{ operation, release uint32 }

// profile sums the calls of one operation and release.
type profile struct {
	calls   float64 // weights: 1 at first
	squares float64 // of the weights
	total   float64 // duration
	halved  int64
	// full says that parts went to PartOther: one that has no row may have been there all the same.
	full bool
	rows []row // the first is PartOther
}

// row sums one part over the calls, 40 bytes.
type row struct {
	part, holder uint32
	onPath       float64 // ns
	squares      float64 // of the ns per call
	times, busy  float64
}

const (
	// maxRows bounds the parts and gaps of a profile that are told apart.
	maxRows = 32
	// halveEvery is how often a profile forgets half of what it knows, and halveFrom how many calls it must have to do so: of an operation that is
	// seldom called the last hundreds of calls count, of others the last hours.
	halveEvery = int64(time.Hour)
	halveFrom  = 256
)

// add sums a call, and returns for how many rows it made room.
func (p *profile) add(costs []cost, duration float64, now int64) (made int) {
	if now-p.halved >= halveEvery {
		p.halved = now
		if p.calls >= halveFrom {
			p.halve()
		}
	}
	p.calls++
	p.squares++
	p.total += duration
	before := cap(p.rows)
	var rest cost
	for i := range costs {
		c := &costs[i]
		if c.times == 0 && c.onPath == 0 {
			continue
		}
		if r := p.row(c); r != nil {
			r.add(c)
			continue
		}
		p.full = true
		if c.part&gapBit == 0 {
			rest.times += c.times
			rest.onPath += c.onPath
			rest.busy += c.busy
		}
	}
	if p.full {
		p.rows[0].add(&rest)
	}
	return cap(p.rows) - before
}

// row finds that of a part. It is nil when there is no room, or when it is PartOther.
func (p *profile) row(c *cost) *row {
	if c.part == uint32(PartOther) {
		p.other()
		return nil
	}
	for i := range p.rows {
		if p.rows[i].part == c.part && p.rows[i].holder == c.holder {
			return &p.rows[i]
		}
	}
	p.other()
	if len(p.rows) >= maxRows {
		return nil
	}
	p.rows = append(p.rows, row{part: c.part, holder: c.holder})
	return &p.rows[len(p.rows)-1]
}

func (p *profile) other() {
	if len(p.rows) == 0 {
		p.rows = append(p.rows, row{part: uint32(PartOther)})
	}
}

func (r *row) add(c *cost) {
	ns := float64(c.onPath)
	r.onPath += ns
	r.squares += ns * ns
	r.times += float64(c.times)
	r.busy += float64(c.busy)
}

func (p *profile) halve() {
	p.calls /= 2
	p.total /= 2
	p.squares /= 4
	for i := range p.rows {
		r := &p.rows[i]
		r.onPath /= 2
		r.squares /= 2
		r.times /= 2
		r.busy /= 2
	}
}
