package evidence

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// level steps the bank through minutes at a rate per hour, with the forecast expected.
func level(d *Drop, r *rand.Rand, at time.Time, minutes int, expected, rate float64) time.Time {
	for range minutes {
		at = at.Add(time.Minute)
		var n float64
		for sum := r.ExpFloat64(); sum < rate/60; sum += r.ExpFloat64() {
			n++
		}
		d.Step(at, 1./60, expected/60, n)
	}
	return at
}

func TestDrop_FindsADropNearItsLimit(t *testing.T) {
	for _, ratio := range []float64{0, 0.1, 0.3, 0.5} {
		var d Drop
		r := rand.New(rand.NewPCG(2, 1))
		began := level(&d, r, noon, 14*24*60, 60, 60)
		require.Less(t, d.Evidence(12).Evidence, d.Evidence(12).Threshold)
		at := began
		for d.Evidence(12).Evidence < d.Evidence(12).Threshold {
			at = level(&d, r, at, 1, 60, 60*ratio)
		}
		got := d.Evidence(12)
		require.Less(t, at.Sub(began).Hours(), 3*Limit(60, 12)/Information(ratio), ratio)
		require.InDelta(t, ratio, got.Ratio, 0.25)
		require.WithinDuration(t, began, got.Onset, time.Hour)
		require.InDelta(t, got.Expected, at.Sub(got.Onset).Hours()*60, 1)
	}
}

func TestDrop_KeepsItsBudgetOnPoissonStreams(t *testing.T) {
	const years, budget = 3, 12
	var d Drop
	r := rand.New(rand.NewPCG(3, 1))
	at := level(&d, r, noon, 14*24*60, 10, 10)
	var alarms int
	for range years * HoursAYear * 12 {
		at = at.Add(5 * time.Minute)
		var n float64
		for sum := r.ExpFloat64(); sum < 10./12; sum += r.ExpFloat64() {
			n++
		}
		d.Step(at, 1./12, 10./12, n)
		if got := d.Evidence(budget); got.Evidence >= got.Threshold {
			alarms++
			d.Reset()
		}
	}
	// The 99.9 % Poisson quantile of budget times years.
	require.LessOrEqual(t, alarms, 56)
}

func TestDrop_IsQuietAfterReset(t *testing.T) {
	var d Drop
	at := level(&d, rand.New(rand.NewPCG(4, 1)), noon, 100, 60, 0)
	require.Positive(t, d.Evidence(1).Evidence)
	d.Reset()
	require.Zero(t, d.Evidence(1).Evidence)
	require.Zero(t, testing.AllocsPerRun(100, func() { d.Step(at, 1, 10, 9); d.Evidence(12) }))
}

func TestDrop_SurvivesAnyNumbers(t *testing.T) {
	odd := []float64{0, -1, 1e-300, 1, 1e30, 1e300, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN()}
	var d Drop
	for _, hours := range odd {
		for _, expected := range odd {
			for _, seen := range odd {
				d.Step(noon, hours, expected, seen)
				for _, budget := range odd {
					require.False(t, math.IsNaN(d.Evidence(budget).Evidence))
				}
			}
		}
	}
}

func TestDrop_OneThatWentAwayByItselfMakesTheNextHarderForWeeks(t *testing.T) {
	var d Drop
	r := rand.New(rand.NewPCG(6, 31))
	end := level(&d, r, noon, 1000, 30, 30)
	before := d.Evidence(1)
	d.Concede()
	after := d.Evidence(1)
	require.InDelta(t, before.Threshold+ConcessionNats, after.Threshold, 1e-9)
	for range 6 * 168 {
		end = end.Add(time.Hour)
		d.Step(end, 1, 0, 0)
	}
	require.InDelta(t, ConcessionNats/math.E, ConcessionNats*float64(d.conceded), 0.01)
}
