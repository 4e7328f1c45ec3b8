package baseline

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCalendar_HoursThatComeTwiceAreNeitherExpectedNorLearned(t *testing.T) {
	tests := []struct {
		zone       string
		day        time.Time // noon before, UTC
		unexpected float64   // hours
		localHours int       // that HourAt divides the 24 hours after day into
		notLearned float64   // hours
	}{
		{zone: "UTC", day: time.Date(2026, 10, 24, 12, 0, 0, 0, time.UTC), localHours: 24},
		{zone: "Europe/Berlin", day: time.Date(2026, 10, 24, 12, 0, 0, 0, time.UTC), unexpected: 2, localHours: 24, notLearned: 2},
		{zone: "Europe/Berlin", day: time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC), localHours: 24},
		{zone: "America/New_York", day: time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC), unexpected: 2, localHours: 24, notLearned: 2},
		{zone: "Asia/Kolkata", day: time.Date(2026, 10, 24, 12, 30, 0, 0, time.UTC), localHours: 24},
		// Lord Howe sets its clocks by half an hour.
		{zone: "Australia/Lord_Howe", day: time.Date(2026, 4, 4, 12, 0, 0, 0, time.UTC), unexpected: 1, localHours: 25, notLearned: 1.5},
		{zone: "Australia/Lord_Howe", day: time.Date(2026, 10, 3, 11, 30, 0, 0, time.UTC), localHours: 25},
	}
	for _, tt := range tests {
		t.Run(tt.zone+" "+tt.day.Format(time.DateOnly), func(t *testing.T) {
			zone, err := time.LoadLocation(tt.zone)
			require.NoError(t, err)
			m, _ := learned(t, zone, 3, func(time.Time) float64 { return 10 })
			end := tt.day.AddDate(0, 0, 1)
			const step = time.Minute
			comes := map[string]int{}
			for x := tt.day; x.Before(end); x = x.Add(step) {
				comes[x.In(zone).Format(time.DateTime)]++
			}
			var want, unexpected float64
			for x := tt.day; x.Before(end); x = x.Add(step) {
				if comes[x.In(zone).Format(time.DateTime)] == 1 {
					want += m.Rate(zone, x.Add(step/2)) * step.Hours()
				} else {
					unexpected += step.Hours()
				}
			}
			require.InDelta(t, tt.unexpected, unexpected, 1e-9)
			require.InDelta(t, want, m.Expected(zone, tt.day, end), 0.01)
			var count int
			var length float64
			before := m.Exposure()
			for at := tt.day; at.Before(end); count++ {
				from, to := HourAt(zone, at)
				require.True(t, from.Equal(at) || count == 0)
				require.True(t, to.After(at))
				m.Learn(zone, Hour{Start: from, N: 10, Expected: 10, Observed: to.Sub(from).Hours()})
				length += to.Sub(from).Hours()
				at = to
			}
			require.Equal(t, tt.localHours, count)
			require.InDelta(t, length-tt.notLearned, m.Exposure()-before, 1e-9)
		})
	}
}

func TestLogRate_IsWithinThreeInTenThousand(t *testing.T) {
	require.Zero(t, rate(logRate(0)))
	for r := 1e-6; r < 1e12; r *= 1.37 {
		require.InEpsilon(t, r, rate(logRate(r)), 4e-4)
	}
	require.Positive(t, rate(logRate(math.SmallestNonzeroFloat64)))
	require.False(t, math.IsInf(rate(logRate(math.MaxFloat64)), 1))
}
