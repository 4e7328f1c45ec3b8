package limit

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/eval/flatline/series"
)

var monday = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// flat has the same count in every hour of four days.
func flat(count float64) *series.Series {
	s := &series.Series{Start: monday, Bin: time.Hour, Counts: make([]float64, 96)}
	for i := range s.Counts {
		s.Counts[i] = count
	}
	return s
}

func TestOracle_OfASteadySeriesWaitsForAsManyEventsAsItNeeds(t *testing.T) {
	o := New(flat(120), 0.5, Aside)
	require.InDelta(t, 60, o.Mean(), 1e-9)
	delay, ok := o.Delay(monday.Add(50*time.Hour+7*time.Minute), 13.2, 1)
	require.True(t, ok)
	require.InDelta(t, 13.2, delay.Minutes(), 1e-6)
	delay, ok = o.Delay(monday, 13.2, 0.5)
	require.True(t, ok)
	require.InDelta(t, 26.4, delay.Minutes(), 1e-6)
	require.InDelta(t, 90, o.Expected(monday.Add(time.Hour), monday.Add(150*time.Minute)), 1e-6)
	_, ok = o.Delay(monday.Add(95*time.Hour), 61, 1)
	require.False(t, ok)
}

func TestOracle_KnowsSixHoursBeforeAndAfter(t *testing.T) {
	s := flat(0)
	s.Counts[48] = 120
	o := New(s, 1, Aside)
	require.Zero(t, o.Expected(monday, monday.Add(42*time.Hour)))
	require.InDelta(t, 10, o.Expected(monday.Add(48*time.Hour), monday.Add(49*time.Hour)), 1e-6)
	require.InDelta(t, 120, o.Expected(monday, monday.Add(96*time.Hour)), 1e-6)
	require.Zero(t, o.Expected(monday.Add(55*time.Hour+5*time.Minute), monday.Add(96*time.Hour)))
}

func TestThreshold_IsThatOfTheRenewalArgument(t *testing.T) {
	for _, c := range []struct{ rate, budget, want float64 }{{1, 1, 9.1}, {10, 1, 11.4}, {60, 1, 13.2}, {600, 1, 15.5}, {10, 0.1, 13.7}} {
		require.InDelta(t, c.want, Threshold(c.rate, c.budget), 0.05)
	}
}

func TestEvidenceOfADrop(t *testing.T) {
	for name, c := range map[string]struct{ got, want float64 }{
		"silence":                                  {Drop(0), 1},
		"a tenth is left":                          {Drop(0.1), 1 / 1.5},
		"a third is left":                          {Drop(0.3), 1 / 3.0},
		"a half is left":                           {Drop(0.5), 1 / 6.5},
		"nothing changed":                          {Drop(1), 0},
		"no attempt of three tenths succeeds":      {Conversion(0.3, 0), -math.Log(0.7)},
		"a rare success has the evidence of a sum": {Conversion(1e-6, 0.3) / 1e-6, Drop(0.3)},
		"conversion is as it was":                  {Conversion(0.3, 1), 0},
		"a tenth of the traffic lost all":          {Cohort(0.1, 0), -0.9 * math.Log(0.9)},
		"a release is as the other":                {Cohort(0.1, 1), 0},
	} {
		t.Run(name, func(t *testing.T) { require.InDelta(t, c.want, c.got, 0.02) })
	}
}
