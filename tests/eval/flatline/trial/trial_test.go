package trial

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/limit"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/play"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/rule"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/series"
	"github.com/tidemark-otel/tidemark/tests/eval/flatline/thin"
)

var monday = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// steady is a case of six weeks with as many events in every hour.
func steady(rate float64) *Case {
	s := &series.Series{Name: "steady", Start: monday, Bin: time.Hour, Counts: make([]float64, 6*168)}
	for i := range s.Counts {
		s.Counts[i] = 100
	}
	return &Case{Series: s, Rate: rate, Budget: 1, Seed: 1}
}

func TestSays_OnlyWhatIsNewAndReachesPeople(t *testing.T) {
	for name, c := range map[string]struct {
		finding flatline.Finding
		want    told
	}{
		"a page":                      {flatline.Finding{Phase: flatline.PhaseBegan, Kind: flatline.KindFlatline, Tier: flatline.TierPage}, page},
		"a notice":                    {flatline.Finding{Phase: flatline.PhaseBegan, Kind: flatline.KindConversion, Tier: flatline.TierNotice}, notice},
		"a note":                      {flatline.Finding{Phase: flatline.PhaseBegan, Kind: flatline.KindRenamed, Tier: flatline.TierNote}, nothing},
		"lost telemetry, of any tier": {flatline.Finding{Phase: flatline.PhaseBegan, Kind: flatline.KindGap, Tier: flatline.TierPage}, gap},
		"a page that goes on":         {flatline.Finding{Phase: flatline.PhaseWentOn, Kind: flatline.KindFlatline, Tier: flatline.TierPage}, nothing},
		"a page that is over":         {flatline.Finding{Phase: flatline.PhaseRecovered, Kind: flatline.KindFlatline, Tier: flatline.TierPage}, nothing},
		"a page in shadow":            {flatline.Finding{Phase: flatline.PhaseShadow, Kind: flatline.KindFlatline, Tier: flatline.TierPage}, nothing},
		"a page of the reference": {flatline.Finding{Phase: flatline.PhaseBegan, Kind: flatline.KindFlatline, Tier: flatline.TierPage,
			Key: flatline.Key{Definition: 1}}, nothing},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, says(&c.finding)) })
	}
}

func TestOutcomes_AddUpWhatMatches(t *testing.T) {
	a, b := Outcomes{}, Outcomes{}
	for i, out := range []Outcomes{a, b} {
		o := out.Of(Key{What: "x", Rate: 10})
		o.Times, o.Gap = 1, i
		o.Delays.Add(float64(i + 1))
		o.expose(8760)
		o.count(page)
		out.Of(Key{What: "y"}).Times = 5
	}
	a.Join(b)
	sum := a.Sum(func(k Key) bool { return k.What == "x" })
	require.Equal(t, []int{2, 1, 2, 2}, []int{sum.Times, sum.Gap, sum.Delays.Of(), sum.Pages.Count})
	require.Equal(t, 2.0, sum.Pages.Years)
	require.True(t, a.Sum(func(Key) bool { return false }).Empty())
	require.False(t, sum.Empty())
}

func TestOnsets_AreWarmAndLeaveTimeForAnAnswer(t *testing.T) {
	c := steady(10)
	hole := monday.Add(4 * 7 * 24 * time.Hour)
	c.Series.Holes = []series.Hole{{From: hole, To: hole.Add(7 * 24 * time.Hour)}}
	all := c.onsets("x", 300, nil)
	require.Len(t, all, 300)
	for _, m := range all {
		require.GreaterOrEqual(t, m.at, c.Start()+learned)
		require.LessOrEqual(t, m.at, c.End()-enough)
		require.False(t, c.Series.Unknown(instant(m.at), instant(m.at)))
	}
	require.Equal(t, all, c.onsets("x", 300, nil))
	require.NotEqual(t, all, c.onsets("y", 300, nil))
}

func TestRules_OfASteadyStream(t *testing.T) {
	c := steady(60)
	out := Rules(c, 20)
	for _, r := range rule.All() {
		o := out.Of(c.key(r.Name()))
		require.Equal(t, 20, o.Times+o.Delays.Before, r.Name())
		require.InDelta(t, 3.0/52, o.Pages.Years, 1e-3)
	}
	absent := out.Of(c.key("zero for 10 m"))
	require.InDelta(t, 10/limit.Threshold(60, 1), absent.Delays.Quantile(0.5), 1e-3, "ten minutes over the limit")
}

func TestOracles_ReachTheLimitOfASteadyStreamWithinTheirBudget(t *testing.T) {
	c := steady(60)
	c.Budget = 12
	o := Oracles(c, 100).Of(c.key(Oracle(limit.Aside)))
	require.InDelta(t, 1, o.Delays.Quantile(0.5), 0.01)
	require.LessOrEqual(t, o.Pages.Count, o.Pages.Allowed(12))
}

func TestDropped_OfATotalLossIsTheLimit(t *testing.T) {
	c := steady(60)
	onset := c.Start() + learned
	after, ok := dropped(c.oracle(), onset, 13.2, func(int64) float64 { return 1 })
	require.True(t, ok)
	require.Equal(t, 14*minute, after)
	slower, ok := dropped(c.oracle(), onset, 13.2, gradual)
	require.True(t, ok)
	require.Greater(t, slower, 60*minute)
	_, ok = dropped(c.oracle(), onset, 13.2, func(int64) float64 { return 0 })
	require.False(t, ok)
}

func TestOnWall_SkipsAnHourOrHasItTwice(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for name, c := range map[string]struct {
		change  time.Time
		forward bool
		hours   map[int]int // hour on the wall: events
	}{
		"clocks go forward": {time.Date(2024, 3, 31, 1, 0, 0, 0, time.UTC), true, map[int]int{0: 60, 1: 60, 3: 60, 4: 60}},
		"clocks go back":    {time.Date(2024, 10, 27, 1, 0, 0, 0, time.UTC), false, map[int]int{0: 60, 1: 60, 2: 120, 3: 60, 4: 60}},
	} {
		t.Run(name, func(t *testing.T) {
			midnight := time.Date(c.change.Year(), c.change.Month(), c.change.Day(), 0, 0, 0, 0, time.UTC).UnixNano()
			var wall []int64
			for i := range int64(5 * 60) {
				wall = append(wall, midnight+i*minute)
			}
			got := onWall(wall, c.change.UnixNano(), c.forward)
			require.True(t, slices.IsSorted(got))
			hours := map[int]int{}
			for _, at := range got {
				hours[instant(at).In(zone).Hour()]++
			}
			require.Equal(t, c.hours, hours)
		})
	}
}

func TestGrown_HasHalfOfItsEventsBefore(t *testing.T) {
	var events []int64
	for i := range int64(20000) {
		events = append(events, i)
	}
	got := grown(events, 10000, thin.Source(1, "grown").Float64)
	before, _ := slices.BinarySearch(got, 10000)
	require.InDelta(t, 5000, before, 250)
	require.Equal(t, 10000, len(got)-before)
}

func TestDeploy_GivesTheNewReleaseItsShare(t *testing.T) {
	for after, share := range map[int64]float64{0: 0.05, 25 * minute: 0.25, 50 * minute: 0.6, 2 * hour: 1} {
		require.Equal(t, share, gradual(after))
	}
	c := steady(60)
	w := play.New(away{}, c.Track(), senders, false, c.Start(), c.Source("senders"))
	deploy(w, func(int64) float64 { return 0.1 })
	fail(w)
	sum := 0.0
	for sender := range 2 * senders {
		sum += w.Fault.Share(w.Now(), sender)
	}
	require.InDelta(t, 0.1, senders*w.Fault.Share(w.Now(), senders)/sum, 1e-9)
	require.Equal(t, []float64{1, 0}, []float64{w.Fault.Lost(0, broken), w.Fault.Lost(0, play.Release)})
}

func TestShape_IsRelativeToTheMean(t *testing.T) {
	c := steady(10)
	for i := range c.Series.Counts {
		if i%24 < 12 {
			c.Series.Counts[i] = 0
		}
	}
	shape := c.shape()
	require.InDelta(t, 0.2, shape[0], 1e-9)
	require.InDelta(t, 2, shape[23], 1e-9)
	require.False(t, math.IsNaN(shape[167]))
}
