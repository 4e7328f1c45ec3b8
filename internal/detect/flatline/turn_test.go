package flatline

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// lockstep is a detector of streams of one service that came each minute for days and all stopped at once, while their sender lives on.
func lockstep(t testing.TB, streams int, declared ...string) (d *Detector, sender SenderID, now time.Time) {
	s := Settings{Discover: Discover{MaxStreams: streams}, MaxStreams: 50_000}
	for _, name := range declared {
		s.Declared = append(s.Declared, Declared{Name: name, Tier: TierPage})
	}
	d, err := New(s)
	require.NoError(t, err)
	now = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	sender = d.Sender(Sender{Service: "shop", Environment: "prod", Instance: "a"}, now)
	var ids []StreamID
	for n := range streams {
		ids = append(ids, d.Stream(Key{Definition: -1, Service: "shop", Environment: "prod", Signal: SignalSpan, Name: fmt.Sprint("internal job-", n)}, now))
	}
	for n := range declared {
		ids = append(ids, d.Stream(Key{Definition: n, Service: "shop", Environment: "prod"}, now))
	}
	for range 30 * 60 {
		now = now.Add(time.Minute)
		hear(d, sender, now)
		for _, id := range ids {
			d.Observe(Observation{Stream: id, Sender: sender, At: now, Received: now, Count: 1})
		}
	}
	return d, sender, now
}

func hear(d *Detector, sender SenderID, now time.Time) {
	d.Hear(Heard{Sender: sender, Received: now, First: now, Last: now, Items: 10, Entries: 10, Roots: 10})
}

func alarmed(d *Detector) (n int) {
	for id := StreamID(1); int(id) <= d.streams.size; id++ {
		if d.streams.known(id) && d.streams.at(id).alarmed() {
			n++
		}
	}
	return n
}

// Data waits while streams are judged.
func TestDetector_StreamsThatStopTogetherAreJudgedInTurnAndNoneIsLost(t *testing.T) {
	const streams = 300
	d, sender, now := lockstep(t, streams, "signups")
	most, before := 0, 0
	var found []Finding
	var first time.Time
	for range 1300 {
		now = now.Add(time.Second)
		hear(d, sender, now)
		found = append(found, d.Advance(now)...)
		after := alarmed(d)
		if before <= 1 && after > 1 {
			first = now
		}
		if before <= streams && after > streams {
			require.LessOrEqual(t, now.Sub(first), 10*time.Second)
		}
		most, before = max(most, after-before), after
	}
	require.LessOrEqual(t, most, 40)
	require.Equal(t, streams+1, before)
	require.Len(t, found, 1)
	require.Equal(t, TierPage, found[0].Tier)
	require.Empty(t, d.turns.waiting[0])
	require.Empty(t, d.turns.waiting[1])
}

func TestDetector_WhatWasDeclaredHasTheFirstTurn(t *testing.T) {
	d, _, now := lockstep(t, 2, "signups")
	d.turns.left = 0
	for id := range StreamID(3) {
		require.Equal(t, never, d.raise(id+1, d.streams.at(id+1), suspicion{now: now.UnixNano()}))
		require.Equal(t, never, d.raise(id+1, d.streams.at(id+1), suspicion{now: now.UnixNano()}), "it waits once")
	}
	require.Equal(t, [2][]StreamID{{3}, {1, 2}}, d.turns.waiting)
	d.Advance(now.Add(time.Second))
	require.Equal(t, [2][]StreamID{{}, {}}, d.turns.waiting)
	require.False(t, d.streams.at(1).waits)
}

func TestDetector_NobodyWaitsForATurnAfterTheClockWasSetBack(t *testing.T) {
	d, _, now := lockstep(t, 2)
	d.turns.left = 0
	d.raise(1, d.streams.at(1), suspicion{now: now.UnixNano()})
	d.Advance(now.Add(-time.Hour))
	require.Equal(t, [2][]StreamID{}, d.turns.waiting)
	require.False(t, d.streams.at(1).waits)
}
