package flatline_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

func between(t, from, to time.Time) bool { return !t.Before(from) && t.Before(to) }

func TestDetector_TellsLostTelemetryFromLostBusiness(t *testing.T) {
	noon := threeWeeks.Add(12 * time.Hour)
	for name, test := range map[string]struct {
		change func(*world, *process)
		want   []string // kinds that began
	}{
		"all senders are silent for two hours": {func(_ *world, p *process) {
			p.sends = func(t time.Time) bool { return !between(t, noon, noon.Add(2*time.Hour)) }
		}, []string{"telemetry_gap"}},
		"the Collector was down for an hour": {func(w *world, p *process) {
			p.sends = func(t time.Time) bool { return !between(t, noon, noon.Add(time.Hour)) }
			w.away = append(w.away, [2]time.Time{noon, noon.Add(time.Hour)})
		}, nil},
		"the clock of the Collector was set forward by an hour": {func(w *world, _ *process) {
			w.away = append(w.away, [2]time.Time{noon, noon})
			w.jump = time.Hour
		}, nil},
		"the clock of the Collector was set back by an hour": {func(w *world, _ *process) {
			w.away = append(w.away, [2]time.Time{noon, noon})
			w.jump = -time.Hour
		}, nil},
		"senders hold all back for four minutes and send it then": {func(_ *world, p *process) {
			p.held = func(t time.Time) bool { return between(t, noon, noon.Add(4*time.Minute)) }
		}, nil},
		"senders hold all back for an hour and send it then": {func(_ *world, p *process) {
			p.held = func(t time.Time) bool { return between(t, noon, noon.Add(time.Hour)) }
		}, []string{"telemetry_gap"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, declared(0.1))
			test.change(w, w.start(shop("a", "1.0"), signups(200)))
			var kinds []string
			found := w.run(noon.Add(12 * time.Hour))
			t.Log(told(found))
			for _, f := range phases(found, flatline.PhaseBegan) {
				kinds = append(kinds, f.Kind.String())
			}
			require.Equal(t, test.want, kinds)
		})
	}
}

func TestDetector_LateEventsCancelASilence(t *testing.T) {
	noon := threeWeeks.Add(12 * time.Hour)
	w := newWorld(t, declared(0.1))
	f := signups(60)
	p := w.start(shop("a", "1.0"), f)
	f.rate = stopping(f.rate, noon, time.Time{})
	require.Empty(t, told(w.run(noon.Add(10*time.Minute))))
	for range 3 { // an event of seven minutes ago each three minutes
		w.d.Observe(flatline.Observation{Stream: f.id, Sender: p.id, At: w.now.Add(-7 * time.Minute), Received: w.now, Count: 1})
		require.Empty(t, told(w.run(w.now.Add(3*time.Minute))))
	}
	found := phases(w.run(w.now.Add(time.Hour)), flatline.PhaseBegan)
	require.Len(t, found, 1)
	require.Equal(t, noon.Add(9*time.Minute), found[0].LastEvent)
}

func TestDetector_JumpsInTimeFindTheSameAsSmallSteps(t *testing.T) {
	noon := threeWeeks.Add(12 * time.Hour)
	find := func(step time.Duration) flatline.Finding {
		w := newWorld(t, declared(1))
		f := signups(60)
		p := w.start(shop("a", "1.0"), f)
		f.rate = stopping(f.rate, noon, time.Time{})
		w.run(noon)
		for at := noon.Add(step); ; at = at.Add(step) {
			if step < time.Hour {
				w.d.Hear(flatline.Heard{Sender: p.id, Received: at, First: at, Last: at, Items: 10, Entries: 10, Roots: 10})
			}
			if found := phases(w.d.Advance(at), flatline.PhaseBegan); len(found) > 0 {
				return found[0]
			}
		}
	}
	small, large := find(time.Second), find(6*time.Hour)
	require.WithinDuration(t, small.Onset, large.Onset, 0)
	require.Equal(t, flatline.KindFlatline, small.Kind)
	require.Equal(t, flatline.KindGap, large.Kind, "nothing at all was heard meanwhile")
	require.Less(t, large.At.Sub(large.LastEvent), time.Hour, "told as of the time at which it could be decided")
}

func TestDetector_AYearWithoutFaultsMakesAboutItsBudgetOfAlarms(t *testing.T) {
	const streams, budget = 12, 4.
	declared := make([]flatline.Declared, streams)
	var flows []*flow
	for i := range declared {
		declared[i] = flatline.Declared{Name: string(rune('a' + i)), Tier: flatline.TierPage, Budget: budget}
		flows = append(flows, &flow{key: flatline.Key{Definition: i}, rate: steady(20), most: 20})
	}
	w := newWorld(t, flatline.Settings{Declared: declared})
	w.start(shop("a", "1.0"), flows...)
	w.run(threeWeeks)
	pages := 0
	for _, f := range phases(w.run(threeWeeks.AddDate(0, 0, 365/streams)), flatline.PhaseBegan) {
		if f.Tier == flatline.TierPage {
			pages++
		}
	}
	require.LessOrEqual(t, pages, 9, "97.5 %% of Poisson counts of 4 are at most 8; one more for the rounded year")
	t.Log(pages)
}
