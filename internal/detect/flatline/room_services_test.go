package flatline

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDetector_ServicesThatAreNotUsedAnyMoreMakeRoom(t *testing.T) {
	d, err := New(Settings{MaxSenders: 100})
	require.NoError(t, err)
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for n := range 200 {
		now = now.Add(time.Hour)
		d.Sender(Sender{Service: fmt.Sprint("preview-", n)}, now)
	}
	now = now.AddDate(0, 6, 0)
	d.Advance(now)
	require.NotZero(t, d.Sender(Sender{Service: "new"}, now), "half a year later nothing of them is in use")
}

// preview lets a service send some events of a stream of its own.
func preview(t *testing.T, d *Detector, n int, definition int, now time.Time) StreamID {
	service := fmt.Sprint("preview-", n)
	sender := d.Sender(Sender{Service: service, Instance: "pod"}, now)
	id := d.Stream(Key{Definition: definition, Service: service, Signal: SignalSpan, Name: "server GET /"}, now)
	for k := range 3 {
		at := now.Add(time.Duration(k) * time.Second)
		d.Hear(Heard{Sender: sender, Received: at, First: at, Last: at, Items: 1, Entries: 1})
		d.Observe(Observation{Stream: id, Sender: sender, At: at, Received: at, Count: 1})
	}
	return id
}

func TestDetector_ServicesLeaveWithTheirStreamsAndTheirIdsAreUsedAgain(t *testing.T) {
	const limit = 50
	d, err := New(Settings{MaxSenders: limit, Declared: []Declared{{Name: "signups"}}})
	require.NoError(t, err)
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for n := range limit {
		require.NotZero(t, preview(t, d, n, n%2-1, now))
		now = now.Add(time.Minute)
	}
	kept := now.Add(-time.Minute) // the newest service
	require.Zero(t, preview(t, d, limit, -1, now))
	for round := range 4 {
		now = now.AddDate(0, 0, 15)
		kept = kept.AddDate(0, 0, 15)
		preview(t, d, limit-1, 0, kept)
		d.Advance(now)
		for n := range limit - 1 {
			require.NotZero(t, preview(t, d, 1000*(round+1)+n, n%2-1, now), "round %d, service %d", round, n)
		}
		require.Zero(t, preview(t, d, 1000*(round+1)+limit, -1, now))
		stats := d.Stats()
		require.Equal(t, limit, stats.Streams)
		require.Equal(t, limit, stats.Senders)
		require.Equal(t, limit/2, stats.Declared)
		names := map[string]float64{}
		for _, s := range d.Streams() {
			names[s.Key.Service] = s.Events
		}
		require.Len(t, names, limit)
		require.EqualValues(t, 3*(round+2), names[fmt.Sprint("preview-", limit-1)], "the one that lives on")
		require.EqualValues(t, 3, names[fmt.Sprint("preview-", 1000*(round+1))])
	}
	require.LessOrEqual(t, d.streams.size, 3*limit)
	var services int
	for id := range d.senders.Services("") {
		services++
		_, name, _ := d.senders.Name(id)
		require.Contains(t, name, "preview-")
	}
	require.Equal(t, limit, services)
}

func TestDetector_AServiceStaysWhileOfItAStreamIsExpectedOrAnIncidentOpen(t *testing.T) {
	d, err := New(Settings{MaxSenders: 3})
	require.NoError(t, err)
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	expected, told := preview(t, d, 0, -1, now), preview(t, d, 1, -1, now)
	preview(t, d, 2, -1, now)
	for range 100 {
		now = now.Add(time.Minute)
		d.Observe(Observation{Stream: expected, Sender: 1, At: now, Received: now, Count: 10})
		d.Hear(Heard{Sender: 1, Received: now, First: now, Last: now, Items: 1})
	}
	now = now.Add(2 * time.Hour)
	d.Advance(now)
	require.True(t, d.isWatched(d.streams.at(expected)))
	d.begin(Incident{Name: "gap", Kind: KindGap, Service: "preview-1", Gone: []GoneSender{{Sender: Sender{Service: "preview-1"}, Last: now}}})
	now = now.AddDate(0, 1, 0)
	d.Advance(now)
	require.NotZero(t, preview(t, d, 3, -1, now))
	require.True(t, d.streams.known(expected))
	require.True(t, d.streams.known(told))
	require.True(t, d.senders.Known("", "preview-0", ""))
	require.False(t, d.senders.Known("", "preview-2", ""))
}
