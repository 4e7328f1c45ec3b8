package engine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

func TestTracker_AnErrorThatReturnsAfterAPersonResolvedItIsRegressed(t *testing.T) {
	f := newFixture(t)
	f.send(f.record("card 1 declined"))
	id := f.only().ID
	late := f.record("card 2 declined")
	f.now = f.now.Add(time.Minute)
	i, err := f.tracker.Resolve(t.Context(), f.now, "", id, Person{"ann", "fixed in password=hunter2"}, issue.Resolution{})
	require.NoError(t, err)
	assert.Equal(t, issue.StateResolved, i.State)

	f.send(late)
	assert.Equal(t, issue.StateResolved, f.only().State, "it was raised before the resolution")
	f.now = f.now.Add(time.Minute)
	f.send(f.record("card 3 declined"))
	assert.Equal(t, issue.StateRegressed, f.only().State)
	assert.Equal(t, []string{"opened first_occurrence 1", "resolved by_person 1", "regressed returned 3"}, f.changes())

	_, err = f.tracker.Resolve(t.Context(), f.now, "", "nosuchissue", Person{Actor: "ann"}, issue.Resolution{})
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func TestTracker_AReturnOfAResolvedErrorWaitsForItsCommit(t *testing.T) {
	f := newFixture(t)
	f.send(f.record("card 1 declined"))
	f.now = f.now.Add(time.Minute)
	_, err := f.tracker.Resolve(t.Context(), f.now, "", f.only().ID, Person{Actor: "ann"}, issue.Resolution{})
	require.NoError(t, err)
	f.now = f.now.Add(time.Second)
	rec := f.record("card 2 declined")
	batch := f.errors.Begin(f.now)
	batch.Judge(&rec, noAttributes{})
	f.tracker.settings.CommitWait = time.Millisecond
	_, waited := batch.Commit(t.Context())
	assert.True(t, waited)
}

func TestTracker_QuietResolves(t *testing.T) {
	f := newFixture(t)
	f.send(f.record("card 1 declined"))
	f.tick(8 * 24 * time.Hour)
	assert.Equal(t, issue.StateOngoing, f.only().State)
	f.tick(6*24*time.Hour - time.Second)
	assert.Equal(t, issue.StateOngoing, f.only().State)
	f.tick(time.Second)
	assert.Equal(t, issue.StateResolved, f.only().State)
	assert.Equal(t, []string{"opened first_occurrence 1", "resolved quiet 1"}, f.changes())
}

func TestTracker_ABurstIsToldWithItsFinalCount(t *testing.T) {
	f := newFixture(t)
	for range 5 {
		f.send(f.record("card 1 declined"))
		f.now = f.now.Add(time.Second)
	}
	f.tick(54 * time.Second)
	assert.Len(t, f.changes(), 1, "not within a minute of the last")
	f.tick(time.Second)
	assert.Equal(t, []string{"opened first_occurrence 1", "updated settled 5"}, f.changes())
}

func TestTracker_ANewReleaseIsTold(t *testing.T) {
	f := newFixture(t)
	f.send(f.record("card 1 declined"))
	f.now = f.now.Add(time.Minute)
	rec := f.record("card 2 declined")
	rec.Version = "1.1.0"
	f.send(rec)
	i := f.only()
	assert.Equal(t, "1.0.0", i.FirstRelease)
	assert.Equal(t, "1.1.0", i.LastRelease)
	assert.Equal(t, []string{"opened first_occurrence 1", "updated new_release 2"}, f.changes())
}

func TestTracker_AnEnvironmentThatBecomesKnownTakesItsIssuesAlong(t *testing.T) {
	f := newFixture(t)
	before := f.record("card 1 declined")
	before.Environment = exception.UnknownEnvironment
	f.send(before)
	first := f.only()
	f.send(f.record("card 2 declined"))
	i := f.only()
	assert.Equal(t, first.ID, i.ID, "the id never changes")
	assert.Equal(t, "production", i.Environment)
	assert.EqualValues(t, 2, i.Observed)

	rec := f.record("card 3 declined")
	rec.Environment = "staging"
	f.send(rec)
	assert.Len(t, f.issues(), 2, "only the first environment takes over")
	rec = f.record("card 4 declined")
	f.send(rec)
	require.Len(t, f.issues(), 2)
	detail, err := f.db.Detail(t.Context(), "", first.ID)
	require.NoError(t, err)
	assert.EqualValues(t, 3, detail.Issue.Observed, "by its alias")
}

func TestTracker_AFailedFlushCountsOnceWhenItIsWrittenAgain(t *testing.T) {
	f := newFixture(t)
	f.send(f.record("card 1 declined"))
	rec := f.record("card 2 declined")
	batch := f.errors.Begin(f.now)
	batch.Judge(&rec, noAttributes{})
	batch.Commit(t.Context())

	canceled := canceledContext(t)
	require.Error(t, f.tracker.Flush(canceled, f.now))
	assert.EqualValues(t, 1, f.tracker.Stats().FlushFailures)
	f.send(f.record("card 3 declined"))
	assert.EqualValues(t, 3, f.only().Observed)

	// The answer to a commit can get lost: the same flush comes again under its number.
	f.tracker.inflight = newPending()
	f.tracker.inflight.number = f.tracker.flushes
	o := occurrence{known: f.tracker.book.find(f.only().Identity, ""), decision: f.tracker.cache.Decide(&rec), count: 1, time: f.now}
	f.tracker.inflight.add(&o, f.now, 10, f.tracker.settings.Scrubber.Text)
	f.flush()
	assert.EqualValues(t, 3, f.only().Observed)
}

func TestTracker_WaitingEndsAfterThreeTimeOutsUntilACommit(t *testing.T) {
	f := newFixture(t, func(s *Settings) { s.CommitWait = time.Millisecond })
	commit := func(service string) WaitResult {
		rec := f.record("card 1 declined")
		rec.Service.Name = service
		batch := f.errors.Begin(f.now)
		batch.Judge(&rec, noAttributes{})
		result, _ := batch.Commit(t.Context())
		return result
	}
	for _, service := range []string{"a", "b", "c"} {
		assert.Equal(t, WaitTimeout, commit(service))
	}
	assert.Equal(t, WaitSuspended, commit("d"))
	f.flush()
	assert.Equal(t, WaitTimeout, commit("e"), "a commit lifts it")
	assert.Equal(t, map[WaitResult]uint64{
		WaitCommitted: 0, WaitTimeout: 4, WaitCrowded: 0, WaitSuspended: 1, WaitOff: 0, WaitCanceled: 0,
	}, f.tracker.Stats().Waits)
}
