package baseline

import (
	"math"
	"time"
)

const hour = int64(time.Hour)

// shift bounds how far clocks are set back anywhere.
const shift = 25 * hour

// HourAt returns the bounds of the local hour around t: what Learn wants to be told of as one. It is shorter than an hour
// only where clocks are changed within it.
func HourAt(z *time.Location, t time.Time) (from, to time.Time) {
	at := nanos(t)
	local := zone(z, at)
	begin := floor(at+local.offset, hour)*hour - local.offset
	end := min(begin+hour, local.end)
	begin = max(begin, local.begin)
	return t.Add(time.Duration(begin - at)), t.Add(time.Duration(end - at))
}

// offset is a stretch of time, in unix nanoseconds, with one offset from UTC.
type offset struct{ begin, end, offset int64 }

// zone returns the offset at a time. A nil Location is UTC.
func zone(z *time.Location, at int64) offset {
	if z == nil || z == time.UTC {
		return offset{math.MinInt64, math.MaxInt64, 0}
	}
	t := time.Unix(0, at).In(z)
	_, seconds := t.Zone()
	begin, end := t.ZoneBounds()
	o := offset{math.MinInt64, math.MaxInt64, int64(seconds) * int64(time.Second)}
	if !begin.IsZero() {
		o.begin = nanos(begin)
	}
	if !end.IsZero() {
		o.end = nanos(end)
	}
	return o
}

// stretch is a time with one offset from UTC, all of whose local times come once or all twice.
type stretch struct {
	offset, end int64
	twice       bool
}

// stretchAt returns the stretch that begins at a time. It need not be the longest.
func stretchAt(z *time.Location, at int64) stretch {
	here := zone(z, at)
	s := stretch{offset: here.offset, end: here.end}
	if here.begin != math.MinInt64 && at < here.begin+shift {
		back := zone(z, here.begin-1).offset - here.offset
		if back > 0 && at < here.begin+back {
			s.end, s.twice = min(s.end, here.begin+back), true
		}
	}
	if here.end == math.MaxInt64 || s.twice {
		return s
	}
	if at < here.end-shift {
		s.end = here.end - shift
		return s
	}
	if back := here.offset - zone(z, here.end).offset; back > 0 {
		if at < here.end-back {
			s.end = here.end - back
		} else {
			s.twice = true
		}
	}
	return s
}

// Times are between 1901 and 2242.
const minSeconds, maxSeconds = -1 << 31, 1 << 33

// nanos are unix nanoseconds; what is further away stays at the bounds.
func nanos(t time.Time) int64 {
	s := t.Unix()
	if bounded := min(max(s, minSeconds), maxSeconds); bounded != s {
		return bounded * int64(time.Second)
	}
	return t.UnixNano()
}

func floor(a, b int64) int64 {
	q := a / b
	if a < q*b {
		q--
	}
	return q
}
