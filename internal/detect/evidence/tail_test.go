package evidence

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTail_InverseIsTheInverseOfEvidence(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, statistic := range []Statistic{StatisticGap, StatisticDrop} {
		tail := NewTail(statistic)
		for range 3000 {
			tail.Record(r.ExpFloat64()*1.2, float64(1+r.IntN(2)))
			h := 3 + 20*r.Float64()
			require.InDelta(t, h, tail.Evidence(tail.Inverse(h)), 1e-9)
		}
	}
}

// With a forecast that is right, false alarms are the budget: within the exact 99.9 % Poisson interval of it.
func TestThreshold_MakesAsManyFalseAlarmsAsTheBudgetOnPoissonStreams(t *testing.T) {
	for _, tt := range []struct {
		rate, budget float64
		years        int
		fewest, most int
		tailLeast    int // a tail that has learned the stream is on the safe side
		tailMost     int
		seed1, seed2 uint64
	}{
		{rate: 1, budget: 12, years: 100, fewest: 1088, most: 1316, tailLeast: 400, tailMost: 1316, seed1: 1},
		{rate: 3, budget: 4, years: 100, fewest: 336, most: 468, tailLeast: 120, tailMost: 468, seed1: 2},
		{rate: 10, budget: 1, years: 60, fewest: 36, most: 88, tailLeast: 8, tailMost: 88, seed1: 3},
	} {
		r := rand.New(rand.NewPCG(tt.seed1, tt.seed2))
		perYear := HoursAYear * tt.rate
		h := Threshold(perYear, tt.budget)
		var alarms, careful int
		tail := NewTail(StatisticGap)
		for range tt.years * int(perYear) {
			gap := r.ExpFloat64()
			if gap >= h {
				alarms++
			}
			if tail.Evidence(gap) >= h {
				careful++
			}
			tail.Record(gap, 1)
		}
		require.GreaterOrEqual(t, alarms, tt.fewest, tt)
		require.LessOrEqual(t, alarms, tt.most, tt)
		require.GreaterOrEqual(t, careful, tt.tailLeast, tt)
		require.LessOrEqual(t, careful, tt.tailMost, tt)
	}
}

func TestTail_OfClusteredEventsAsksForMore(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 0))
	plain, clustered := NewTail(StatisticGap), NewTail(StatisticGap)
	for range 5000 {
		x := r.ExpFloat64()
		plain.Record(x, 1)
		clustered.Record(x*4, 4)
	}
	h := Threshold(HoursAYear*10, 1)
	require.InEpsilon(t, h, plain.Inverse(h), 0.35)
	require.Greater(t, clustered.Inverse(h), 2.5*plain.Inverse(h))
}

func TestTail_GapsOfSeveralEventsAreThoseOfOneAfterTheOther(t *testing.T) {
	a, b := NewTail(StatisticGap), NewTail(StatisticGap)
	for i := range 50 {
		x := float64(i % 7)
		a.Record(x, 5)
		b.Record(x, 1)
		for range 4 {
			b.Record(0, 1)
		}
	}
	for _, x := range []float64{3, 10, 30} {
		require.InEpsilon(t, b.Evidence(x), a.Evidence(x), 1e-4)
	}
}

func TestTail_SurvivesAnyNumbers(t *testing.T) {
	odd := []float64{0, -1, 1e-300, 1, 39, 1e30, 1e300, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN()}
	for _, statistic := range []Statistic{StatisticGap, StatisticDrop, 77} {
		tail := NewTail(statistic)
		for _, n := range odd {
			for _, x := range odd {
				tail.Record(x, n)
				for _, y := range odd {
					require.False(t, math.IsNaN(tail.Evidence(y)))
					require.False(t, math.IsNaN(tail.Inverse(y)))
				}
			}
		}
		b, _ := tail.AppendBinary(nil)
		require.NoError(t, new(Tail).UnmarshalBinary(b))
	}
}
