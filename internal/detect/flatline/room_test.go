package flatline

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRoom_IsFirstForWhatWasDeclaredAndThenForAnybody(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	newDetector := func() *Detector {
		d, err := New(Settings{
			Declared: []Declared{{Name: "signups", Tier: TierPage, Budget: 1, MaxSplits: 1}, {Name: "orders", Tier: TierPage, Budget: 1, MaxSplits: 3}},
			Discover: Discover{Budget: 12, MaxStreams: 100}, MaxStreams: 20, MaxSenders: 1000,
		})
		require.NoError(t, err)
		return d
	}
	// fill asks for 50 streams and returns how many found room.
	fill := func(d *Detector, definition int, signal Signal) (got int) {
		for n := range 50 {
			if d.Stream(Key{Definition: definition, Service: fmt.Sprint("s", n), Environment: "e", Signal: signal, Name: "x"}, now) != 0 {
				got++
			}
		}
		return got
	}
	d := newDetector()
	require.Equal(t, 14, fill(d, -1, SignalSpan), "20 without the 2 and 4 that are claimed")
	require.Equal(t, 2, fill(d, 0, 0), "what it claims, and no more")
	require.Equal(t, 4, fill(d, 1, 0))
	d = newDetector()
	require.Equal(t, 16, fill(d, 0, 0), "a declaration that fits many services takes what nobody claims")
	require.Equal(t, 4, fill(d, 1, 0))
	require.Zero(t, fill(d, -1, SignalLog))
	require.Equal(t, uint64(34+46+50), d.Stats().Overflow)
}

func TestRoom_AStreamThatIsJustBornIsNotStale(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	d, err := New(Settings{Discover: Discover{Budget: 12, MaxStreams: 2}, MaxStreams: 10, MaxSenders: 10})
	require.NoError(t, err)
	ids := map[StreamID]bool{}
	for _, name := range []string{"a", "b", "c", "d"} {
		ids[d.Stream(Key{Definition: -1, Service: "s", Environment: "e", Signal: SignalSpan, Name: name}, now)] = true
	}
	require.Equal(t, map[StreamID]bool{1: true, 2: true, 0: true}, ids)
}
