package liveness

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/baseline"
)

// meter learns the rate of a service's signals. Its hours are closed when somebody asks: nothing ticks.
type meter struct {
	model    baseline.Model
	from, to int64 // of the open hour
	begun    int64 // in the open hour; later than from for the first
	n        float64
	passed   *passed // nil unless it is asked for what came hours ago
}

func newMeter(z *time.Location, now int64) meter {
	m := meter{model: baseline.New(time.Unix(0, now)), begun: now}
	m.open(z, now)
	return m
}

// newEntries also remembers two days.
func newEntries(z *time.Location, now int64) meter {
	m := newMeter(z, now)
	m.passed = &passed{}
	return m
}

func (m *meter) open(z *time.Location, now int64) {
	from, to := baseline.HourAt(z, time.Unix(0, now))
	m.from, m.to, m.n = from.UnixNano(), to.UnixNano(), 0
	m.begun = max(m.begun, m.from)
}

// back begins the hour anew at another time.
func (m *meter) back(z *time.Location, to int64) {
	m.begun = to
	m.open(z, to)
}

// leap is a time after which the clock was wrong, or nobody was there.
const leap = int64(31 * 24 * time.Hour)

// close learns the hours that are over. After a leap it begins anew.
func (m *meter) close(z *time.Location, now int64, unobserved ...Gaps) {
	if now-m.to > leap {
		m.back(z, now)
	}
	for m.to <= now {
		var expected, observed float64
		Observed(m.begun, m.to, func(from, to int64, share float64) bool {
			expected += share * m.model.Expected(z, time.Unix(0, from), time.Unix(0, to))
			observed += share * float64(to-from)
			return true
		}, unobserved...)
		m.model.Learn(z, baseline.Hour{Start: time.Unix(0, m.from), N: m.n, Expected: expected,
			Observed: observed / float64(time.Hour)})
		if m.passed != nil {
			m.passed.add(m.from, m.n, expected)
		}
		m.begun = m.to
		m.open(z, m.to)
	}
}

func (m *meter) expected(z *time.Location, from, to int64, unobserved ...Gaps) (sum float64) {
	Observed(from, to, func(from, to int64, share float64) bool {
		if share > 0 {
			sum += share * m.model.Expected(z, time.Unix(0, from), time.Unix(0, to))
		}
		return true
	}, unobserved...)
	return sum
}
