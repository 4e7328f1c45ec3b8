package engine

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What people complained about in the merges of other trackers. The numbers are those of getsentry/sentry; the
// complaints about grouping stand in package grouping.
func TestComplaints_Merges(t *testing.T) {
	t.Run("58815: a merge teaches, what comes later belongs to the whole, also for another process", func(t *testing.T) {
		f := newFixture(t)
		f.send(f.of("a"), f.of("b"))
		a, b := f.ids()["a"], f.ids()["b"]
		_, err := f.tracker.Merge(t.Context(), f.now, "", a, b, ann)
		require.NoError(t, err)

		f = f.restart()
		f.now = f.now.Add(48 * time.Hour)
		f.send(f.of("b"), f.of("b"))
		require.Equal(t, a, f.only().ID)
		require.EqualValues(t, 4, f.only().Observed)
	})
	t.Run("84590: what was taken out stays out, and is not put back by what comes later", func(t *testing.T) {
		f := newFixture(t)
		f.send(f.of("a"), f.of("b"))
		a, b := f.ids()["a"], f.ids()["b"]
		_, err := f.tracker.Merge(t.Context(), f.now, "", a, b, ann)
		require.NoError(t, err)
		_, err = f.tracker.Unmerge(t.Context(), f.now, "", b, ann)
		require.NoError(t, err)

		f = f.restart()
		f.now = f.now.Add(48 * time.Hour)
		f.send(f.of("b"), f.of("a"), f.of("b"))
		require.EqualValues(t, 2, f.detail(a).Issue.Observed)
		require.Equal(t, b, f.detail(b).Issue.ID)
		require.EqualValues(t, 3, f.detail(b).Issue.Observed)
	})
}
