package baseline

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
)

var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func learned(t testing.TB, zone *time.Location, weeks int, rate func(time.Time) float64) (Model, time.Time) {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	m := New(monday)
	at := monday
	for at.Before(monday.AddDate(0, 0, 7*weeks)) {
		from, to := HourAt(zone, at)
		m.Learn(zone, Hour{Start: from, N: poisson(r, rate(from.Add(time.Hour/2))), Expected: m.Expected(zone, from, to), Observed: 1})
		at = to
	}
	return m, at
}

func TestModel_IsSmall(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(Model{}), uintptr(700))
}

func TestModel_WhenIsTheInverseOfExpected(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		m, at := learned(t, zone, 4, func(x time.Time) float64 {
			if h := x.In(zone).Hour(); h < 6 {
				return 0.1
			}
			return 5
		})
		r := rand.New(rand.NewPCG(5, 6))
		for range 300 {
			from := at.Add(time.Duration(r.Int64N(int64(365 * 24 * time.Hour))))
			x := r.ExpFloat64() * 20
			when, ok := m.When(zone, from, x)
			require.True(t, ok)
			require.InDelta(t, x, m.Expected(zone, from, when), 1e-6)
			mid := from.Add(when.Sub(from) / 3)
			require.InDelta(t, x, m.Expected(zone, from, mid)+m.Expected(zone, mid, when), 1e-6)
		}
	}
}

func TestModel_LearnsASeason(t *testing.T) {
	rate := func(x time.Time) float64 { return 200 + 50*float64(x.Hour()%12) }
	m, at := learned(t, time.UTC, 5, rate)
	for h := range 168 {
		from := at.Add(time.Duration(h) * time.Hour)
		require.InEpsilon(t, rate(from), m.Rate(time.UTC, from.Add(time.Hour/2)), 0.25, h)
	}
}

func poisson(r *rand.Rand, mean float64) float64 {
	if mean > 500 {
		return max(0, float64(int(mean+r.NormFloat64()*math.Sqrt(mean))))
	}
	var n, sum float64
	for {
		if sum += r.ExpFloat64(); sum > mean {
			return n
		}
		n++
	}
}
