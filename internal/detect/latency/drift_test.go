package latency

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var start = time.Date(2024, 3, 4, 0, 0, 0, 0, time.UTC)

// series makes the medians of blocks of a minute.
type series struct {
	r     *rand.Rand
	noise float64 // of the logarithm of a median
	swing float64 // of the day
	kept  float64 // share of the noise that goes on into the next block
	last  float64 // noise
	now   time.Time
}

func newSeries(seed uint64, noise, swing float64) *series {
	return &series{r: rand.New(rand.NewPCG(seed, 8)), noise: noise, swing: swing, now: start}
}

// block gives the drift one more median, ratio times the usual one.
func (s *series) block(d *Drift, ratio float64) {
	s.now = s.now.Add(time.Minute)
	day := float64(s.now.Unix()%86400) / 86400
	s.last = s.kept*s.last + s.noise*math.Sqrt(1-s.kept*s.kept)*s.r.NormFloat64()
	d.Close(time.UTC, s.now, ratio*50e6*math.Exp(s.last+s.swing*math.Sin(2*math.Pi*day)))
}

func TestDrift_FindsAFifthWithinTenBlocksAndSeldomAlarmsWhenNothingChanged(t *testing.T) {
	tests := []struct {
		name   string
		swing  float64
		before int // blocks
		budget float64
		runs   int
	}{
		{"a day and an hour without season", 0, 1500, 1, 60},
		{"three days with a season of a tenth", 0.1, 3 * 1440, 1, 30},
		{"a week and a half with a season of a tenth", 0.1, 8 * 1440, 1, 10},
		{"a day and an hour, for a notice once a month", 0, 1500, 12, 60},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var took []int
			alarms, ten := 0, 0
			for run := range tt.runs {
				s := newSeries(uint64(440_000_000+1_000_000*i+run), 0.1, tt.swing)
				var d Drift
				for range tt.before {
					s.block(&d, 1)
					if d.Alarm(tt.budget) {
						alarms++
						d.Accept()
					}
				}
				n := 0
				for n < 200 && !d.Alarm(tt.budget) {
					s.block(&d, 1.2)
					n++
				}
				took = append(took, n)
				if n <= 10 {
					ten++
				}
			}
			slices.Sort(took)
			years := float64(tt.runs*tt.before) / 525600
			t.Logf("median %d, p90 %d blocks, %d of %d within 10; %d false alarms in %.2f years", took[tt.runs/2], took[tt.runs*9/10], ten, tt.runs, alarms, years)
			require.LessOrEqual(t, took[tt.runs/2], 10)
			// The budget is inside the exact interval of the rate.
			require.LessOrEqual(t, poissonLower(alarms), tt.budget*years)
		})
	}
}

// poissonLower is the exact lower 97.5 % bound of the mean of a Poisson count.
func poissonLower(n int) float64 {
	low, high := 0.0, float64(n)
	for range 60 {
		mean := (low + high) / 2
		term, below := math.Exp(-mean), 0.0
		for k := range n {
			below += term
			term *= mean / float64(k+1)
		}
		if 1-below < 0.025 {
			low = mean
		} else {
			high = mean
		}
	}
	return low
}

func TestDrift_WantsMoreOfWhatWasConcededForSixWeeks(t *testing.T) {
	took := func(conceded, weeksLater int) int {
		s := newSeries(77, 0.1, 0)
		var d Drift
		for range 1500 {
			s.block(&d, 1)
			require.False(t, d.Alarm(1))
		}
		for range conceded {
			d.Concede()
		}
		for range weeksLater * 7 * 1440 {
			s.block(&d, 1)
		}
		for block := 1; block <= 60; block++ {
			if s.block(&d, 1.2); d.Alarm(1) {
				return block
			}
		}
		return 61
	}
	first, second, fourth := took(0, 0), took(1, 0), took(3, 0)
	require.Less(t, first, second)
	require.Less(t, second, fourth)
	require.LessOrEqual(t, fourth, 60)
	require.Less(t, took(3, 12)-took(0, 12), fourth-first)
}

func TestDrift_TellsWhenAndByHowMuch(t *testing.T) {
	held := 0
	const runs = 100
	for run := range runs {
		s := newSeries(uint64(250_000_000+run), 0.05, 0)
		var d Drift
		for range 500 {
			s.block(&d, 1)
		}
		onset := s.now
		for range 20 {
			s.block(&d, 1.3)
		}
		require.True(t, d.Alarm(1))
		c, ok := d.Change()
		require.True(t, ok)
		require.WithinDuration(t, onset, c.Onset, time.Minute)
		require.InDelta(t, 20, c.After, 1)
		require.Equal(t, ringBlocks, c.Before+c.After)
		if c.Effect.Low <= 1.3 && 1.3 <= c.Effect.High {
			held++
		}
		d.Accept()
		for range 20 {
			s.block(&d, 1.3)
			require.False(t, d.Alarm(0.01), "what was accepted is normal")
		}
	}
	require.InDelta(t, 0.9, float64(held)/runs, 0.1)
}

func TestDrift_LearnsTheNoiseOfBlocks(t *testing.T) {
	for _, noise := range []float64{0.06, 0.1, 0.3} {
		s := newSeries(3, noise, 0)
		var d Drift
		for range 2000 {
			s.block(&d, 1)
		}
		require.InEpsilon(t, noise, d.Noise(), 0.1)
	}
}

func TestDrift_KeepsToItsBudgetWhenNoiseGoesOnFromBlockToBlock(t *testing.T) {
	for i, kept := range []float64{0.25, 0.5, 0.8} {
		alarms, blocks := 0, 0
		for run := range 4 {
			s := newSeries(uint64(100*i+run), 0.1, 0.1)
			s.kept = kept
			var d Drift
			for range 4 * 1440 {
				s.block(&d, 1)
				blocks++
				if d.Alarm(12) {
					alarms++
					d.Accept()
				}
			}
			require.InEpsilon(t, (1+kept)/(1-kept), d.inflation(), 0.3)
			n := 0
			for ; n < 300 && !d.Alarm(12); n++ {
				s.block(&d, 1.5)
			}
			require.Less(t, n, 60, "it is still found")
		}
		require.LessOrEqual(t, poissonLower(alarms), 12*float64(blocks)/525600, "%g goes on", kept)
	}
}

func TestSeason_KeepsHoursAsWellAsInFull(t *testing.T) {
	var s season
	for day := range 14 {
		for minute := range 1440 {
			hour := minute / 60
			s.learn((day%7)*dayHours+hour, 17.5+0.01*float64(hour), 1./60)
		}
	}
	for hour := range dayHours {
		require.InDelta(t, 17.5+0.01*float64(hour), s.at(3*dayHours+hour, 0.5), 0.01, "the week is drawn to the day, and that to the mean")
	}
	before := s.at(77, 0.5)
	s.shift(0.2)
	require.InDelta(t, before+0.2, s.at(77, 0.5), 0.01)
}

func TestDrift_KeepsQuiet(t *testing.T) {
	tests := []struct {
		name  string
		ratio func(block int) float64
	}{
		{"when it becomes faster", func(int) float64 { return 0.5 }},
		{"about one odd block", func(block int) float64 {
			if block == 100 {
				return 50
			}
			return 1
		}},
		{"about what is no number", func(int) float64 { return math.NaN() }},
		{"about no duration", func(int) float64 { return 0 }},
		{"about an endless duration", func(int) float64 { return math.Inf(1) }},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSeries(uint64(i), 0.05, 0)
			var d Drift
			for range 300 {
				s.block(&d, 1)
			}
			for block := range 300 {
				s.block(&d, tt.ratio(block))
				require.False(t, d.Alarm(1))
			}
		})
	}
}

func TestDrift_IgnoresBlocksOfThePast(t *testing.T) {
	s := newSeries(1, 0.1, 0)
	var d Drift
	for range 10 {
		s.block(&d, 1)
	}
	before := d
	d.Close(nil, s.now, 1e6)
	d.Close(nil, s.now.Add(-time.Hour), 1e6)
	require.Equal(t, before, d)
}

func TestDrift_OfNothingHasNoChange(t *testing.T) {
	var d Drift
	_, ok := d.Change()
	require.False(t, ok)
	require.False(t, d.Alarm(1e9))
	d.Accept()
}
