package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

var payment = issue.Identity{Service: "payment", Environment: "production"}

func service(version string) exception.Service {
	return exception.Service{Name: "payment", Environment: "production", Version: version}
}

// healthy commits a batch without an error, and does not flush.
func (f *fixture) healthy(version, revision string, items int) {
	f.t.Helper()
	batch := f.errors.Begin(f.now)
	s := service(version)
	batch.Sight(&s, revision, items)
	_, waited := batch.Commit(f.t.Context())
	require.False(f.t, waited)
}

// traffic returns the items of all hours by release.
func (f *fixture) traffic() map[string]int64 {
	f.t.Helper()
	hours, err := f.db.Traffic(f.t.Context(), payment, start.Add(-time.Hour), start.Add(1000*time.Hour))
	require.NoError(f.t, err)
	items := map[string]int64{}
	for _, h := range hours {
		items[h.Release] += h.Items
	}
	return items
}

func TestReleases_HealthyTelemetryIsCounted(t *testing.T) {
	f := newFixture(t)
	f.healthy("1.0.0", "", 3)
	f.healthy("1.0.0", "", 4)
	f.healthy("", "", 9)
	f.healthy("1.0.1", "", 0)
	f.flush()
	require.Equal(t, map[string]int64{"1.0.0": 7}, f.traffic())
}

func TestReleases_WhatIsKnownIsWrittenOnceAMinuteAndWhatIsNewAtOnce(t *testing.T) {
	f := newFixture(t)
	f.healthy("1.0.0", "", 1)
	f.flush()
	f.now = f.now.Add(time.Second)
	f.healthy("1.0.0", "", 1)
	f.flush()
	require.Equal(t, map[string]int64{"1.0.0": 1}, f.traffic())
	f.now = f.now.Add(time.Second)
	f.healthy("1.0.1", "", 1)
	f.flush()
	require.Equal(t, map[string]int64{"1.0.0": 2, "1.0.1": 1}, f.traffic())
	f.healthy("1.0.1", "", 5)
	f.now = f.now.Add(trafficEvery)
	f.flush()
	require.Equal(t, map[string]int64{"1.0.0": 2, "1.0.1": 6}, f.traffic())
	f.healthy("1.0.1", "", 1)
	require.NoError(t, f.tracker.FlushAll(t.Context(), f.now))
	require.Equal(t, map[string]int64{"1.0.0": 2, "1.0.1": 7}, f.traffic(), "a stop writes all")
}

func TestReleases_OfARefusedBatchAreNotCounted(t *testing.T) {
	f := newFixture(t)
	batch := f.errors.Begin(f.now)
	s := service("1.0.0")
	batch.Sight(&s, "", 3)
	batch.Abort()
	batch.Commit(t.Context())
	f.flush()
	require.Empty(t, f.traffic())
}

func TestReleases_OfAFlushThatFailedAreWrittenByTheNextOnce(t *testing.T) {
	f := newFixture(t)
	f.healthy("1.0.0", "", 3)
	require.Error(t, f.tracker.Flush(canceledContext(t), f.now))
	f.healthy("1.0.0", "", 4)
	f.flush()
	require.NoError(t, f.tracker.FlushAll(t.Context(), f.now))
	require.Equal(t, map[string]int64{"1.0.0": 7}, f.traffic())
}

func TestReleases_NamesAreCleaned(t *testing.T) {
	f := newFixture(t)
	f.healthy("1.0.0\x1b[2J", "", 3)
	f.flush()
	require.Equal(t, map[string]int64{"1.0.0[2J": 3}, f.traffic())
}

func TestReleases_OverTheLimitAreCountedAsSuch(t *testing.T) {
	f := newFixture(t)
	for n := range maxSighted + 5 {
		f.healthy(fmt.Sprint("build ", n), "", 2)
	}
	s := f.tracker.Stats()
	require.Equal(t, maxSighted, s.Releases)
	require.Equal(t, maxSighted, s.Limits.Releases)
	require.Equal(t, uint64(10), s.ReleasesOverflow)
	f.flush()
	const booked = 200 // of one service
	require.Equal(t, int64(2*(maxSighted-booked)), f.traffic()[store.OtherRelease])
	require.Equal(t, uint64(10+2*(maxSighted-booked)), f.tracker.Stats().ReleasesOverflow)

	f.now = f.now.Add(2 * sightedFor)
	f.healthy("build 1", "", 1)
	f.flush()
	require.Equal(t, 1, f.tracker.Stats().Releases, "what is idle makes room")
}

func TestReleases_OneThatIsKnownCostsNoMemory(t *testing.T) {
	f := newFixture(t)
	f.healthy("1.0.0", "1a2b3c4", 1)
	s := service("1.0.0")
	batch := f.errors.Begin(f.now)
	batch.Sight(&s, "1a2b3c4", 1)
	list := batch.seen
	require.Zero(t, testing.AllocsPerRun(100, func() {
		batch.seen = batch.seen[:0]
		batch.Sight(&s, "1a2b3c4", 1)
		f.tracker.sightings.add(list, f.now)
	}))
}

// BenchmarkSight is what the book of releases adds to a resource in the data path, beside reading its attributes.
func BenchmarkSight(b *testing.B) {
	tracker := &Tracker{}
	errors := tracker.NewErrors(Ignore{}, nil)
	for n := range 1_000 {
		s := service(fmt.Sprint("1.0.", n))
		tracker.sightings.find(sightingKey{service: s.Name, environment: s.Environment, release: s.Version}, start, func(s string) string { return s })
	}
	s := service("1.0.500")
	batch := errors.Begin(start)
	b.ReportAllocs()
	for b.Loop() {
		batch.seen = batch.seen[:0]
		batch.Sight(&s, "", 1)
		tracker.sightings.add(batch.seen, start)
	}
}
