package baseline

import (
	"math"
	"time"
)

// horizon is how far When looks.
const horizon = weekHours * hour

// Rate is the expected rate at t in events per hour: linear between the centres of hours. In an hour that has less than two
// thirds of what that gives at its turn it is that of the hour instead: a stream that ends on the hour, as shops do, is not
// expected beyond it.
func (m *Model) Rate(z *time.Location, t time.Time) float64 {
	at := nanos(t)
	x := at + zone(z, at).offset - hour/2
	k := floor(x, hour)
	mean := m.Mean()
	a, b := m.season(k, mean), m.season(k+1, mean)
	y, own := hours(x-k*hour), a
	if y >= 0.5 {
		own = b
	}
	if steep(a, b, own) {
		return m.Level() * own
	}
	return m.Level() * (a + (b-a)*y)
}

// steep says that a line between the rates of two hours is too much for one of them.
func steep(a, b, own float64) bool { return (a+b)/2 > 1.5*own }

// Expected is the number of events expected from one time to another: the integral of Rate, without local hours that come
// twice. It is 0 when to is not after from. The cost is linear in hours.
func (m *Model) Expected(z *time.Location, from, to time.Time) float64 {
	sum, _ := m.walk(z, nanos(from), nanos(to), math.Inf(1))
	return sum
}

// When is the time at which as many as x events are expected since from: the inverse of Expected. It is false when that is
// more than a week away.
func (m *Model) When(z *time.Location, from time.Time, x float64) (time.Time, bool) {
	if math.IsNaN(x) {
		return time.Time{}, false
	}
	if x <= 0 {
		return from, true
	}
	begin := nanos(from)
	sum, at := m.walk(z, begin, begin+horizon, x)
	return from.Add(time.Duration(at - begin)), sum >= x
}

// walk integrates the forecast over unix nanoseconds and stops early, with the sum x, where that is reached.
func (m *Model) walk(z *time.Location, from, to int64, x float64) (sum float64, at int64) {
	level, mean := m.Level(), m.Mean()
	for at = from; at < to; {
		s := stretchAt(z, at)
		end := min(s.end, to)
		if s.twice {
			at = end
			continue
		}
		k := floor(at+s.offset-hour/2, hour)
		left := level * m.season(k, mean)
		for at < end {
			right := level * m.season(k+1, mean)
			begin := k*hour + hour/2 - s.offset
			turn, own := begin+hour/2, left // hours are walked from centre to centre
			next := min(turn, end)
			if at >= turn {
				own, next = right, min(begin+hour, end)
			}
			slope := right - left
			a := left + slope*hours(at-begin)
			if steep(left, right, own) {
				a, slope = own, 0
			}
			width := hours(next - at)
			part := width * (a + slope*width/2)
			if sum+part >= x {
				return x, min(at+int64(math.Ceil(reach(a, slope, x-sum)*float64(hour))), next)
			}
			sum += part
			if at = next; at == begin+hour {
				left = right
				k++
			}
		}
	}
	return sum, at
}

// reach solves a·t + slope·t²/2 = x for t, without cancellation.
func reach(a, slope, x float64) float64 {
	d := math.Sqrt(max(a*a+2*slope*x, 0))
	if a+d <= 0 {
		return 0
	}
	return 2 * x / (a + d)
}

func hours(nanos int64) float64 { return float64(nanos) / float64(hour) }
