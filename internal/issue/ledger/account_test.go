package ledger

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

func TestTiming_JudgesTheTimeOfAnItem(t *testing.T) {
	for name, tc := range map[string]struct {
		at   time.Duration
		want Fate
	}{
		"at once":                        {0, FateReceived},
		"a clock that is a little ahead": {5 * time.Second, FateReceived},
		"a clock that is ahead":          {5*time.Second + 1, FateSkewed},
		"ten minutes ago":                {-10 * time.Minute, FateReceived},
		"more than ten minutes ago":      {-10*time.Minute - 1, FateLate},
		"a month ago":                    {-30 * 24 * time.Hour, FateLate},
		"more than a month ago":          {-30*24*time.Hour - 1, FateSkewed},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.want, Timing(noon.Add(tc.at), noon))
		})
	}
}

func TestAccount_SendersBeyondTheLimitShareOneEntry(t *testing.T) {
	a := NewAccount(2)
	for n := range 5 {
		e := a.Of(&Party{Service: fmt.Sprint("s", n), Signal: "logs"}, noon)
		a.Add(e, &Sums{FateReceived: 1})
	}
	require.Equal(t, 2, a.Len())
	require.EqualValues(t, 3, a.Crowded())
	require.EqualValues(t, 5, a.Totals()[FateReceived])
	entries := a.Entries()
	require.Len(t, entries, 3)
	require.Equal(t, []string{"s0", "s1", ""}, []string{entries[0].Service, entries[1].Service, entries[2].Service})
	require.EqualValues(t, 3, entries[2].Sums[FateReceived])
}

func TestAccount_QuietSendersMakeRoom(t *testing.T) {
	a := NewAccount(1)
	a.Of(&Party{Service: "old"}, noon)
	a.Forget(noon.Add(time.Second))
	e := a.Of(&Party{Service: "new"}, noon.Add(time.Minute))
	require.Equal(t, "new", e.Service)
	require.Zero(t, a.Crowded())
	require.Equal(t, noon.Add(time.Minute), e.First)
}

func TestAccount_ASenderHasAnEntryForEachSignal(t *testing.T) {
	a := NewAccount(10)
	a.Of(&Party{Service: "shop", Signal: "spans"}, noon)
	a.Of(&Party{Service: "shop", Signal: "logs"}, noon)
	a.Of(&Party{Service: "shop", Signal: "logs"}, noon.Add(time.Second))
	require.Equal(t, 2, a.Len())
}

func TestRepeats_RememberForTheirAgeAndSoManyEntries(t *testing.T) {
	t.Run("what was seen is known for a minute", func(t *testing.T) {
		r := NewRepeats(time.Minute, 100)
		require.False(t, r.Seen(1, noon))
		require.True(t, r.Seen(1, noon.Add(time.Minute)))
		require.True(t, r.Seen(1, noon.Add(2*time.Minute))) // it was seen a minute ago
		require.False(t, r.Seen(1, noon.Add(3*time.Minute+1)))
		require.False(t, r.Seen(2, noon))
	})
	t.Run("the oldest is forgotten when there is no room, and that is counted", func(t *testing.T) {
		r := NewRepeats(time.Minute, 4)
		for key := range uint64(6) {
			require.False(t, r.Seen(key, noon))
		}
		require.True(t, r.Seen(5, noon))
		require.EqualValues(t, 2, r.Forgotten())
		require.False(t, r.Seen(0, noon))
	})
}
