package slowdown

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

// differing is a difference of a mean of logarithms.
func differing(mean, weight float64) difference { return difference{mean * weight, weight} }

func TestContest_TellsWhatAnAnswerStandsFor(t *testing.T) {
	even := [places]difference{differing(0.2, 100), differing(0.2, 100), differing(0.2, 100), differing(0.2, 100)}
	tests := []struct {
		name    string
		all     difference
		within  difference
		places  [places]difference
		several bool
		want    guarded
	}{
		{"all four instances are slower", differing(0.2, 400), differing(0.2, 400), even, true, guarded{kind: KindRegression}},
		{"one of four is, the others are not", differing(0.2, 400), differing(0.2, 400),
			[places]difference{differing(0, 100), differing(0, 100), differing(0.8, 100), differing(0, 100)}, true, guarded{kind: KindBadInstance, place: 2}},
		{"the others are slower, but not for certain", differing(0.2, 400), differing(0.2, 400),
			[places]difference{differing(0.12, 100), differing(0.12, 100), differing(0.44, 100), differing(0.12, 100)}, true, guarded{}},
		{"the slow one has few spans, the others are slower without it", differing(0.2, 310), differing(0.2, 310),
			[places]difference{differing(0.2, 100), differing(0.2, 100), differing(0.2, 100), differing(3, 1)}, true, guarded{kind: KindRegression}},
		{"too little is known without one of them", differing(0.6, 110), differing(0.6, 110),
			[places]difference{differing(0.65, 100), differing(0.1, 10)}, true, guarded{}},
		{"the others have not warmed up yet", differing(0.6, 100), differing(0.6, 100), [places]difference{differing(0.6, 100)}, true, guarded{}},
		{"there is one instance", differing(0.6, 100), differing(0.6, 100), [places]difference{differing(0.6, 100)}, false, guarded{kind: KindRegression}},
		{"requests of each kind are as quick as before", differing(0.2, 400), differing(0, 380), even, true, guarded{kind: KindMixShift}},
		{"requests of each kind are slower by as much", differing(0.2, 400), differing(0.2, 380), even, true, guarded{kind: KindRegression}},
		{"half of the effect is that of other requests", differing(0.2, 400), differing(0.1, 380), even, true, guarded{}},
		{"half of it is, and the rest is certain and worth telling", differing(0.2, 4000), differing(0.1, 3800), even, true, guarded{kind: KindRegression}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := contest{all: tt.all, near: tt.all, within: tt.within, places: tt.places, scatterNear: scatter{squares: 0.36 * 1000, freedom: 1000}}
			for range 20 {
				var h latency.Hist
				for range 50 {
					h.Record(50e6)
				}
				c.Before.Add(&h)
			}
			require.Equal(t, tt.want, c.guard(latency.AnswerSlower, latency.NewDefaultGate(), tt.several))
		})
	}
}

func TestContest_TellsWhatATailStandsFor(t *testing.T) {
	tests := []struct {
		name    string
		mean    float64
		places  [places]difference
		several bool
		excess  float64
		alike   float64
		want    guarded
	}{
		{"few calls on all four instances are slower", 0.1,
			[places]difference{differing(0.1, 1000), differing(0.1, 1000), differing(0.1, 1000), differing(0.1, 1000)}, true, 50, 50, guarded{kind: KindTail}},
		{"those of one of four are, the others are not", 0.1,
			[places]difference{differing(0.4, 1000), differing(0, 1000), differing(0, 1000), differing(0, 1000)}, true, 50, 50, guarded{kind: KindBadInstance}},
		{"it is not clear yet", 0.02,
			[places]difference{differing(0.02, 1000), differing(0.02, 1000), differing(0.02, 1000), differing(0.02, 1000)}, true, 50, 50, guarded{}},
		{"among like requests there are no more slow ones", 0.1,
			[places]difference{differing(0.1, 1000), differing(0.1, 1000), differing(0.1, 1000), differing(0.1, 1000)}, true, 50, 20, guarded{kind: KindMixShift}},
		{"there is one instance", 0.02, [places]difference{differing(0.02, 1000)}, false, 50, 50, guarded{kind: KindTail}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := contest{near: differing(tt.mean, 4000), within: differing(tt.mean, 4000), places: tt.places, excess: tt.excess, alike: tt.alike,
				scatterNear: scatter{squares: 0.36 * 1000, freedom: 1000}}
			require.Equal(t, tt.want, c.guard(latency.AnswerTail, latency.NewDefaultGate(), tt.several))
		})
	}
}

func TestContest_IsLessSureOfDurationsWithLongTails(t *testing.T) {
	// Half of the spans are all alike, so the middle of the durations has no spread at all.
	old, fresh := slot{block: new(block)}, slot{block: new(block)}
	var c contest
	for i := range 100 {
		long := 50e6
		if i%10 == 0 {
			long *= 32
		}
		old.hist.Record(long)
		fresh.hist.Record(long)
	}
	require.False(t, c.Before.Spread() > 0)
	c.scatter.add(&old.hist, old.hist.LogVariance())
	c.scatter.add(&fresh.hist, fresh.hist.LogVariance())
	x := math.Log(32)
	require.InEpsilon(t, 2*(90*(0.1*x)*(0.1*x)+10*(0.9*x)*(0.9*x)), c.scatter.squares, 1e-6)
	require.EqualValues(t, 198, c.scatter.freedom)
	d := differing(0.1, 50)
	require.InEpsilon(t, math.Sqrt(c.scatter.squares/198*c.Ranks.Inflation()/50), c.error(&d), 1e-12)
}

func TestOperation_BlamesOneInstanceOnlyWhenThatIsCertain(t *testing.T) {
	usual := tally{n: 1000}
	tests := []struct {
		name   string
		recent [places]tally
		place  int
		want   bool
	}{
		{"one of four became slower, and the others did not", [places]tally{{50, 0}, {50, 0}, {50, 50}, {50, 0}}, 2, true},
		{"all became slower", [places]tally{{50, 12}, {50, 12}, {50, 12}, {50, 12}}, 0, false},
		{"one seems slower, of which there are few spans", [places]tally{{2, 0}, {2, 0}, {2, 2}, {2, 0}}, 0, false},
		{"none became slower", [places]tally{{50, 0}, {50, -1}, {50, 0}, {50, 0}}, 0, false},
		{"there is only one", [places]tally{{50, 50}}, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := operation{usual: usual, recent: tt.recent, scatter: 0.36}
			place, ok := o.slowInstance()
			require.Equal(t, tt.want, ok)
			if ok {
				require.Equal(t, tt.place, place)
			}
		})
	}
	o := operation{usual: usual, recent: tests[0].recent}
	_, ok := o.slowInstance()
	require.False(t, ok, "how much durations differ is not known yet")
}

func TestBounds_KeepLogarithmsNear(t *testing.T) {
	require.Equal(t, 7, bounds{}.clip(7), "nothing is known")
	middle := latency.Place(50e6)
	tests := []struct {
		name       string
		body       float64
		below, top float64 // as ratios of the median
	}{
		{"two standard deviations of the middle", 0.6, math.Exp(-1.2), math.Exp(1.2)},
		{"two bins where all durations are alike", 0, math.Pow(2, -0.5), math.Sqrt2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := around(math.Log(50e6), tt.body)
			require.Equal(t, middle, b.clip(middle))
			require.Equal(t, latency.Place(50e6*tt.top), b.clip(latency.Place(50e9)))
			require.Equal(t, latency.Place(50e6*tt.below), b.clip(latency.Place(50e3)))
		})
	}
	require.NotPanics(t, func() { around(math.NaN(), math.NaN()); around(1e9, 1e9); around(-1e9, 1) })
}
