package issue

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// muted is an issue that was seen once at start and muted a minute later.
func muted(t testing.TB, c Conditions) Issue {
	i, change := step(t, opened(), Event{Type: EventMute, At: start.Add(time.Minute), Actor: "ann", Mute: c, Release: "1"}, NewDefaultPolicy())
	require.Equal(t, ChangeMuted, change.Kind)
	return i
}

// hit is n occurrences of as many users at a time.
func hit(at time.Time, n int64, user string) Event {
	ev := seen(at, n, 1)
	ev.Seen.Users = NewUsers()
	for k := range n {
		ev.Seen.Users.Add(fmt.Sprint(user, k))
	}
	return ev
}

func TestMute_EndsAtTheFirstConditionThatIsReached(t *testing.T) {
	at := start.Add(time.Hour)
	inRelease := func(at time.Time, v Verdict) Event {
		ev := seen(at, 1, 1)
		ev.Seen.Proof = &Proof{Verdict: v}
		return ev
	}
	everyTwoMinutes := func(n int) (all []Event) {
		for k := range n {
			all = append(all, seen(at.Add(time.Duration(k)*2*time.Minute), 1, 1))
		}
		return all
	}
	for _, c := range []struct {
		name       string
		conditions Conditions
		events     []Event
		reason     Reason // of the last event; "" when it is still muted
		meanwhile  int64
	}{
		{"a time has come", Conditions{Until: at}, []Event{tick(at)}, ReasonMuteTime, 0},
		{"a time has not come", Conditions{Until: at}, []Event{tick(at.Add(-1))}, "", 0},
		{"a time has come and an occurrence is first", Conditions{Until: at, Count: 1}, []Event{seen(at, 3, 1)}, ReasonMuteTime, 3},
		{"a year has passed without the count", Conditions{Count: 5}, []Event{seen(at, 4, 1), tick(start.Add(time.Minute + MaxMute))}, ReasonMuteTime, 4},
		{"the count is reached", Conditions{Count: 5}, []Event{seen(at, 4, 1), seen(at, 1, 1)}, ReasonMuteCount, 5},
		{"the count is not", Conditions{Count: 5}, []Event{seen(at, 4, 1)}, "", 0},
		{"what happened before the mute does not count", Conditions{Count: 5}, []Event{seen(start.Add(time.Minute), 9, 1), seen(at, 4, 1)}, "", 0},
		{"and is not among what came meanwhile", Conditions{Count: 5}, []Event{seen(start, 9, 1), seen(at, 6, 1)}, ReasonMuteCount, 6},
		{"the rate is reached at once", Conditions{Rate: Rate{10, time.Hour}}, []Event{seen(at, 10, 1)}, ReasonMuteRate, 10},
		{"the rate is reached over most of an hour", Conditions{Rate: Rate{27, time.Hour}}, everyTwoMinutes(27), ReasonMuteRate, 27},
		{"a stream below the rate goes on for days", Conditions{Rate: Rate{31, time.Hour}}, everyTwoMinutes(2000), "", 0},
		{"the same number within a day", Conditions{Rate: Rate{31, 24 * time.Hour}}, everyTwoMinutes(31), ReasonMuteRate, 31},
		{"users who were not hit before", Conditions{Users: 3}, []Event{hit(at, 2, "a"), hit(at, 2, "a"), hit(at, 1, "b")}, ReasonMuteUsers, 5},
		{"the same users again", Conditions{Users: 3}, []Event{hit(at, 2, "a"), hit(at, 2, "a")}, "", 0},
		{"users of before the mute", Conditions{Users: 3}, []Event{hit(start, 5, "a"), hit(at, 2, "b")}, "", 0},
		{"a newer release", Conditions{NextRelease: true}, []Event{inRelease(at, VerdictHoldsFix)}, ReasonMuteRelease, 1},
		{"an old release", Conditions{NextRelease: true}, []Event{inRelease(at, VerdictOldRelease)}, "", 0},
		{"a release is not known", Conditions{NextRelease: true}, []Event{inRelease(at, VerdictAfterResolution), seen(at, 1, 1)}, "", 0},
		{"a newer release while nobody asked for it", Conditions{Count: 5}, []Event{inRelease(at, VerdictHoldsFix)}, "", 0},
		{"it escalates", Conditions{Escalation: true}, []Event{seen(at, 7, 1), {Type: EventFinding, At: at}}, ReasonMuteEscalation, 7},
		{"it escalates while nobody asked for it", Conditions{Count: 5}, []Event{{Type: EventFinding, At: at}}, "", 0},
		{"the first of two", Conditions{Count: 5, Users: 2}, []Event{hit(at, 2, "a")}, ReasonMuteUsers, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := muted(t, c.conditions)
			var change *Change
			for n, ev := range c.events {
				require.Equal(t, StateMuted, i.State, "event %d", n)
				i, change = step(t, i, ev, NewDefaultPolicy())
			}
			if c.reason == "" {
				require.Nil(t, change)
				require.Equal(t, StateMuted, i.State)
				return
			}
			require.Equal(t, ChangeUnmuted, change.Kind)
			require.Equal(t, c.reason, change.Reason)
			require.Equal(t, c.meanwhile, change.Meanwhile)
			require.Nil(t, i.Mute)
			want := StateOngoing
			if c.reason == ReasonMuteEscalation {
				want = StateEscalating
			}
			require.Equal(t, want, i.State)
			require.Equal(t, i.Observed, i.Notified.Observed, "what came meanwhile is told")
		})
	}
}

func TestMute_ThatANewerReleaseEndedIsNotSaidToBeAResolution(t *testing.T) {
	i := muted(t, Conditions{NextRelease: true})
	ev := seen(start.Add(time.Hour), 1, 1)
	ev.Seen.Proof = &Proof{Verdict: VerdictHoldsFix, Words: "seen in 2, which comes after 1, the newest when the issue was resolved"}
	_, change := step(t, i, ev, NewDefaultPolicy())
	require.Equal(t, "seen in 2, which comes after 1, the newest when the issue was muted", change.Proof.Words)
	require.Contains(t, ev.Seen.Proof.Words, "resolved", "what was judged stays as it was")
}

func TestMute_NeedsAnEnd(t *testing.T) {
	at := start.Add(time.Minute)
	for _, c := range []struct {
		name string
		ask  Conditions
		want string // "" when it is allowed
	}{
		{"none", Conditions{}, "needs an end"},
		{"a time that has passed", Conditions{Until: at}, "has passed"},
		{"a time a year ahead", Conditions{Until: at.Add(MaxMute)}, ""},
		{"a time more than a year ahead", Conditions{Until: at.Add(MaxMute + 1)}, "at most a year"},
		{"a negative count", Conditions{Count: -1}, "above 0"},
		{"negative users", Conditions{Users: -1}, "above 0"},
		{"a negative rate", Conditions{Rate: Rate{-1, time.Hour}}, "above 0"},
		{"a rate without a time", Conditions{Rate: Rate{Count: 1}}, "per hour or per day"},
		{"a rate without a number", Conditions{Rate: Rate{Per: time.Hour}}, "per hour or per day"},
		{"a rate per minute", Conditions{Rate: Rate{1, time.Minute}}, "per hour or per day"},
	} {
		t.Run(c.name, func(t *testing.T) {
			i, change, err := Transition(opened(), Event{Type: EventMute, At: at, Mute: c.ask}, NewDefaultPolicy())
			if c.want == "" {
				require.NoError(t, err)
				require.Equal(t, at.Add(MaxMute), i.Due(NewDefaultPolicy()))
				return
			}
			require.ErrorIs(t, err, ErrInvalid)
			require.ErrorContains(t, err, c.want)
			require.Nil(t, change)
			require.Equal(t, opened(), i)
		})
	}
}

func TestMute_AgainReplacesTheMuteAndCountsAnew(t *testing.T) {
	i := muted(t, Conditions{Count: 5})
	i, _ = step(t, i, seen(start.Add(time.Hour), 4, 1), NewDefaultPolicy())
	require.EqualValues(t, 4, i.Meanwhile())
	i, change := step(t, i, Event{Type: EventMute, At: start.Add(2 * time.Hour), Mute: Conditions{Count: 2}}, NewDefaultPolicy())
	require.Equal(t, ChangeMuted, change.Kind)
	require.EqualValues(t, 5, change.Before.Mute.Count, "what it replaced is in the history")
	require.Zero(t, i.Meanwhile())
	_, change = step(t, i, seen(start.Add(3*time.Hour), 2, 1), NewDefaultPolicy())
	require.Equal(t, ReasonMuteCount, change.Reason)
}

func TestMute_OfOldIsNeverChangedInPlace(t *testing.T) {
	i := muted(t, Conditions{Rate: Rate{100, time.Hour}})
	before := *i.Mute
	step(t, i, seen(start.Add(time.Hour), 4, 1), NewDefaultPolicy())
	step(t, i, seen(start, 4, 1), NewDefaultPolicy())
	require.Equal(t, before, *i.Mute)
}

func TestMute_OfAResolvedIssueEnds(t *testing.T) {
	i := muted(t, Conditions{Count: 5})
	i, _ = step(t, i, seen(start.Add(time.Hour), 3, 1), NewDefaultPolicy())
	i, change := step(t, i, Event{Type: EventResolve, At: start.Add(2 * time.Hour)}, NewDefaultPolicy())
	require.Equal(t, ChangeResolved, change.Kind)
	require.EqualValues(t, 3, change.Meanwhile)
	require.Nil(t, i.Mute)
}

func TestRecent_NeverCountsWhatIsFurtherApart(t *testing.T) {
	var r Recent
	for k := range 12 {
		r = r.add(start.Add(time.Duration(k)*5*time.Minute), time.Hour, 1)
		require.InDelta(t, float64(k+1), r.sum(), 0)
	}
	r = r.add(start.Add(time.Hour), time.Hour, 1)
	require.InDelta(t, 12, r.sum(), 0, "the first has left")
	r = r.add(start, time.Hour, 1)
	require.InDelta(t, 13, r.sum(), 0, "a clock that was set back")
	r = r.add(start.Add(3*time.Hour), time.Hour, 1)
	require.InDelta(t, 1, r.sum(), 0)
}
