package slowdown

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDetector_ServicesThatAreNotUsedAnyMoreMakeRoom(t *testing.T) {
	s := warm()
	s.MaxOperations = 100
	d, err := New(s)
	require.NoError(t, err)
	now := start
	send := func(name string) bool {
		o := d.Operation(Key{Service: name, Operation: "server GET /"}, now)
		r := d.Release("", name, "", "1", now)
		i := d.Instance("pod", "", r, now)
		d.Observe(Span{Operation: o, Release: r, Instance: i, Start: now, Duration: 5e6, Received: now, Count: 1})
		return o != 0 && r != 0 && i != 0
	}
	for n := range 99 {
		require.True(t, send(fmt.Sprint("preview-", n)))
	}
	require.True(t, send("kept"))
	require.False(t, send("one too many"))
	for range 8 {
		now = now.AddDate(0, 0, 1)
		require.True(t, send("kept"))
		d.Advance(now)
	}
	for n := range 99 {
		require.True(t, send(fmt.Sprint("new-", n)), n)
	}
	require.False(t, send("one too many"))
	require.Len(t, d.services, 101)
	require.Len(t, d.releases, 101)
	require.Len(t, d.instances, 101)
	stats := d.Stats()
	require.Equal(t, []int{100, 100, 100}, []int{stats.Operations, stats.Releases, stats.Instances})
	for _, one := range d.Operations() {
		require.NotContains(t, one.Key.Service, "preview")
	}
}
