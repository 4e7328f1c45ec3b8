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

// Fetch is that of a drift. FetchHour reads what lies where the former has looked it up, and should come after it.
func (d *Drift) Fetch() float64 {
	return float64(d.season.mean) + d.level + d.length + d.up.sums[1].height + d.down.sums[0].height + d.down.sums[2].height
}

// FetchHour is the second part of Fetch.
func (d *Drift) FetchHour() float64 {
	s, r := &d.season, &d.ring
	at := uint(s.how) % dayHours * (weekHours/dayHours + 1)
	return float64(int(s.level[at]) + int(s.worth[at]) + int(r.past[r.next%ringBlocks].minute))
}
