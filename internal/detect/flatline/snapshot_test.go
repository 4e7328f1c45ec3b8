package flatline_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

// restart lets a new Detector take over what was saved, the Collector being down for some time.
func (w *world) restart(t *testing.T, s flatline.Settings, down time.Duration) {
	saved := w.saved
	for key, data := range w.d.Snapshot() {
		saved[key] = data
	}
	next, err := flatline.New(s)
	require.NoError(t, err)
	for _, key := range slices.Sorted(maps.Keys(saved)) {
		require.NoError(t, next.Restore(key, saved[key], w.now), key)
	}
	next.Away(w.now, w.now.Add(down))
	w.d, w.now = next, w.now.Add(down)
	for _, p := range w.processes {
		for _, f := range p.streams {
			f.next = w.after(f, w.now)
		}
	}
}

func TestRestore_GoesOnWithWhatWasLearned(t *testing.T) {
	noon := threeWeeks.Add(12 * time.Hour)
	for name, down := range map[string]time.Duration{"after a minute": time.Minute, "after three hours": 3 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, declared(1))
			f := signups(60)
			w.start(shop("a", "1.0"), f)
			require.Empty(t, told(w.run(noon)))
			before := w.d.Streams()
			w.restart(t, declared(1), down)
			after := w.d.Streams()
			require.Equal(t, before[0].Mean, after[0].Mean)
			require.Equal(t, before[0].Events, after[0].Events)
			require.Equal(t, before[0].LastEvent, after[0].LastEvent)
			stop := w.now.Add(2 * time.Hour)
			f.rate = stopping(f.rate, stop, time.Time{})
			require.Empty(t, told(w.run(stop)))
			found := phases(w.run(stop.Add(40*time.Minute)), flatline.PhaseBegan)
			require.Len(t, found, 1)
			require.Equal(t, flatline.TierPage, found[0].Tier)
		})
	}
}

func TestRestore_OpenIncidentsAreNotToldAgainAndRecover(t *testing.T) {
	noon := threeWeeks.Add(12 * time.Hour)
	w := newWorld(t, declared(1))
	f := signups(60)
	w.start(shop("a", "1.0"), f)
	f.rate = stopping(f.rate, noon, noon.Add(3*time.Hour))
	began := phases(w.run(noon.Add(time.Hour)), flatline.PhaseBegan)
	require.Len(t, began, 1)
	w.restart(t, declared(1), 10*time.Minute)
	require.Equal(t, "alarmed", w.d.Streams()[0].State)
	found := w.run(noon.Add(4 * time.Hour))
	require.Empty(t, phases(found, flatline.PhaseBegan))
	recovered := phases(found, flatline.PhaseRecovered)
	require.Len(t, recovered, 1)
	require.Equal(t, began[0].Incident, recovered[0].Incident)
	require.Equal(t, began[0].Onset, recovered[0].Onset)
	require.InDelta(t, 60*3-10-2, recovered[0].Expected, 30)
}

func TestRestore_AnotherDefinitionBeginsAnew(t *testing.T) {
	w := newWorld(t, declared(1))
	w.start(shop("a", "1.0"), signups(60))
	w.run(monday.Add(24 * time.Hour))
	changed := declared(1)
	changed.Declared[0].Hash = "changed"
	w.restart(t, changed, time.Minute)
	require.Zero(t, w.d.Streams()[0].LastEvent)
}

func TestRestore_AfterMoreThanAWeekTheShapeIsKeptAndTheLevelForgotten(t *testing.T) {
	w := newWorld(t, declared(1))
	f := &flow{rate: office(60), most: 120}
	w.start(shop("a", "1.0"), f)
	w.run(threeWeeks)
	f.rate = func(t time.Time) float64 { return 2 * office(60)(t) }
	w.run(threeWeeks.AddDate(0, 0, 2))
	w.restart(t, declared(1), 10*24*time.Hour)
	w.run(w.now.Add(12 * time.Hour))
	require.InDelta(t, 70, w.d.Streams()[0].Rate, 30)
}

func TestSnapshot_YieldsOnlyWhatChanged(t *testing.T) {
	w := newWorld(t, declared(1))
	w.start(shop("a", "1.0"), signups(60))
	w.run(monday.Add(24 * time.Hour))
	require.NotEmpty(t, maps.Collect(w.d.Snapshot()))
	require.Empty(t, maps.Collect(w.d.Snapshot()))
	w.run(w.now.Add(10 * time.Minute))
	require.Len(t, maps.Collect(w.d.Snapshot()), 2)
}

func FuzzRestore(f *testing.F) {
	w := newWorld(f, declared(1))
	flow := signups(60)
	w.start(shop("a", "1.0"), flow)
	flow.rate = stopping(flow.rate, monday.AddDate(0, 0, 2), time.Time{})
	w.run(monday.AddDate(0, 0, 2).Add(time.Hour))
	w.d.Away(w.now, w.now.Add(time.Minute))
	saved := maps.Collect(w.d.Snapshot())
	for _, key := range slices.Sorted(maps.Keys(saved)) {
		f.Add(strings.SplitAfter(key, "/")[0], saved[key])
	}
	f.Fuzz(func(t *testing.T, key string, data []byte) {
		d, err := flatline.New(declared(1))
		require.NoError(t, err)
		saved := monday.AddDate(0, 0, 2).Add(time.Hour)
		_ = d.Restore(key, data, saved)
		d.Away(saved, saved.Add(time.Hour))
		sender := d.Sender(shop("a", "1.0"), saved)
		id := d.Stream(flatline.Key{Definition: 0, Service: "shop", Environment: "prod"}, saved)
		for i := range 5 {
			at := saved.Add(time.Hour + time.Duration(i)*7*time.Hour)
			d.Hear(flatline.Heard{Sender: sender, Received: at, First: at, Last: at, Items: 1, Entries: 1})
			d.Observe(flatline.Observation{Stream: id, Sender: sender, At: at, Received: at, Count: 1})
			d.Advance(at)
		}
		d.Streams()
		for range d.Snapshot() {
		}
	})
}
