package engine

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

// opened has two issues opened, a minute apart, and a destination that starts at the beginning.
func opened(t *testing.T) (*fixture, *Destination) {
	f := newFixture(t)
	f.send(f.record("card 1 declined"))
	f.now = f.now.Add(time.Minute)
	other := f.record("no such account")
	other.Type = "LedgerError"
	f.send(other)
	return f, f.destination("slack")
}

func (f *fixture) destination(name string) *Destination {
	f.t.Helper()
	d, err := f.tracker.Destination(f.t.Context(), name, StartBeginning, outbox.Filter{}, f.now)
	require.NoError(f.t, err)
	return d
}

func (f *fixture) next(d *Destination) *outbox.Entry {
	f.t.Helper()
	e, err := d.Next(f.t.Context())
	require.NoError(f.t, err)
	return e
}

func (f *fixture) status(name string) DestinationStatus {
	f.t.Helper()
	all, err := f.tracker.Destinations(f.t.Context())
	require.NoError(f.t, err)
	for _, d := range all {
		if d.Name == name {
			return d
		}
	}
	f.t.Fatalf("%s is not among %v", name, all)
	return DestinationStatus{}
}

func TestDestination_ARefusedChangeIsKeptAndHoldsUpNothing(t *testing.T) {
	f, d := opened(t)
	first := *f.next(d)
	require.NoError(t, d.Refuse(t.Context(), f.now, "bad_request", errors.New("the answer was 400: password=hunter2")))
	assert.Contains(t, f.status("slack").LastError, "the answer was 400", "until one is taken")
	second := f.next(d)
	assert.NotEqual(t, first.ChangeID, second.ChangeID)
	require.NoError(t, d.Done(t.Context(), f.now))
	assert.Empty(t, f.status("slack").LastError)

	refused, err := f.tracker.Refused(t.Context(), "slack", 10)
	require.NoError(t, err)
	require.Len(t, refused, 1)
	assert.Equal(t, first.ChangeID, refused[0].ChangeID)
	assert.Equal(t, first.IssueID, refused[0].IssueID)
	assert.Equal(t, issue.ChangeOpened, refused[0].Kind)
	assert.Equal(t, "PaymentError: card 1 declined", refused[0].Title)
	assert.Equal(t, first.At.UTC(), refused[0].At)
	assert.Equal(t, f.now, refused[0].RefusedAt)
	assert.Equal(t, "bad_request", refused[0].Reason)
	assert.Contains(t, refused[0].Error, "the answer was 400")
	assert.NotContains(t, refused[0].Error, "hunter2")
	s := f.status("slack")
	assert.EqualValues(t, 1, s.Refused)
	assert.EqualValues(t, 1, s.Delivered)
	assert.Zero(t, s.Waiting)
}

func TestDestination_ARefusalSurvivesAKill(t *testing.T) {
	f, d := opened(t)
	f.next(d)
	require.NoError(t, d.Refuse(t.Context(), f.now, "too_large", errors.New("413")))
	again := f.destination("slack") // what was not saved is gone
	assert.EqualValues(t, 2, f.next(again).Seq)
}

func TestDestination_ARefusalThatIsNotWrittenChangesNothing(t *testing.T) {
	f, d := opened(t)
	first := f.next(d).ChangeID
	require.Error(t, d.Refuse(canceledContext(t), f.now, "too_large", errors.New("413")))
	assert.Equal(t, first, f.next(d).ChangeID)
	assert.Zero(t, f.status("slack").Refused)
}

func TestDestination_ARefusedChangeThatCannotBeReadHasNoTitle(t *testing.T) {
	f, d := opened(t)
	f.next(d).Body = []byte("{")
	require.NoError(t, d.Refuse(t.Context(), f.now, "malformed", errors.New("unexpected end")))
	refused, err := f.tracker.Refused(t.Context(), "slack", 10)
	require.NoError(t, err)
	assert.Empty(t, refused[0].Title)
}

func TestDestinations_TellHowEachIsDoing(t *testing.T) {
	f, d := opened(t)
	f.destination("gone")
	delete(f.tracker.destinations, "gone") // as after a start without it

	s := f.status("slack")
	assert.Equal(t, outbox.Backlog{Waiting: 2, Oldest: start}, s.Backlog)
	assert.True(t, s.Running)
	f.next(d)
	d.Failed(f.now, errors.New("cannot reach https://ann:hunter2@example.com/"+strings.Repeat("x", outbox.MaxErrorBytes)))
	s = f.status("slack")
	assert.Contains(t, s.LastError, "cannot reach")
	assert.NotContains(t, s.LastError, "hunter2")
	assert.LessOrEqual(t, len(s.LastError), outbox.MaxErrorBytes)
	assert.Equal(t, f.now, s.LastErrorAt)

	f.now = f.now.Add(time.Minute)
	require.NoError(t, d.Done(t.Context(), f.now))
	s = f.status("slack")
	assert.Empty(t, s.LastError)
	assert.Equal(t, f.now, s.DeliveredAt)
	assert.EqualValues(t, 1, s.Cursor)
	assert.Equal(t, outbox.Backlog{Waiting: 1, Oldest: start.Add(time.Minute)}, s.Backlog)

	gone := f.status("gone")
	assert.False(t, gone.Running)
	assert.EqualValues(t, 2, gone.Waiting)
}

func TestChange_KnowsWhenTheFirstOccurrenceThatLedToItWasReceived(t *testing.T) {
	f := newFixture(t)
	batches := []*Batch{f.errors.Begin(f.now), f.errors.Begin(f.now.Add(300 * time.Millisecond))}
	f.tracker.settings.CommitWait = 0
	for n, batch := range batches {
		rec := f.record("card 1 declined")
		rec.TraceID = exception.TraceID{9, byte(n)}
		batch.Judge(&rec, noAttributes{})
		batch.Commit(t.Context())
	}
	f.now = f.now.Add(time.Second)
	f.flush()
	_, err := f.tracker.Resolve(t.Context(), f.now, "", f.only().ID, Person{Actor: "ann"}, issue.Resolution{})
	require.NoError(t, err)

	d := f.destination("slack")
	assert.Equal(t, start, f.next(d).ReceivedAt)
	require.NoError(t, d.Done(t.Context(), f.now))
	assert.True(t, f.next(d).ReceivedAt.IsZero(), "a person made it")
}
