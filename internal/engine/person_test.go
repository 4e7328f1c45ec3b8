package engine

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
)

var ann = Person{Actor: "ann", Comment: "password=hunter2"}

// fakeJudge knows one release, and gives the verdict that a release has in it.
type fakeJudge struct {
	newest   string
	verdicts map[string]issue.Verdict
	asked    []issue.Resolution
}

func (j *fakeJudge) Newest(context.Context, *store.Tx, issue.Identity) (string, error) {
	return j.newest, nil
}

func (j *fakeJudge) Built(context.Context, *store.Tx, issue.Identity, string) (string, error) {
	return "", nil
}

func (j *fakeJudge) Judge(_ context.Context, _ *store.Tx, _ issue.Identity, fix issue.Resolution, seen []Sighting) (issue.Proof, error) {
	j.asked = append(j.asked, fix)
	var best *issue.Proof
	for _, s := range seen {
		best = issue.Strongest(best, &issue.Proof{Verdict: j.verdicts[s.Release], Release: s.Release, SeenAt: s.Time, Fix: fix, Words: "seen in " + s.Release})
	}
	return *best, nil
}

func (f *fixture) sendIn(release string) {
	rec := f.record("card 1 declined")
	rec.Version = release
	f.send(rec)
}

func TestTracker_AResolvedIssueIsReopenedByTheProofOfItsJudge(t *testing.T) {
	judge := &fakeJudge{newest: "1.0.0", verdicts: map[string]issue.Verdict{"1.0.0": issue.VerdictOldRelease, "1.1.0": issue.VerdictHoldsFix}}
	f := newFixture(t, func(s *Settings) { s.Judge = judge })
	f.sendIn("1.0.0")
	require.Empty(t, judge.asked, "nothing depends on it")
	id := f.only().ID
	f.now = f.now.Add(time.Minute)
	i, err := f.tracker.Resolve(t.Context(), f.now, "", id, ann, issue.Resolution{Scope: issue.ScopeNextRelease, Release: "what people say is not asked for"})
	require.NoError(t, err)
	want := issue.Resolution{Scope: issue.ScopeNextRelease, At: f.now, Release: "1.0.0"}
	require.Equal(t, want, i.Resolution)

	f.now = f.now.Add(time.Minute)
	f.sendIn("1.0.0")
	require.Equal(t, issue.StateResolved, f.only().State)
	older, newer := f.record("card 1 declined"), f.record("card 1 declined")
	newer.Version = "1.1.0"
	f.send(newer, older)
	require.Equal(t, issue.StateRegressed, f.only().State)
	require.Equal(t, []issue.Resolution{want, want}, judge.asked)
	steps, err := f.tracker.History(t.Context(), "", id, 1)
	require.NoError(t, err)
	require.Equal(t, issue.VerdictHoldsFix, steps[0].Proof.Verdict, "of several releases the strongest proof counts")
	require.Equal(t, "1.1.0", steps[0].Proof.Release)
}

func TestTracker_AMuteUntilTheNextReleaseAsksItsJudge(t *testing.T) {
	judge := &fakeJudge{newest: "1.0.0", verdicts: map[string]issue.Verdict{"1.0.0": issue.VerdictOldRelease, "1.1.0": issue.VerdictHoldsFix}}
	f := newFixture(t, func(s *Settings) { s.Judge = judge })
	f.sendIn("1.0.0")
	f.now = f.now.Add(time.Minute)
	_, err := f.tracker.Mute(t.Context(), f.now, "", f.only().ID, ann, issue.Conditions{NextRelease: true})
	require.NoError(t, err)
	f.now = f.now.Add(time.Minute)
	f.sendIn("1.0.0")
	require.Equal(t, issue.StateMuted, f.only().State)
	f.sendIn("1.1.0")
	require.Equal(t, issue.StateOngoing, f.only().State)
	require.Equal(t, []string{"opened first_occurrence 1", "muted by_person 1", "unmuted mute_release 3"}, f.changes())
	require.Equal(t, issue.Resolution{Scope: issue.ScopeNextRelease, At: start.Add(time.Minute), Release: "1.0.0"}, judge.asked[0])
}

func TestTracker_AMuteEndsByCountAndByTime(t *testing.T) {
	f := newFixture(t)
	f.sendIn("1.0.0")
	id := f.only().ID
	mute := func(c issue.Conditions) {
		f.now = f.now.Add(time.Minute)
		_, err := f.tracker.Mute(t.Context(), f.now, "", id, ann, c)
		require.NoError(t, err)
		f.now = f.now.Add(time.Second)
	}
	mute(issue.Conditions{Count: 2})
	f.sendIn("1.0.0")
	f.sendIn("1.0.0")
	mute(issue.Conditions{Until: f.now.Add(time.Hour)})
	f.sendIn("1.0.0")
	f.tick(59 * time.Minute)
	require.Equal(t, issue.StateOngoing, f.only().State)
	require.Equal(t, []string{
		"opened first_occurrence 1", "muted by_person 1", "unmuted mute_count 3", "muted by_person 3", "unmuted mute_time 4",
	}, f.changes())
}

func TestTracker_UndoRestoresAndSaysWhatForbidsIt(t *testing.T) {
	f := newFixture(t)
	f.sendIn("1.0.0")
	id := f.only().ID
	_, err := f.tracker.Undo(t.Context(), f.now, "", id, ann)
	require.ErrorContains(t, err, "nobody has done anything")

	before := f.only()
	_, err = f.tracker.Mute(t.Context(), f.now, "", id, ann, issue.Conditions{Count: 100})
	require.NoError(t, err)
	f.now = f.now.Add(time.Minute)
	f.sendIn("1.0.0")
	i, err := f.tracker.Undo(t.Context(), f.now, "", id, Person{Actor: "bob"})
	require.NoError(t, err)
	require.Equal(t, before.Standing(), i.Standing())
	require.EqualValues(t, 2, i.Observed)
	_, err = f.tracker.Undo(t.Context(), f.now, "", id, ann)
	require.ErrorContains(t, err, "bob has undone")

	_, err = f.tracker.Resolve(t.Context(), f.now, "", id, ann, issue.Resolution{})
	require.NoError(t, err)
	f.now = f.now.Add(time.Minute)
	f.sendIn("1.0.0")
	_, err = f.tracker.Undo(t.Context(), f.now, "", id, ann)
	var conflict *issue.ConflictError
	require.ErrorAs(t, err, &conflict)
	require.ErrorContains(t, err, "it became regressed by itself (returned)")
}

func TestTracker_WhatPeopleDoIsInTheHistoryAndScrubbed(t *testing.T) {
	f := newFixture(t)
	f.sendIn("1.0.0")
	id := f.only().ID
	who := Person{Actor: "ann@example.com", Comment: "password=hunter2"}
	_, err := f.tracker.Assign(t.Context(), f.now, "", id, who, "bob@example.com")
	require.NoError(t, err)
	_, err = f.tracker.Resolve(t.Context(), f.now, "", id, who, issue.Resolution{Scope: issue.ScopeCommit, Commit: "c0ffee", Release: "9"})
	require.NoError(t, err)
	i, err := f.tracker.Reopen(t.Context(), f.now, "", id, who)
	require.NoError(t, err)
	require.Equal(t, issue.StateOngoing, i.State)
	require.NotContains(t, i.Assignee, "example.com")

	steps, err := f.tracker.History(t.Context(), "", id, 10)
	require.NoError(t, err)
	var reasons []issue.Reason
	for n, s := range steps {
		reasons = append(reasons, s.Reason)
		require.EqualValues(t, len(steps)-n, s.Version)
		require.NotContains(t, s.Comment, "hunter2")
		require.NotContains(t, s.Actor, "example.com")
		require.Equal(t, n < 3, s.Person)
	}
	require.Equal(t, []issue.Reason{issue.ReasonReopened, issue.ReasonByPerson, issue.ReasonAssigned, issue.ReasonFirstOccurrence}, reasons)
	require.Equal(t, issue.Resolution{Scope: issue.ScopeCommit, At: f.now, Commit: "c0ffee"}, steps[0].Before.Resolution, "its release is not what people say")
	_, err = f.tracker.History(t.Context(), "", "nosuchissue", 10)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestTracker_WhatPeopleAskForIsChecked(t *testing.T) {
	f := newFixture(t)
	f.sendIn("1.0.0")
	id := f.only().ID
	_, err := f.tracker.Mute(t.Context(), f.now, "", id, ann, issue.Conditions{})
	require.ErrorIs(t, err, issue.ErrInvalid)
	_, err = f.tracker.Resolve(t.Context(), f.now, "", id, Person{Comment: strings.Repeat("x", 5000)}, issue.Resolution{})
	require.ErrorIs(t, err, issue.ErrInvalid)
	_, err = f.tracker.Merge(t.Context(), f.now, "", id, id, Person{Actor: strings.Repeat("x", 500)})
	require.ErrorIs(t, err, issue.ErrInvalid)
	_, err = f.tracker.Unmute(t.Context(), f.now, "", id, ann)
	require.ErrorContains(t, err, "not muted")
	require.Equal(t, []string{"opened first_occurrence 1"}, f.changes())
	require.EqualValues(t, 1, f.only().Version)
}

func TestTracker_AnUndoOfAnIssueWithoutHistorySaysItsState(t *testing.T) {
	f := newFixture(t)
	f.sendIn("1.0.0")
	id := f.only().ID
	_, err := f.tracker.Undo(t.Context(), f.now, "", id, ann)
	require.EqualError(t, err, "cannot undo an issue that is new: nobody has done anything to it")
}
