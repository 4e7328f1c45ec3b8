package slowdown

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDetector_SaysNothingOfHostileSpans(t *testing.T) {
	w := newWorld(t, 9, warm())
	o := w.d.Operation(Key{Service: "shop", Operation: "server GET /pay"}, start)
	r := w.d.Release("", "shop", "", "1", start)
	durations := []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, 5e6}
	times := []time.Time{{}, start, time.Unix(0, 0), time.Unix(1<<40, 0), start.Add(time.Hour), start.Add(-time.Hour)}
	for i := range 100 {
		now := start.Add(time.Duration(i) * time.Minute)
		for _, d := range durations {
			for _, at := range times {
				for _, count := range []float64{1, 0, -5, math.NaN(), math.Inf(1)} {
					w.d.Observe(Span{Operation: o, Release: r, Instance: 77, Stratum: 255, Start: at, Duration: d, Received: now, Count: count})
					w.d.Observe(Span{Operation: 99, Release: 99, Start: at, Duration: d, Received: at})
					w.d.Observe(Span{Operation: o, Release: 99, Start: at, Duration: d, Received: at, Count: count})
				}
			}
		}
		require.Empty(t, w.d.Advance(now))
	}
	s := w.d.Stats()
	require.NotZero(t, s.Odd)
	require.NotZero(t, s.Late)
	require.NotZero(t, s.Skewed)
	require.NotZero(t, s.Unversioned)
	require.Len(t, w.d.Operations(), 1)
}

func TestDetector_LeavesOutSpansThatAreAnHourLate(t *testing.T) {
	w := newWorld(t, 10, warm())
	w.minutes(20, on("1", 50, 1))
	for range 30 {
		w.minutes(1, on("1", 50, 1), on("2", 50, 1))
		o := w.d.Operation(Key{Namespace: "ns", Service: "shop", Environment: "prod", Operation: "server GET /pay"}, w.now)
		for range 100 {
			w.d.Observe(Span{Operation: o, Release: w.d.Release("ns", "shop", "prod", "2", w.now), Start: w.now.Add(-time.Hour),
				Duration: 500e6, Received: w.now, Count: 1})
		}
	}
	require.Empty(t, w.found)
	require.EqualValues(t, 3000, w.d.Stats().Late)
}

func TestDetector_BelievesASenderWhoseClockIsBehind(t *testing.T) {
	w := newWorld(t, 11, warm())
	behind := 3 * time.Hour
	var late uint64
	for i := range 150 {
		now := start.Add(time.Duration(i) * time.Minute)
		o := w.d.Operation(Key{Service: "shop", Operation: "server GET /pay"}, now)
		w.d.Observe(Span{Operation: o, Start: now.Add(-behind), Duration: 1e6, Received: now, Count: 1})
		if i == 100 {
			late = w.d.Stats().Late
		}
	}
	require.EqualValues(t, late, w.d.Stats().Late, "no more once an hour has shown that the clock is behind")
}

func TestDetector_IsNotLedAstrayByVersionsThatFlap(t *testing.T) {
	w := newWorld(t, 12, warm())
	for range 12 {
		w.minutes(7, on("1", 50, 1))
		w.minutes(7, on("2", 50, 1))
	}
	require.Empty(t, w.found)
	w.minutes(30, on("1", 50, 1), on("2", 75, 1))
	require.Equal(t, []string{"regression 2"}, w.told(PhaseBegan))
}

func TestDetector_TellsAFewOfAThousandVersionsApart(t *testing.T) {
	w := newWorld(t, 13, warm())
	var calls []call
	for i := range 1000 {
		calls = append(calls, on(fmt.Sprint("v", i), 50, 1))
	}
	w.rate = 2000
	w.minutes(40, calls...)
	require.Empty(t, w.found)
	s := w.d.Stats()
	require.Equal(t, releasesKnown, s.Releases)
	require.NotZero(t, s.ReleaseOverflow)
	require.NotZero(t, s.Folded)
	require.Len(t, w.d.Operations()[0].Releases, 3)
	w.minutes(90, on("1", 50, 1), on("2", 75, 1))
	require.Equal(t, []string{"regression 2"}, w.told(PhaseBegan), "they make room for those that last")
}

func TestDetector_CountsWhatFindsNoRoom(t *testing.T) {
	s := warm()
	s.MaxOperations, s.MaxInstances = 3, 2
	d, err := New(s)
	require.NoError(t, err)
	for i := range 10 {
		d.Operation(Key{Service: "shop", Operation: fmt.Sprint(i)}, start)
		r := d.Release("", "shop", "", "1", start)
		d.Instance(fmt.Sprint(i), "", r, start)
	}
	require.Zero(t, d.Operation(Key{Service: "shop", Operation: "9"}, start))
	require.NotZero(t, d.Operation(Key{Service: "shop", Operation: "2"}, start))
	for i := range 10 {
		d.Operation(Key{Service: fmt.Sprint("other", i)}, start)
	}
	require.Zero(t, d.Release("", "shop", "", "", start))
	got := d.Stats()
	require.Equal(t, 3, got.Operations)
	require.Equal(t, 2, got.Instances)
	require.EqualValues(t, 8, got.InstanceOverflow)
	require.EqualValues(t, 18, got.Overflow)
	r := d.Release("", "shop", "", "1", start)
	require.NotZero(t, d.Instance("new", "", r, start.Add(2*time.Hour)), "idle instances make room")
}

func TestDetector_SurvivesAClockThatIsSetBack(t *testing.T) {
	w := newWorld(t, 14, warm())
	w.minutes(30, on("1", 50, 1))
	w.now = w.now.Add(-24 * time.Hour)
	w.minutes(10, on("1", 50, 1))
	w.minutes(40, on("1", 50, 1), on("2", 75, 1))
	require.Equal(t, []string{"regression 2"}, w.told(PhaseBegan))
}

func TestSettings_AreChecked(t *testing.T) {
	_, err := New(Settings{Alpha: 2, Budget: -1, MaxReleases: 9, MaxOperations: -1})
	require.Error(t, err)
	require.Equal(t, 4, len(strings.Split(err.Error(), "\n")))
}

func TestDetector_TakesSpansThatAreAllOnTheWayForMinutes(t *testing.T) {
	w := newWorld(t, 15, warm())
	lag := 4 * time.Minute
	for i := range 60 {
		for j := range 200 {
			at := w.now.Add(time.Duration(j) * 300 * time.Millisecond)
			version, median := "1", 50e6
			if i > 20 && w.r.Float64() < 0.5 {
				version, median = "2", 75e6
			}
			o := w.d.Operation(Key{Service: "shop", Operation: "server GET /pay"}, at)
			w.d.Observe(Span{Operation: o, Release: w.d.Release("", "shop", "", version, at), Start: at.Add(-lag),
				Duration: median * math.Exp(0.6*w.r.NormFloat64()), Received: at, Count: 1})
			if j%10 == 0 {
				w.found = append(w.found, w.d.Advance(at)...)
			}
		}
		w.now = w.now.Add(time.Minute)
	}
	require.Equal(t, []string{"regression 2"}, w.told(PhaseBegan))
	require.Zero(t, w.d.Stats().Late)
}

func TestDetector_MakesRoomForNewOperations(t *testing.T) {
	s := warm()
	s.MaxOperations = 2
	w := newWorld(t, 16, s)
	w.minutes(30, under("a", "1", 50, 1), under("b", "1", 50, 1), under("b", "2", 90, 1))
	require.Len(t, w.told(PhaseBegan), 1)
	w.now = w.now.Add(8 * 24 * time.Hour)
	w.minutes(60, under("a", "1", 50, 1))
	w.minutes(10, under("c", "1", 50, 1))
	require.Equal(t, 2, w.d.Stats().Operations)
	require.Len(t, w.d.Operations(), 2)
	require.Equal(t, "c", w.d.Operations()[1].Key.Operation)
}
