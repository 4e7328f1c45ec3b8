package latency

import (
	"encoding/binary"
	"math"
)

// AppendBinary appends the binary form of the drift. The error is always nil.
func (d *Drift) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, version)
	s := &d.season
	for i := range s.level {
		b = binary.LittleEndian.AppendUint16(b, uint16(s.level[place(i)]))
		b = append(b, s.worth[place(i)])
	}
	opened := byte(weekHours)
	if s.opened {
		opened = s.how
	}
	b = append(b, opened)
	b = appendSingles(b, s.week.sum, s.week.hours, s.day.sum, s.day.hours, s.mean, s.hours)
	b = appendFloats(b, float64(d.carried.before), float64(d.carried.products), float64(d.carried.squares))
	for _, p := range d.ring.past {
		b = binary.LittleEndian.AppendUint16(b, uint16(p.level))
		b = binary.LittleEndian.AppendUint16(b, uint16(p.raw))
		b = binary.LittleEndian.AppendUint16(b, p.minute)
	}
	b = append(b, d.ring.next, d.ring.count)
	b = appendSingles(b, d.conceded)
	b = appendFloats(b, d.level, d.noise, d.blocks, d.length)
	b = binary.LittleEndian.AppendUint64(b, uint64(d.last))
	for _, k := range []*bank{&d.up, &d.down} {
		for i := range k.sums {
			c := &k.sums[i]
			b = appendFloats(b, c.height, c.peak)
			b = appendSingles(b, c.seen, c.above, c.excess)
		}
	}
	return b, nil
}

// UnmarshalBinary reads what AppendBinary wrote. With an error, ErrFormat, the drift is unchanged.
func (d *Drift) UnmarshalBinary(b []byte) error {
	r := reader{b: b}
	r.version()
	var n Drift
	s := &n.season
	for i := range s.level {
		s.level[place(i)], s.worth[place(i)] = int16(r.short()), r.take(1)[0]
	}
	if how := r.take(1)[0]; how < weekHours {
		s.opened, s.how = true, how
	}
	s.week, s.day = slot{r.single(), r.single()}, slot{r.single(), r.single()}
	s.mean, s.hours = r.single(), r.single()
	n.carried = carried{float32(r.float()), float32(r.float()), float32(r.positive())}
	for i := range n.ring.past {
		n.ring.past[i] = past{int16(r.short()), int16(r.short()), r.short()}
	}
	at := r.take(2)
	n.ring.next, n.ring.count = at[0], at[1]
	n.conceded = r.single()
	n.level, n.noise, n.blocks, n.length = r.float(), r.positive(), r.positive(), r.positive()
	n.last = int64(r.long())
	for _, k := range []*bank{&n.up, &n.down} {
		for i := range k.sums {
			k.sums[i] = cusum{r.positive(), r.positive(), r.single(), r.single(), r.single()}
		}
	}
	if !r.done() || !n.valid() {
		return ErrFormat
	}
	*d = n
	return nil
}

// valid says that the numbers can have come from Close.
func (d *Drift) valid() bool {
	return d.ring.next < ringBlocks && d.ring.count <= ringBlocks &&
		(d.blocks == 0) == (d.ring.count == 0) && d.conceded >= 0 &&
		(d.blocks == 0 || d.noise >= leastNoise && d.length > 0 && d.season.hours > 0)
}

func appendSingles(b []byte, xs ...float32) []byte {
	for _, x := range xs {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}
