package issue

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestMembers_TheSumIsThatOfAllAndLeavesAsItCame(t *testing.T) {
	at := start.Add(time.Hour)
	a := opened()
	b := Totals{
		Count: 5.25, Observed: 5, Users: NewUsers(), FirstSeen: start.Add(-time.Hour), LastSeen: start.Add(-time.Minute), ArrivedAt: start,
		FirstRelease: "0.9", LastRelease: "0.9", Level: exception.LevelFatal, Handled: true,
	}
	b.Users.Add("ann")
	c := Totals{Count: 2, Observed: 2, FirstSeen: start, LastSeen: at, ArrivedAt: at, FirstRelease: "1", LastRelease: "2"}
	group := func(i Issue, fewer bool, all ...Totals) (Issue, *Change) {
		return step(t, i, Event{Type: EventMembers, At: at, Actor: "ann", Merge: Merge{Members: all, Releases: 3, Fewer: fewer}}, NewDefaultPolicy())
	}
	i, change := group(a, false, b)
	require.Equal(t, ReasonMerged, change.Reason)
	require.InDelta(t, 6.25, i.Count, 0)
	require.EqualValues(t, 6, i.Observed)
	require.EqualValues(t, 1, i.Users.Estimate())
	require.Equal(t, []any{b.FirstSeen, "0.9", a.LastSeen, "1"}, []any{i.FirstSeen, i.FirstRelease, i.LastSeen, i.LastRelease})
	require.Equal(t, exception.LevelFatal, i.Level)
	require.False(t, i.Handled)
	require.Equal(t, 3, i.Releases)
	require.Equal(t, StateNew, i.State)

	i, _ = group(i, false, b, c)
	require.EqualValues(t, 8, i.Observed)
	require.Equal(t, "2", i.LastRelease)
	i, _ = step(t, i, seen(at.Add(time.Second), 4, 3), NewDefaultPolicy())
	require.EqualValues(t, 12, i.Observed)

	i, change = group(i, true, c)
	require.Equal(t, ReasonUnmerged, change.Reason)
	require.EqualValues(t, 7, i.Observed)
	i, _ = group(i, true)
	want := a
	want, _ = step(t, want, seen(at.Add(time.Second), 4, 3), NewDefaultPolicy())
	require.Equal(t, want.Totals(), i.Totals(), "what it had on its own, and what came since")
	require.Nil(t, i.Own)
}

func TestMembers_AreNothingThatCameToAMutedIssue(t *testing.T) {
	i := muted(t, Conditions{Count: 5, Users: 2})
	i, _ = step(t, i, seen(start.Add(time.Hour), 3, 1), NewDefaultPolicy())
	many := Totals{Count: 100, Observed: 100, Users: NewUsers()}
	for _, u := range []string{"a", "b", "c"} {
		many.Users.Add(u)
	}
	i, change := step(t, i, Event{Type: EventMembers, At: start.Add(2 * time.Hour), Merge: Merge{Members: []Totals{many}}}, NewDefaultPolicy())
	require.Nil(t, change)
	require.EqualValues(t, 3, i.Meanwhile())
	i, change = step(t, i, seen(start.Add(3*time.Hour), 1, 1), NewDefaultPolicy())
	require.Nil(t, change)
	i, _ = step(t, i, Event{Type: EventMembers, At: start.Add(4 * time.Hour), Merge: Merge{Fewer: true}}, NewDefaultPolicy())
	require.EqualValues(t, 4, i.Meanwhile())
	_, change = step(t, i, seen(start.Add(5*time.Hour), 1, 1), NewDefaultPolicy())
	require.Equal(t, ReasonMuteCount, change.Reason)
	require.EqualValues(t, 5, change.Meanwhile)
}

func TestInto_ComesBackAsItWas(t *testing.T) {
	at := start.Add(time.Hour)
	into := func(i Issue, other ID) (Issue, error) {
		i, _, err := Transition(i, Event{Type: EventInto, At: at, Actor: "ann", Merge: Merge{Into: other}}, NewDefaultPolicy())
		return i, err
	}
	own := opened()
	whole, _ := step(t, own, Event{Type: EventMembers, At: at, Merge: Merge{Members: []Totals{{Count: 3, Observed: 3}}, Releases: 1}}, NewDefaultPolicy())
	part, err := into(whole, "a")
	require.NoError(t, err)
	require.Equal(t, own.Totals(), part.Totals(), "its own members do not stay with it")
	back, err := into(part, "")
	require.NoError(t, err)
	require.Equal(t, own.Standing(), back.Standing())
	want := own.Totals()
	want.ArrivedAt = at
	require.Equal(t, want, back.Totals(), "its quiet time begins anew")

	_, err = into(back, "")
	require.ErrorContains(t, err, "it is not merged")
	_, err = into(back, "id")
	require.ErrorContains(t, err, "the same issue")
}
