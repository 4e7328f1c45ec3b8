package liveness

import "slices"

// Gap is a time that was not observed, in unix nanoseconds, or not in full: Lost is the share that was not.
type Gap struct {
	From, To int64
	Lost     float64
}

// gapMax is how many gaps are kept: the older ones matter to nothing that is still open.
const gapMax = 32

// Gaps are times that were not observed, in their order. They may overlap.
type Gaps []Gap

// Add takes up a gap. One that goes on where the last ended makes it longer.
func (g *Gaps) Add(gap Gap) {
	if gap.To <= gap.From || gap.Lost <= 0 {
		return
	}
	if n := len(*g); n > 0 {
		if last := &(*g)[n-1]; last.Lost == gap.Lost && gap.From <= last.To && gap.From >= last.From {
			last.To = max(last.To, gap.To)
			return
		}
	}
	if len(*g) == gapMax {
		*g = slices.Delete(*g, 0, 1)
	}
	*g = append(*g, gap)
	slices.SortStableFunc(*g, func(a, b Gap) int {
		switch {
		case a.From < b.From:
			return -1
		case a.From > b.From:
			return 1
		}
		return 0
	})
}

// Until returns the gaps up to a time.
func (g Gaps) Until(to int64) (all Gaps) {
	for _, one := range g {
		all.Add(Gap{From: one.From, To: min(one.To, to), Lost: one.Lost})
	}
	return all
}

// Observed calls yield with the stretches from one time to another and the share of each that was observed, until it
// returns false.
func Observed(from, to int64, yield func(from, to int64, share float64) bool, all ...Gaps) {
	for at := from; at < to; {
		end, share := to, 1.
		for _, gaps := range all {
			for _, g := range gaps {
				switch {
				case g.From > at:
					end = min(end, g.From)
				case g.To > at:
					end = min(end, g.To)
					share *= 1 - g.Lost
				}
			}
		}
		if !yield(at, end, share) {
			return
		}
		at = end
	}
}
