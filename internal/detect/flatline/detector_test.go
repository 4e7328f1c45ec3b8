package flatline_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

var threeWeeks = monday.AddDate(0, 0, 21)

func TestDetector_TellsTotalSilenceNearTheLimit(t *testing.T) {
	for name, rate := range map[string]float64{"10 an hour": 10, "60 an hour": 60, "600 an hour": 600} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, declared(1))
			f := signups(rate)
			w.start(shop("a", "1.0"), f)
			stop, back := threeWeeks.Add(10*time.Hour), threeWeeks.Add(20*time.Hour)
			f.rate = stopping(f.rate, stop, back)
			require.Empty(t, told(w.run(stop)))
			found := w.run(back.Add(5 * time.Hour))
			began := phases(found, flatline.PhaseBegan)
			require.Len(t, began, 1)
			one := began[0]
			limit := time.Duration(math.Log1p(8760*rate) / rate * float64(time.Hour))
			require.Less(t, one.At.Sub(one.LastEvent), 2*limit)
			require.Equal(t, flatline.KindFlatline, one.Kind)
			require.Equal(t, flatline.TierPage, one.Tier)
			require.Equal(t, "signups", one.Stream)
			require.False(t, one.Earliest.After(one.At))
			require.False(t, one.LastEvent.After(stop))
			require.Equal(t, one.LastEvent, one.Onset)
			require.LessOrEqual(t, len(one.Series.Seen), 96)
			require.NotEmpty(t, one.Series.Seen)
			require.NotEmpty(t, phases(found, flatline.PhaseWentOn))
			recovered := phases(found, flatline.PhaseRecovered)
			require.Len(t, recovered, 1)
			require.Equal(t, one.Incident, recovered[0].Incident)
			require.WithinDuration(t, back, recovered[0].Until, max(5*limit/10, time.Minute))
			require.InEpsilon(t, rate*10, recovered[0].Expected, 0.3)
			require.Zero(t, recovered[0].Seen)
			t.Log(one.At.Sub(one.LastEvent), limit)
		})
	}
}

// office is a rate by day, without nights and weekends.
func office(rate float64) func(time.Time) float64 {
	return func(t time.Time) float64 {
		if h := t.Hour(); h < 7 || h >= 20 {
			return 0
		}
		return rate
	}
}

func TestDetector_IsSilentWhenNothingIsWrong(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for name, test := range map[string]struct {
		change func(*world, *process, *flow)
		days   int
		zone   *time.Location
	}{
		"every night is idle": {func(_ *world, _ *process, f *flow) { f.rate = office(60) }, 10, nil},
		"every night is idle and nothing at all is sent": {func(_ *world, p *process, f *flow) {
			f.rate = office(60)
			p.calls = func(t time.Time) int { return int(office(10)(t)) }
		}, 10, nil},
		"clocks go forward": {func(_ *world, _ *process, f *flow) {
			f.rate = func(t time.Time) float64 { return office(600)(t.In(berlin)) }
		}, 10, berlin},
		"a sender is behind by five minutes": {func(_ *world, p *process, _ *flow) { p.skew = 5 * time.Minute }, 3, nil},
		"a sender is ahead by five minutes":  {func(_ *world, p *process, _ *flow) { p.skew = -5 * time.Minute }, 3, nil},
		"items come three minutes late": {func(w *world, p *process, _ *flow) {
			p.late = 3 * time.Minute
		}, 3, nil},
		"a burst is twenty times as busy, then all is as before": {func(_ *world, _ *process, f *flow) {
			f.most = 1200
			f.rate = func(t time.Time) float64 {
				if at := t.Sub(threeWeeks); at > 24*time.Hour && at < 26*time.Hour {
					return 1200
				}
				return 60
			}
		}, 4, nil},
		"traffic doubles": {func(_ *world, _ *process, f *flow) {
			f.most = 120
			f.rate = func(t time.Time) float64 {
				if t.After(threeWeeks.AddDate(0, 0, 1)) {
					return 120
				}
				return 60
			}
		}, 5, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := declared(0.1)
			s.Zone, s.Shadow = test.zone, 14*24*time.Hour // edges of nights are learned slowly
			w := newWorld(t, s)
			f := signups(60)
			p := w.start(shop("a", "1.0"), f)
			test.change(w, p, f)
			f.most = max(f.most, 600)
			require.Empty(t, told(w.run(threeWeeks.AddDate(0, 0, test.days))))
		})
	}
}
