package liveness

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSnapshot_AServiceOfThousandsOfProcessesIsSavedWithThoseHeardLast(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	r := New(time.UTC, 10_000)
	const processes = 5000
	for n := range processes {
		at := now.Add(time.Duration(n%2) * time.Minute)
		id := r.Sender(Sender{Service: "shop", Version: "1.0", Instance: fmt.Sprintf("3f1c9a52-6d0e-4b71-9d5e-%012d", n), Host: fmt.Sprint("host-", n)}, at)
		r.Hear(Batch{Sender: id, Received: at.UnixNano(), First: at.UnixNano(), Last: at.UnixNano(), Items: 2, Entries: 1})
	}
	later := now.Add(time.Minute)
	again := New(time.UTC, 10_000)
	var from ServiceID
	for key, data := range r.Snapshot(&from) {
		require.Less(t, len(data), 64<<10, key)
		require.NoError(t, again.Restore(data, later))
	}
	senders := again.SendersOf(1, 0, later.UnixNano())
	require.Greater(t, len(senders), 200)
	require.Less(t, len(senders), processes)
	for _, s := range senders {
		require.Equal(t, later.UnixNano(), s.Last)
	}
	require.Equal(t, r.Last(1), again.Last(1))
	require.Equal(t, r.Releases(1, 0, now.UnixNano())[0].Entries, again.Releases(1, 0, now.UnixNano())[0].Entries)
}
