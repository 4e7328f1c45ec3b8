package issue

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// told is a change that a history led to.
type told struct {
	at     time.Duration
	reason Reason
}

// replay lets every second from 1 to seconds pass for an issue opened at second 0. arrivals says how many
// occurrences come in a second, and of how many releases there have been by then.
func replay(t testing.TB, seconds int, arrivals func(second int) (n int64, releases int)) []told {
	p := NewDefaultPolicy()
	p.ResolveAfterQuiet = 0
	i := opened()
	var all []told
	for s := 1; s <= seconds; s++ {
		at := start.Add(time.Duration(s) * time.Second)
		apply := func(ev Event) {
			var change *Change
			if i, change = step(t, i, ev, p); change != nil {
				all = append(all, told{at.Sub(start), change.Reason})
			}
		}
		if n, releases := arrivals(s); n > 0 {
			apply(seen(at, n, releases))
		}
		apply(tick(at))
	}
	return all
}

// constant is one occurrence in each of so many seconds, up to a second.
func constant(every, until int) func(int) (int64, int) {
	return func(s int) (int64, int) {
		if s%every == 0 && s <= until {
			return 1, 1
		}
		return 0, 1
	}
}

func TestUpdates(t *testing.T) {
	const minute = time.Minute
	for _, c := range []struct {
		name     string
		seconds  int
		arrivals func(int) (int64, int)
		want     []told
	}{
		{"nothing new is never told", 7200, constant(1, 0), nil},
		{"a short burst is told once, a minute after it opened", 7200, constant(1, 8), []told{{minute, ReasonSettled}}},
		{"one of ten times what was told says so instead", 7200, constant(1, 9), []told{{minute, ReasonTenfold}}},
		{"tenfold is told, each time", 330, func(s int) (int64, int) { return int64(s), 1 }, []told{
			{minute, ReasonTenfold},            // 1 + 60*61/2 = 1831
			{191 * time.Second, ReasonTenfold}, // 1 + 191*192/2 = 18337 is the first of 18310 and more
		}},
		{"an even stream is told by tenfold, then hourly", 10_000, constant(1, 20_000), []told{
			{minute, ReasonTenfold}, {609 * time.Second, ReasonTenfold}, {4209 * time.Second, ReasonHourly}, {7809 * time.Second, ReasonHourly},
		}},
		{"and once more when it is over", 10_000, constant(1, 5000), []told{
			{minute, ReasonTenfold}, {609 * time.Second, ReasonTenfold}, {4209 * time.Second, ReasonHourly}, {5015 * time.Second, ReasonSettled},
		}},
		{"a new release is told", 100, func(s int) (int64, int) {
			if s == 90 {
				return 1, 2
			}
			return 0, 1
		}, []told{{90 * time.Second, ReasonNewRelease}}},
		{"ten new releases in a minute are told at once", 100, func(s int) (int64, int) { return 1, 1 + min(s, 10) }, []told{
			{minute, ReasonNewRelease},
		}},
		{"what trickles is told at doubling times, then hourly", 6 * 3600, constant(300, 6*3600), []told{
			{315 * time.Second, ReasonSettled},  // 15 seconds after the first that was not yet told
			{615 * time.Second, ReasonSettled},  // 2 minutes have passed
			{915 * time.Second, ReasonSettled},  // 4 minutes
			{1395 * time.Second, ReasonSettled}, // 8 minutes to the second: the last one came 195 seconds before
			{2355 * time.Second, ReasonSettled}, // 16 minutes
			{4275 * time.Second, ReasonSettled}, // 32 minutes
			{7875 * time.Second, ReasonHourly},
			{11475 * time.Second, ReasonHourly}, {15075 * time.Second, ReasonHourly}, {18675 * time.Second, ReasonHourly},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, replay(t, c.seconds, c.arrivals))
		})
	}
}

func TestUpdates_AreNeverMoreThanOneAMinute(t *testing.T) {
	last := time.Duration(0)
	for _, c := range replay(t, 3600, func(s int) (int64, int) { return int64(s * s), s }) {
		require.GreaterOrEqual(t, c.at-last, time.Minute)
		last = c.at
	}
	require.Equal(t, time.Hour, last, "and no fewer when each second has news")
}

func TestUpdates_AClockThatWasSetBackHoldsNothingUp(t *testing.T) {
	i := opened()
	i, change := step(t, i, seen(start.Add(-time.Hour), 100, 1), NewDefaultPolicy())
	require.NotNil(t, change)
	require.Equal(t, ReasonTenfold, change.Reason)
	require.Equal(t, start.Add(-time.Hour), i.Notified.At)
}

func TestAdd_KeepsTheFirstAndWidens(t *testing.T) {
	i := opened()
	early, late := start.Add(-time.Hour), start.Add(time.Hour)
	u := NewUsers()
	u.Add("ann")
	i, _ = step(t, i, Event{Type: EventSeen, At: late, Seen: Seen{
		Count: 2.5, Observed: 2, Users: u, First: early, Last: late, FirstRelease: "0.9", LastRelease: "2", Releases: 3,
		Title: "another", Culprit: "another", Level: exception.LevelFatal, Handled: true,
	}}, NewDefaultPolicy())
	require.Equal(t, "ValueError", i.Title, "the title stays")
	require.Equal(t, exception.LevelFatal, i.Level, "the level rises")
	require.False(t, i.Handled, "one that was not handled is enough")
	require.InDelta(t, 3.5, i.Count, 0)
	require.EqualValues(t, 3, i.Observed)
	require.EqualValues(t, 1, i.Users.Estimate())
	require.Equal(t, []time.Time{early, late, late}, []time.Time{i.FirstSeen, i.LastSeen, i.ArrivedAt})
	require.Equal(t, []string{"0.9", "2"}, []string{i.FirstRelease, i.LastRelease})
	require.Equal(t, 3, i.Releases)

	i, _ = step(t, i, seen(start, 1, 1), NewDefaultPolicy())
	require.Equal(t, exception.LevelFatal, i.Level, "and does not fall")
	require.Equal(t, 3, i.Releases)
	require.Equal(t, late, i.ArrivedAt)
}
