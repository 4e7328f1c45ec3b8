package evidence

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCohort_AlarmsFalselyInAtMostAlphaOfAllReleases(t *testing.T) {
	const releases, blocks, alpha = 4000, 300, 0.05
	r := rand.New(rand.NewPCG(1, 2))
	var alarms int
	for range releases {
		var c Cohort
		share := 0.02
		for b := range blocks {
			// A gradual rollout under a season.
			share = min(share+r.Float64()*0.01, 0.97)
			events := int(6 + 5*math.Sin(float64(b)/20))
			var fresh float64
			for range events {
				if r.Float64() < share {
					fresh++
				}
			}
			c.Step(share, fresh, float64(events)-fresh)
			if c.Evidence() >= math.Log(1/alpha) {
				alarms++
				break
			}
		}
	}
	// The 99.9 % quantile of a binomial count with alpha; far fewer would say that the test does not try.
	require.LessOrEqual(t, alarms, 245)
	require.GreaterOrEqual(t, alarms, 20)
}

func TestCohort_DeclaresACanaryThatLostAllAfterAHundredEventsOfTheOld(t *testing.T) {
	var c Cohort
	var old int
	for c.Evidence() < math.Log(1e4) {
		c.Step(0.1, 0, 1)
		old++
	}
	require.InDelta(t, 105, old, 8)
	require.Zero(t, testing.AllocsPerRun(10, func() { c.Step(0.1, 1, 2); c.Evidence() }))
}

func TestCohort_SurvivesAnyNumbers(t *testing.T) {
	odd := []float64{0, -1, 1e-300, 0.5, 1, 1e300, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN()}
	var c Cohort
	for range 3 {
		for _, q := range odd {
			for _, fresh := range odd {
				for _, old := range odd {
					c.Step(q, fresh, old)
					require.False(t, math.IsNaN(c.Evidence()))
				}
			}
		}
	}
	b, _ := c.AppendBinary(nil)
	require.NoError(t, new(Cohort).UnmarshalBinary(b))
}

func TestEBH_FlagsTheLargest(t *testing.T) {
	tests := []struct {
		name string
		logs []float64
		want float64
	}{
		{"nothing is found among none", nil, math.Inf(1)},
		{"one alone needs M over alpha", []float64{math.Log(100), 0, 0, 0, 0}, math.Log(100)},
		{"one alone with less is nothing", []float64{math.Log(99), 0, 0, 0, 0}, math.Inf(1)},
		{"three together need a third each", []float64{3.6, 3.6, 3.6, 0, 0}, 3.6},
		{"what is no number is nothing", []float64{math.NaN(), 9, 0}, 9},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, EBH(tt.logs, 0.05)) })
	}
}
