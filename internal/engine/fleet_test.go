package engine

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/internal/issue/store/postgrestest"
)

// gateways returns trackers on one database.
func gateways(t *testing.T, n int) (fleet []*fixture) {
	t.Helper()
	dsn := postgrestest.DSN(t)
	for i := range n {
		db, err := store.Open(t.Context(), store.Settings{DSN: dsn})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		f := newFixture(t, func(s *Settings) { s.DB, s.Instance = db, fmt.Sprint("gateway", i) })
		f.db, f.span = db, byte(100*i)
		fleet = append(fleet, f)
	}
	return fleet
}

// meet lets a tracker ask for all it does not have.
func (f *fixture) meet() {
	f.t.Helper()
	f.now = f.now.Add(renewEvery)
	require.NoError(f.t, f.tracker.Meet(f.t.Context(), f.now))
}

// reader opens the destination that all gateways have.
func (f *fixture) reader() *Destination {
	f.t.Helper()
	d, err := f.tracker.Destination(f.t.Context(), "issues/slack", StartBeginning, outbox.Filter{}, f.now)
	require.NoError(f.t, err)
	return d
}

// nextOf returns the position of the next change.
func (f *fixture) nextOf(d *Destination) int64 {
	f.t.Helper()
	e, err := d.Next(f.t.Context())
	require.NoError(f.t, err)
	return e.Seq
}

// waits says that a destination has nothing to deliver here.
func (f *fixture) waits(d *Destination) {
	f.t.Helper()
	_, err := d.Next(canceledContext(f.t))
	require.ErrorIs(f.t, err, context.Canceled)
}

func TestFleet_AnErrorThatAllSeeIsOneIssueThatIsOpenedOnce(t *testing.T) {
	fleet := gateways(t, 3)
	for range 2 {
		for _, f := range fleet {
			f.send(f.record("declined"))
		}
	}
	i := fleet[0].only()
	require.EqualValues(t, 6, i.Observed)
	require.EqualValues(t, 1, i.Version)
	last, err := fleet[0].db.LastSeq(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, last)
}

func TestFleet_ADestinationIsServedByOneGatewayAndGoesOnWithAnother(t *testing.T) {
	fleet := gateways(t, 2)
	one, two := fleet[0], fleet[1]
	first, second := one.reader(), two.reader()
	one.meet()
	two.meet()
	for n := range 3 {
		two.now = two.now.Add(time.Hour)
		record := two.record("declined")
		record.Type = fmt.Sprint("Error", string(rune('A'+n)))
		two.send(record)
	}
	require.EqualValues(t, 1, one.nextOf(first))
	two.waits(second)
	require.NoError(t, first.Done(t.Context(), one.now.Add(time.Hour)))
	require.EqualValues(t, 2, one.nextOf(first))

	require.NoError(t, one.tracker.Leave(t.Context()))
	two.meet()
	require.EqualValues(t, 2, two.nextOf(second), "the cursor is where it was saved")
	require.NoError(t, second.Done(t.Context(), two.now.Add(time.Hour)))
	one.waits(first)
}

func TestFleet_AGatewayThatWasThoughtDeadMovesNoCursor(t *testing.T) {
	fleet := gateways(t, 2)
	one, two := fleet[0], fleet[1]
	first, second := one.reader(), two.reader()
	one.meet()
	one.send(one.record("declined"))
	require.EqualValues(t, 1, one.nextOf(first))
	// It stands still; its lease ends, and the other one takes over.
	lease, held := one.tracker.holds(first.leaseName())
	require.True(t, held)
	require.NoError(t, one.db.EndLease(t.Context(), lease))
	two.meet()
	require.EqualValues(t, 1, two.nextOf(second))

	require.NoError(t, first.Done(t.Context(), one.now), "it goes on, and finds out")
	cursor, _, err := one.db.Cursor(t.Context(), "issues/slack")
	require.NoError(t, err)
	require.Zero(t, cursor)
	one.waits(first)
	require.NoError(t, second.Done(t.Context(), two.now))
	cursor, _, err = one.db.Cursor(t.Context(), "issues/slack")
	require.NoError(t, err)
	require.EqualValues(t, 1, cursor)
}

func TestFleet_OneGatewayHasTheTimedJobs(t *testing.T) {
	fleet := gateways(t, 2)
	require.False(t, fleet[0].tracker.HasTimedJobs(), "before it has met the others")
	fleet[0].meet()
	fleet[1].meet()
	require.True(t, fleet[0].tracker.HasTimedJobs())
	require.False(t, fleet[1].tracker.HasTimedJobs())
	require.NoError(t, fleet[0].tracker.Leave(t.Context()))
	fleet[1].meet()
	require.True(t, fleet[1].tracker.HasTimedJobs())
}

func TestFleet_ALeaseThatCannotBeRenewedIsHeldUntilItsTimeIsOver(t *testing.T) {
	f := gateways(t, 1)[0]
	f.meet()
	f.now = f.now.Add(leaseLength - time.Second)
	require.Error(t, f.tracker.Meet(canceledContext(t), f.now))
	require.True(t, f.tracker.HasTimedJobs())
	f.now = f.now.Add(time.Second)
	require.Error(t, f.tracker.Meet(canceledContext(t), f.now))
	require.False(t, f.tracker.HasTimedJobs())
	f.meet()
	require.True(t, f.tracker.HasTimedJobs())
}

func TestFleet_AnIssueThatAnotherGatewayResolvedIsWaitedFor(t *testing.T) {
	fleet := gateways(t, 2)
	one, two := fleet[0], fleet[1]
	one.send(one.record("declined"))
	two.send(two.record("declined"))
	two.meet()
	_, err := one.tracker.Resolve(t.Context(), one.now, "", one.only().ID, Person{Actor: "ann"}, issue.Resolution{Scope: issue.ScopeNow})
	require.NoError(t, err)
	two.meet()
	waited := two.tracker.Stats().Waits[WaitCommitted]
	two.now = two.now.Add(time.Hour)
	two.send(two.record("declined"))
	require.Equal(t, waited+1, two.tracker.Stats().Waits[WaitCommitted])
	require.Equal(t, issue.StateRegressed, one.only().State)
}

func TestMeet_DoesNothingForAStoreInAFile(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.tracker.Meet(canceledContext(t), f.now))
	require.True(t, f.tracker.HasTimedJobs())
	require.NoError(t, f.tracker.Leave(t.Context()))
	require.True(t, f.tracker.HasTimedJobs())
}
