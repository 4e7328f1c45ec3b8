package liveness

const (
	passedHours = 48
	hourNanos   = int64(3600e9)
)

// passed are the closed hours of two days: what came, and what had been expected then. What the forecast says of them now has
// learned from them.
type passed struct {
	hours [passedHours]struct{ n, expected float32 }
	at    [passedHours]int64 // begin of the hour, unix nanoseconds
}

func (p *passed) add(from int64, n, expected float64) {
	i := from / hourNanos % passedHours
	p.at[i], p.hours[i].n, p.hours[i].expected = from, float32(n), float32(expected)
}

// since sums the hours that began in some time, and says when the first of them did; to when there is none.
func (p *passed) since(from, to int64) (n, expected float64, begin int64) {
	begin = to
	for i, at := range p.at {
		if at >= from && at < to {
			n += float64(p.hours[i].n)
			expected += float64(p.hours[i].expected)
			begin = min(begin, at)
		}
	}
	return n, expected, begin
}
