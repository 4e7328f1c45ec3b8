package baseline

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// feed teaches m hours in UTC and returns the hour after them.
func feed(m *Model, at time.Time, counts ...float64) time.Time {
	for _, n := range counts {
		m.Learn(time.UTC, Hour{Start: at, N: n, Expected: m.Expected(time.UTC, at, at.Add(time.Hour)), Observed: 1})
		at = at.Add(time.Hour)
	}
	return at
}

// times returns n counts of x.
func times(n int, x float64) []float64 {
	c := make([]float64, n)
	for i := range c {
		c[i] = x
	}
	return c
}

func constant(t testing.TB, rate float64) (Model, time.Time) {
	return learned(t, time.UTC, 3, func(time.Time) float64 { return rate })
}

func TestLearn_KeepsWhatIsNormalApartFromWhatIsNot(t *testing.T) {
	tests := []struct {
		name      string
		rate      float64
		counts    []float64
		from, to  float64 // Rate after that, as a multiple of what it was
		forgetful bool
	}{
		{name: "a silence of a day does not lower the forecast while it lasts", rate: 60, counts: times(24, 0), from: 1, to: 1},
		{name: "a silence of a month does not lower the forecast while it lasts", rate: 60, counts: times(720, 0), from: 1, to: 1},
		{name: "a silence of a month is not learned when it ends", rate: 60, counts: append(times(720, 0), 60), from: 0.97, to: 1.03},
		{name: "an outage that is forgotten is not learned when it ends", rate: 60, counts: append(times(24, 0), 60), forgetful: true, from: 0.97, to: 1.03},
		{name: "a silence of half a day at one an hour is learned when it ends", rate: 1, counts: append(times(12, 0), 1), from: 0.4, to: 0.9},
		{name: "a burst of an hour does not raise the forecast", rate: 60, counts: times(1, 60*1000), from: 1, to: 1.05},
		{name: "a tenth of the events for an hour hardly lowers the forecast", rate: 60, counts: times(1, 6), from: 0.93, to: 1},
		{name: "twice the events are learned within three days", rate: 60, counts: times(72, 120), from: 1.7, to: 2.1},
		{name: "half of the events are learned within two days", rate: 60, counts: times(48, 30), from: 0.45, to: 0.6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, at := constant(t, tt.rate)
			before := m.Expected(time.UTC, at, at.AddDate(0, 0, 7))
			last := len(tt.counts) - 1
			at = feed(&m, at, tt.counts[:last]...)
			if tt.forgetful {
				m.Forget()
			}
			at = feed(&m, at, tt.counts[last])
			require.GreaterOrEqual(t, m.Expected(time.UTC, at, at.AddDate(0, 0, 7)), before*tt.from*0.9999)
			require.LessOrEqual(t, m.Expected(time.UTC, at, at.AddDate(0, 0, 7)), before*tt.to*1.0001)
		})
	}
}

func TestLearn_FindsSeasonTimesLevel(t *testing.T) {
	season := func(x time.Time) float64 {
		day := 1 + 0.8*math.Sin(2*math.Pi*float64(x.Hour())/24)
		if x.Weekday() == time.Sunday {
			return day / 2
		}
		return day
	}
	for _, mean := range []float64{3, 60, 6000} {
		m, at := learned(t, time.UTC, 8, func(x time.Time) float64 { return mean * season(x) })
		var wrong float64
		for h := range 168 {
			x := at.Add(time.Duration(h)*time.Hour + time.Hour/2)
			wrong += math.Abs(m.Rate(time.UTC, x)/(mean*season(x)) - 1)
		}
		require.Less(t, wrong/168, 0.25, mean)
		require.InEpsilon(t, mean*13/14, m.Mean(), 0.1)
		require.Equal(t, 8*168., m.Exposure())
	}
}

func TestLearn_TakesHoursThatWereObservedInPart(t *testing.T) {
	whole, at := constant(t, 60)
	part := whole
	for i := range 48 {
		from := at.Add(time.Duration(i) * time.Hour)
		observed := float64(i%3) / 2
		part.Learn(time.UTC, Hour{Start: from, N: 60 * observed, Expected: observed * part.Expected(time.UTC, from, from.Add(time.Hour)), Observed: observed})
	}
	require.InEpsilon(t, 60, part.Rate(time.UTC, at.AddDate(0, 0, 2)), 0.05)
	require.Equal(t, whole.Exposure()+24, part.Exposure())
}

func TestLearn_LeavesOutHoursThatWereNotObserved(t *testing.T) {
	m, at := constant(t, 60)
	before := m
	m.Learn(time.UTC, Hour{Start: at, N: 0, Expected: 0})
	require.Equal(t, before, m)
}

func TestLearn_SurvivesAnyNumbers(t *testing.T) {
	odd := []float64{0, -1, 1e-300, 1, 1e30, 1e300, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN()}
	m := New(monday)
	r := rand.New(rand.NewPCG(7, 8))
	for i := range 5000 {
		at := monday.Add(time.Duration(i) * time.Hour)
		pick := func() float64 { return odd[r.IntN(len(odd))] }
		m.Learn(time.UTC, Hour{Start: at, N: pick(), Expected: pick(), Observed: pick()})
		rate := m.Rate(time.UTC, at)
		require.True(t, rate > 0 && !math.IsInf(rate, 1), "%v after %d", rate, i)
		require.False(t, math.IsNaN(m.CV2()))
		b, err := m.AppendBinary(nil)
		require.NoError(t, err)
		require.NoError(t, new(Model).UnmarshalBinary(b))
	}
	_, ok := m.When(time.UTC, monday, math.NaN())
	require.False(t, ok)
	require.Zero(t, m.Expected(time.UTC, time.Unix(1<<60, 0), time.Unix(-1<<60, 0)))
}

func TestSeed_GivesTheShapeOfTheParent(t *testing.T) {
	parent, at := learned(t, time.UTC, 5, func(x time.Time) float64 { return 200 + 100*math.Sin(float64(x.Hour())*math.Pi/12) })
	m := New(at)
	m.Seed(&parent, 0.01)
	for h := range 168 {
		x := at.Add(time.Duration(h)*time.Hour + time.Hour/2)
		require.InEpsilon(t, parent.Rate(time.UTC, x)/100, m.Rate(time.UTC, x), 0.1)
	}
	require.Zero(t, m.Exposure())
	// The scale was wrong by a factor of three.
	at = feed(&m, at, times(24, 0)...)
	for range 48 {
		at = feed(&m, at, parent.Rate(time.UTC, at.Add(time.Hour/2))*0.03)
	}
	require.InEpsilon(t, parent.Rate(time.UTC, at)*0.03, m.Rate(time.UTC, at), 0.35)
	before := m
	m.Seed(&parent, 5)
	require.Equal(t, before, m)
}

func TestModel_CostsNoMemoryToUse(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	m, at := constant(t, 3)
	require.Zero(t, testing.AllocsPerRun(500, func() {
		m.Learn(zone, Hour{Start: at, N: float64(int(at.Unix()/3600) % 9 / 8), Expected: m.Expected(zone, at, at.Add(time.Hour)), Observed: 1})
		m.When(zone, at, 20)
		at = at.Add(time.Hour)
	}))
}

func BenchmarkModel(b *testing.B) {
	zone, _ := time.LoadLocation("Europe/Berlin")
	m, at := learned(b, zone, 3, func(x time.Time) float64 { return 0.5 })
	week, _ := learned(b, zone, 3, func(x time.Time) float64 { return 0.02 })
	b.Run("Expected in a minute", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.Expected(zone, at, at.Add(time.Minute))
		}
	})
	b.Run("When in 20 hours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.When(zone, at, 10)
		}
	})
	b.Run("When not in a week", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			week.When(zone, at, 1000)
		}
	})
	b.Run("Learn", func(b *testing.B) {
		b.ReportAllocs()
		h := Hour{Start: at, N: 1, Expected: 0.5, Observed: 1}
		for b.Loop() {
			m.Learn(zone, h)
		}
	})
}
