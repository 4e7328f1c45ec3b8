package engine

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

// fakeLearner knows a text about each of its keys, and which of them are not saved.
type fakeLearner struct {
	known map[string]string
	dirty map[string]bool
	away  []time.Time
	found []flatline.Finding
}

var errCorrupt = errors.New("not a state")

func (l *fakeLearner) learn(key, what string) { l.known[key], l.dirty[key] = what, true }

func (l *fakeLearner) Advance(time.Time) []flatline.Finding {
	found := l.found
	l.found = nil
	return found
}

func (l *fakeLearner) Snapshot() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for _, key := range slices.Sorted(maps.Keys(l.dirty)) {
			delete(l.dirty, key)
			if !yield(key, []byte(l.known[key])) {
				return
			}
		}
	}
}

func (l *fakeLearner) Restore(key string, data []byte, _ time.Time) error {
	if string(data) == "corrupt" {
		return errCorrupt
	}
	l.known[key] = string(data)
	return nil
}

func (l *fakeLearner) Away(from, to time.Time) { l.away = append(l.away, from, to) }

// live begins another life of a process on the store of a fixture, with what it learned before.
func (f *fixture) live(t *testing.T) (*Tracker, *fakeLearner, Restored) {
	t.Helper()
	tracker, err := New(f.tracker.settings)
	require.NoError(t, err)
	flatlines, err := tracker.Flatlines("flatline", flatline.Settings{})
	require.NoError(t, err)
	learner := &fakeLearner{known: map[string]string{}, dirty: map[string]bool{}}
	flatlines.learner, flatlines.finder = learner, learner
	restored, err := tracker.Restore(t.Context(), time.Time{}, f.now)
	require.NoError(t, err)
	require.Len(t, restored, 1)
	return tracker, learner, restored[0]
}

// beat lets a time pass as the writer does.
func (f *fixture) beat(t *testing.T, tracker *Tracker, d time.Duration) {
	t.Helper()
	for end := f.now.Add(d); f.now.Before(end); {
		f.now = f.now.Add(500 * time.Millisecond)
		require.NoError(t, tracker.SaveLearned(t.Context(), f.now))
	}
}

func TestLearned_SurvivesAStop(t *testing.T) {
	f := newFixture(t)
	tracker, learner, restored := f.live(t)
	require.Equal(t, Restored{Component: "flatline"}, restored)
	learner.learn("signups", "60 an hour")
	stop := f.now.Add(10 * time.Second)
	f.now = stop
	require.NoError(t, tracker.SaveAllLearned(t.Context(), f.now))

	f.now = f.now.Add(5 * time.Minute)
	_, learner, restored = f.live(t)
	require.Equal(t, Restored{Component: "flatline", Keys: 1, Away: stop}, restored)
	require.Equal(t, map[string]string{"signups": "60 an hour"}, learner.known)
	require.Equal(t, []time.Time{stop, f.now}, learner.away)
}

func TestLearned_AKillLosesAtMostAMinute(t *testing.T) {
	f := newFixture(t)
	tracker, learner, _ := f.live(t)
	learner.learn("signups", "before")
	f.beat(t, tracker, time.Minute)
	saved := f.now
	learner.learn("signups", "after")
	f.beat(t, tracker, 59*time.Second)

	_, learner, restored := f.live(t) // nobody saved anything at the end
	require.Equal(t, "before", learner.known["signups"])
	require.Equal(t, saved, restored.Away)
	require.Equal(t, []time.Time{saved, f.now}, learner.away)
}

func TestLearned_ManyStreamsAreSavedInPiecesAndOnlyWhatChanged(t *testing.T) {
	f := newFixture(t)
	tracker, learner, _ := f.live(t)
	for n := range 1200 {
		learner.learn(fmt.Sprint(n), "x")
	}
	stored := func() (n int) {
		require.NoError(t, f.db.Snapshots(t.Context(), "flatline", "", f.now, func(s store.Snapshot) error {
			if s.Key != roundKey {
				n++
			}
			return nil
		}))
		return n
	}
	f.beat(t, tracker, 59*time.Second)
	require.Zero(t, stored())
	for _, want := range []int{0, 500, 1000, 1200, 1200} { // the minute is over with the second
		f.beat(t, tracker, 500*time.Millisecond)
		require.Equal(t, want, stored())
	}
	require.EqualValues(t, 1200, tracker.FlatlineDetectors()[0].Learned().Saved)
	learner.learn("7", "y")
	f.beat(t, tracker, 2*time.Minute)
	require.EqualValues(t, 1201, tracker.FlatlineDetectors()[0].Learned().Saved)
}

func TestLearned_CorruptStreamsBeginAnewAndAreCounted(t *testing.T) {
	f := newFixture(t)
	tracker, learner, _ := f.live(t)
	learner.learn("broken", "corrupt")
	learner.learn("whole", "fine")
	require.NoError(t, tracker.SaveAllLearned(t.Context(), f.now))
	f.now = f.now.Add(time.Minute)
	tracker, learner, restored := f.live(t)
	require.Equal(t, 1, restored.Corrupt)
	require.Equal(t, map[string]string{"whole": "fine"}, learner.known)
	require.EqualValues(t, 1, tracker.FlatlineDetectors()[0].Learned().Corrupt)
}

func TestLearned_WhatIsTooLargeIsNotSaved(t *testing.T) {
	f := newFixture(t)
	tracker, learner, _ := f.live(t)
	learner.learn("large", string(make([]byte, maxLearned+1)))
	learner.learn("small", "x")
	require.NoError(t, tracker.SaveAllLearned(t.Context(), f.now))
	_, learner, _ = f.live(t)
	require.Equal(t, map[string]string{"small": "x"}, learner.known)
	require.EqualValues(t, 1, tracker.FlatlineDetectors()[0].Learned().Oversized)
}

func TestLearned_WhatHasNoRecordIsNotSavedAndCounted(t *testing.T) {
	f := newFixture(t)
	tracker, learner, _ := f.live(t)
	learner.learn("none", "")
	learner.learn("small", "x")
	require.NoError(t, tracker.SaveAllLearned(t.Context(), f.now))
	_, learner, _ = f.live(t)
	require.Equal(t, map[string]string{"small": "x"}, learner.known)
	require.EqualValues(t, 1, tracker.FlatlineDetectors()[0].Learned().Oversized)
}

func TestLearned_WhatCouldNotBeSavedIsSavedLater(t *testing.T) {
	f := newFixture(t)
	tracker, learner, _ := f.live(t)
	learner.learn("signups", "x")
	require.ErrorIs(t, tracker.SaveAllLearned(canceledContext(t), f.now), context.Canceled)
	require.EqualValues(t, 1, tracker.FlatlineDetectors()[0].Learned().Failures)
	require.ErrorIs(t, tracker.FlatlineDetectors()[0].Learned().Err, context.Canceled)
	require.Empty(t, learner.dirty)
	require.NoError(t, tracker.SaveAllLearned(t.Context(), f.now))
	require.NoError(t, tracker.FlatlineDetectors()[0].Learned().Err)
	_, learner, _ = f.live(t)
	require.Equal(t, map[string]string{"signups": "x"}, learner.known)
}

// brokenJudge cannot judge while it is broken.
type brokenJudge struct {
	order
	broken bool
}

var errJudge = errors.New("cannot judge")

func (j *brokenJudge) Judge(context.Context, *store.Tx, issue.Identity, issue.Resolution, []Sighting) (issue.Proof, error) {
	if j.broken {
		return issue.Proof{}, errJudge
	}
	return issue.Proof{}, nil
}

func TestAdvance_AFindingThatCannotBeWrittenHoldsUpNoOther(t *testing.T) {
	judge := &brokenJudge{}
	f := newFixture(t, func(s *Settings) { s.Judge = judge })
	f.report(flat(flatline.PhaseBegan, f.now))
	muted := f.only().ID
	_, err := f.tracker.Mute(t.Context(), f.now, "", muted, Person{Actor: "ann"}, issue.Conditions{NextRelease: true}) // asks the judge
	require.NoError(t, err)

	judge.broken = true
	tracker, learner, _ := f.live(t)
	f.now = f.now.Add(2 * time.Hour)
	other := flat(flatline.PhaseBegan, f.now)
	other.Incident, other.Stream = "logins", "logins"
	learner.found = []flatline.Finding{flat(flatline.PhaseWentOn, f.now), flat(flatline.PhaseRecovered, f.now), other}
	tracker.Advance(f.now)
	require.ErrorIs(t, tracker.ReportFound(t.Context(), f.now), errJudge)
	require.Equal(t, []string{"opened alarm 1", "muted by_person 1", "opened alarm 1"}, f.changes(), "the last is of logins")
	require.Equal(t, 2, tracker.FlatlineDetectors()[0].Stats().Waiting, "what came later of the same issue waits behind it")

	judge.broken = false
	require.NoError(t, tracker.ReportFound(t.Context(), f.now))
	require.Zero(t, tracker.FlatlineDetectors()[0].Stats().Waiting)
	for _, i := range f.issues() {
		require.Equal(t, i.ID == muted, i.State == issue.StateResolved, i.Title)
	}
}

func TestAdvance_FindingsWaitUntilTheyAreReported(t *testing.T) {
	alarm := func(incident string) flatline.Finding {
		return flatline.Finding{
			Kind: flatline.KindFlatline, Phase: flatline.PhaseBegan, Tier: flatline.TierPage, Incident: incident, Stream: incident, At: start, Onset: start,
			Key: flatline.Key{Namespace: "shop", Service: "checkout", Environment: "production"}, Expected: 60,
		}
	}
	f := newFixture(t)
	tracker, learner, _ := f.live(t)
	learner.found = []flatline.Finding{alarm("signups")}
	tracker.Advance(f.now)
	require.ErrorIs(t, tracker.ReportFound(canceledContext(t), f.now), context.Canceled)
	learner.found = []flatline.Finding{alarm("logins")}
	tracker.Advance(f.now)
	require.Equal(t, 2, tracker.FlatlineDetectors()[0].Stats().Waiting)
	require.Empty(t, f.issues())
	require.NoError(t, tracker.ReportFound(t.Context(), f.now))
	require.NoError(t, tracker.ReportFound(t.Context(), f.now))
	require.Zero(t, tracker.FlatlineDetectors()[0].Stats().Waiting)
	require.Len(t, f.issues(), 2)
	require.Equal(t, []string{"opened alarm 1", "opened alarm 1"}, f.changes())

	learner.found = slices.Repeat([]flatline.Finding{alarm("signups")}, maxFound+3)
	tracker.Advance(f.now)
	require.Equal(t, maxFound, tracker.FlatlineDetectors()[0].Stats().Waiting)
	require.EqualValues(t, 3, tracker.FlatlineDetectors()[0].Stats().Lost)
}
