package latency

import "time"

// Back sets the clock back: blocks that ended later ended now. Without it none would be taken in until that time comes again.
func (d *Drift) Back(to time.Time) {
	if d.blocks == 0 || d.last <= to.Unix() {
		return
	}
	d.ring.back(time.Unix(d.last, 0), to)
	d.last = to.Unix()
}

// back sets the clock back from the end of the last block.
func (r *ring) back(from, to time.Time) {
	by := from.Unix()/60 - to.Unix()/60
	for i := range int(r.count) {
		if int64(r.age(i, from)) < by {
			r.past[r.place(i)].minute = minuteOf(to)
		}
	}
}
