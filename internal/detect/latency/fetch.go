package latency

// Fetch reads something of each part of memory that Close will need and returns what means nothing. To read the parts of many comparisons
// before any of them is closed takes about as long as to read one: the processor waits for all of them at once.
func (c *Comparison) Fetch() float64 {
	x := c.Ranks.score + c.Ranks.now + c.tails[0].variance + c.tails[1].variance + c.tails[1].now
	return x + c.Before.fetch() + c.After.fetch()
}

func (s *Sample) fetch() float64 {
	return s.weight + float64(s.bins[min(s.from, Bins-1)]+s.bins[min(s.from/2+s.to/2, Bins-1)]+s.bins[min(s.to, Bins-1)])
}

// Fetch is that of a drift.
func (d *Drift) Fetch() float64 {
	s, r := &d.season, &d.ring
	how, next := int(s.how)%weekHours, r.next%ringBlocks
	x := int(s.level[how]) + int(s.worth[how]) + int(s.level[weekHours+how%dayHours]) + int(s.worth[weekHours+how%dayHours])
	x += int(r.level[next]) + int(r.raw[next]) + int(r.minute[next])
	return float64(x) + d.level + d.length + d.up.sums[1].height + d.down.sums[0].height + d.down.sums[2].height
}
