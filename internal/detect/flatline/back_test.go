package flatline_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

func TestDetector_AClockThatWasAheadLeavesNoStreamBlind(t *testing.T) {
	for name, ahead := range map[string]time.Duration{"by three hours": 3 * time.Hour, "by three weeks": 21 * 24 * time.Hour, "by years": 1000 * 24 * time.Hour} {
		for name, stops := range map[string]bool{name: false, name + ", while the stream stopped": true} {
			t.Run(name, func(t *testing.T) {
				noon := threeWeeks.Add(12 * time.Hour)
				w := newWorld(t, declared(1))
				f := signups(60)
				w.start(shop("a", "1.0"), f)
				require.Empty(t, told(w.run(noon)))
				w.clock = ahead
				if stops {
					f.rate = stopping(f.rate, noon, noon.Add(30*time.Minute))
				}
				w.run(noon.Add(30 * time.Minute))
				w.clock = 0
				f.rate = steady(60)
				stop := noon.Add(3 * 24 * time.Hour)
				require.Empty(t, phases(w.run(stop), flatline.PhaseBegan))
				f.rate = stopping(f.rate, stop, stop.Add(2*time.Hour))
				found := w.run(stop.Add(3 * time.Hour))
				require.Len(t, phases(found, flatline.PhaseBegan), 1, "its silence is told as before")
				require.Len(t, phases(found, flatline.PhaseRecovered), 1)
			})
		}
	}
}

func TestDetector_AStreamThatBeganWhileTheClockWasAheadLeavesTheShadow(t *testing.T) {
	s := declared(1)
	s.Shadow = 24 * time.Hour
	w := newWorld(t, s)
	f := signups(60)
	w.start(shop("a", "1.0"), f)
	w.clock = 365 * 24 * time.Hour
	w.run(monday.Add(time.Hour))
	w.clock = 0
	w.run(threeWeeks)
	f.rate = stopping(f.rate, threeWeeks, time.Time{})
	require.Len(t, phases(w.run(threeWeeks.Add(2*time.Hour)), flatline.PhaseBegan), 1)
}

func TestDetector_MakesRoomAfterTheClockWasAhead(t *testing.T) {
	d, err := flatline.New(flatline.Settings{MaxSenders: 1, Discover: flatline.Discover{MaxStreams: 1}})
	require.NoError(t, err)
	ahead := monday.AddDate(10, 0, 0)
	for _, now := range []time.Time{ahead, ahead.Add(time.Minute)} { // the second finds no room
		d.Sender(flatline.Sender{Service: "shop", Instance: now.String()}, now)
		d.Stream(flatline.Key{Definition: -1, Service: "shop", Name: now.String()}, now)
		d.Advance(now)
	}
	d.Advance(monday)
	later := monday.AddDate(0, 0, 20)
	require.NotZero(t, d.Stream(flatline.Key{Definition: -1, Service: "shop", Name: "new"}, later))
	d.Sender(flatline.Sender{Service: "shop", Instance: "new"}, later)
	require.EqualValues(t, 1, d.Stats().SenderOverflow)
}
