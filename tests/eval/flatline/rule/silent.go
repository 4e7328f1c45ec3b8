package rule

// Absent alarms when nothing came for ten minutes, as rate == 0 for 10m does.
type Absent struct{}

// Name is what the table calls it.
func (*Absent) Name() string { return "zero for 10 m" }

// Train has nothing to learn.
func (*Absent) Train(View, int64, int64) {}

// Alarms are the silences that are long enough.
func (*Absent) Alarms(v View, from, to int64) []Span { return silences(v, from, to, 10*minute) }

// LongestGap alarms when it is quiet for a quarter longer than it ever was.
type LongestGap struct{ longest int64 }

// Name is what the table calls it.
func (*LongestGap) Name() string { return "longest gap x 1.25" }

// Train finds the longest gap.
func (g *LongestGap) Train(v View, from, to int64) {
	last := from
	for _, at := range v.Events {
		if at >= min(to, v.Until) {
			break
		}
		if at >= from {
			g.longest, last = max(g.longest, at-last), at
		}
	}
	g.longest = max(g.longest, to-last)
}

// Alarms are the silences that are long enough.
func (g *LongestGap) Alarms(v View, from, to int64) []Span {
	return silences(v, from, to, g.longest*5/4)
}
