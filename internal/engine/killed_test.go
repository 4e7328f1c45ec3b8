package engine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

// A detector that was saved with a finding takes it for told, and would tell it again an hour later, or never.
func TestLearned_IsNotSavedWhileAFindingWaitsForTheStore(t *testing.T) {
	f := newFixture(t)
	tracker, learner, _ := f.live(t)
	learner.learn("signups", "alarmed")
	learner.found = []flatline.Finding{flat(flatline.PhaseBegan, f.now)}
	f.now = f.now.Add(SaveLearnedEvery)
	tracker.Advance(f.now)
	require.NoError(t, tracker.SaveLearned(t.Context(), f.now))
	require.NoError(t, tracker.SaveAllLearned(t.Context(), f.now))
	_, next, _ := f.live(t)
	require.Empty(t, next.known, "what it was killed or stopped with is found again")

	require.NoError(t, tracker.ReportFound(t.Context(), f.now))
	require.NoError(t, tracker.SaveLearned(t.Context(), f.now))
	_, next, _ = f.live(t)
	require.Equal(t, map[string]string{"signups": "alarmed"}, next.known)
}

func TestLearned_IsSavedAllTheSameWhenAFindingCannotBeWrittenForLong(t *testing.T) {
	f := newFixture(t)
	tracker, learner, _ := f.live(t)
	learner.learn("signups", "alarmed")
	learner.found = []flatline.Finding{flat(flatline.PhaseBegan, f.now)}
	tracker.Advance(f.now)
	f.now = f.now.Add(saveHeld - time.Second)
	require.NoError(t, tracker.SaveLearned(t.Context(), f.now))
	require.NotEmpty(t, learner.dirty)
	f.now = f.now.Add(time.Second)
	require.NoError(t, tracker.SaveLearned(t.Context(), f.now))
	_, next, _ := f.live(t)
	require.Equal(t, map[string]string{"signups": "alarmed"}, next.known)
}
