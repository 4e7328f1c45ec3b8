package engine

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// watched is a tracker with its detector, and a shop that sends a call each ten seconds and a signup each minute.
type watched struct {
	*fixture
	tracker   *Tracker
	flatlines *Flatlines
	restored  Restored
	random    *rand.Rand
	id        uint64
	// wrong is by how much the clock of the Collector is off.
	wrong time.Duration
}

// newWatched begins another life of a process on the store of a fixture.
func newWatched(t *testing.T, f *fixture) *watched {
	t.Helper()
	tracker, err := New(f.tracker.settings)
	require.NoError(t, err)
	restored, err := tracker.Restore(t.Context(), time.Time{}, f.now)
	require.NoError(t, err)
	require.Empty(t, restored)
	flatlines := newFlatlines(t, tracker)
	restored, err = tracker.Restore(t.Context(), time.Time{}, f.now)
	require.NoError(t, err)
	return &watched{fixture: f, tracker: tracker, flatlines: flatlines, restored: restored[0], random: rand.New(rand.NewPCG(1, 2))}
}

// clock is what the Collector takes for the time.
func (w *watched) clock() time.Time { return set(w.now, w.wrong) }

// set is a time of a clock that was set: its wall time is off, its monotonic time is not. There is no other way to make one.
func set(now time.Time, wrong time.Duration) time.Time {
	if wrong == 0 {
		return now
	}
	now = now.Add(wrong)
	(*struct {
		_    uint64
		mono int64
	})(unsafe.Pointer(&now)).mono -= int64(wrong)
	return now
}

func TestSet_MovesTheWallAlone(t *testing.T) {
	now := time.Now()
	later := set(now, time.Hour)
	require.Zero(t, later.Sub(now))
	require.Equal(t, time.Hour, later.Round(0).Sub(now.Round(0)))
}

func (w *watched) run(d time.Duration, signups bool) {
	w.t.Helper()
	for end := w.now.Add(d); w.now.Before(end); {
		w.now = w.now.Add(10 * time.Second)
		b := w.flatlines.Begin(flatline.SignalSpan, w.clock())
		b.From(&shop)
		at := w.now.Add(-time.Second)
		w.id++
		b.Item(w.id, at, true, true)
		b.Discovered("server GET /", at, 1)
		if signups && w.random.IntN(6) == 0 {
			b.Declared(0, "", at, 1)
		}
		b.Commit()
		w.tracker.Advance(w.clock())
		require.NoError(w.t, w.tracker.ReportFound(w.t.Context(), w.clock()))
	}
}

func (w *watched) signups() flatline.Status {
	w.t.Helper()
	for _, s := range w.flatlines.Streams() {
		if s.Declared {
			return s
		}
	}
	w.t.Fatal("no declared stream")
	return flatline.Status{}
}

func (w *watched) save() {
	w.t.Helper()
	require.NoError(w.t, w.tracker.SaveAllLearned(w.t.Context(), w.now))
}

func TestWatched_AClockThatIsSetProvesNothing(t *testing.T) {
	type step struct {
		wrong, lasts time.Duration
	}
	for name, steps := range map[string][]step{
		"an hour forward":                        {{time.Hour, 6 * time.Hour}},
		"an hour forward and back at once":       {{time.Hour, 30 * time.Second}, {0, 6 * time.Hour}},
		"an hour forward and back after a while": {{time.Hour, 20 * time.Minute}, {0, 6 * time.Hour}},
		"an hour forward and back after hours":   {{time.Hour, 5 * time.Hour}, {0, 6 * time.Hour}},
		"an hour back":                           {{-time.Hour, 6 * time.Hour}},
		"an hour back and forward at once":       {{-time.Hour, 30 * time.Second}, {0, 6 * time.Hour}},
		"an hour back and forward after a while": {{-time.Hour, 20 * time.Minute}, {0, 6 * time.Hour}},
		"an hour back and forward after hours":   {{-time.Hour, 5 * time.Hour}, {0, 6 * time.Hour}},
		"to and fro each ten minutes":            {{time.Hour, 10 * time.Minute}, {0, 10 * time.Minute}, {time.Hour, 10 * time.Minute}, {0, 6 * time.Hour}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			now := time.Now()
			f.now = set(now, start.Sub(now.Round(0)))
			w := newWatched(t, f)
			w.run(3*24*time.Hour+12*time.Minute, true)
			before := w.signups()
			require.Equal(t, "watched", before.State)
			for _, s := range steps {
				w.wrong = s.wrong
				w.run(s.lasts, true)
			}
			after := w.signups()
			require.Empty(t, w.issues())
			require.Zero(t, w.flatlines.Stats().Findings)
			require.Equal(t, "watched", after.State)
			require.InEpsilon(t, before.Mean, after.Mean, 0.05, "what nobody could see was not learned")
			w.run(2*time.Hour, false)
			require.Len(t, w.issues(), 1, "it is watched still")
		})
	}
}

func TestWatched_WithoutWhatWasLearnedItLearnsAnew(t *testing.T) {
	for name, tc := range map[string]struct {
		damage func(store.Snapshot) []byte
		want   Restored
	}{
		"kept":      {func(s store.Snapshot) []byte { return s.Data }, Restored{Keys: 3}},
		"cut off":   {func(s store.Snapshot) []byte { return s.Data[:len(s.Data)/2] }, Restored{Corrupt: 3}},
		"empty":     {func(store.Snapshot) []byte { return []byte{} }, Restored{Corrupt: 3}},
		"of others": {func(store.Snapshot) []byte { return []byte("{}") }, Restored{Corrupt: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			w := newWatched(t, f)
			w.run(3*24*time.Hour, true)
			before := w.signups()
			w.save()
			var all []store.Snapshot
			require.NoError(t, f.db.Snapshots(t.Context(), "flatline", "test", f.now, func(s store.Snapshot) error {
				if s.Key != roundKey {
					all = append(all, store.Snapshot{Key: s.Key, SavedAt: s.SavedAt, Data: tc.damage(s)})
				}
				return nil
			}))
			require.NoError(t, f.db.SaveSnapshots(t.Context(), "flatline", "test", all))

			f.now = f.now.Add(time.Hour)
			w = newWatched(t, f)
			require.Equal(t, tc.want.Keys, w.restored.Keys)
			require.Equal(t, tc.want.Corrupt, w.restored.Corrupt)
			require.EqualValues(t, tc.want.Corrupt, w.flatlines.Learned().Corrupt)
			w.run(20*time.Minute, true)
			after := w.signups()
			if tc.want.Corrupt == 0 {
				require.Equal(t, before.Born, after.Born)
				require.Equal(t, "watched", after.State)
			} else {
				require.Equal(t, "learning", after.State)
				require.True(t, after.Born.After(before.LastEvent))
				w.run(2*24*time.Hour, true)
				require.Equal(t, "watched", w.signups().State)
			}
			require.Empty(t, w.issues())
			w.save()
			require.Zero(t, newWatched(t, f).restored.Corrupt, "it is written anew")
		})
	}
}

func TestWatched_AnOpenAlarmIsToldOnceInTwoLives(t *testing.T) {
	f := newFixture(t)
	w := newWatched(t, f)
	w.run(3*24*time.Hour, true)
	w.run(time.Hour, false)
	require.Len(t, w.issues(), 1)
	w.save()
	w.run(20*time.Minute, false) // what is lost in a kill
	w = newWatched(t, f)
	w.run(3*time.Hour, false)
	w.run(3*time.Hour, true)
	told := slices.DeleteFunc(f.changes(), func(change string) bool { return strings.HasPrefix(change, "updated") })
	require.Equal(t, []string{"opened alarm 1", "resolved recovered 5"}, told)
}
