package flatline_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

func many(t testing.TB, n int) (*flatline.Detector, []flatline.StreamID, flatline.SenderID) {
	d, err := flatline.New(flatline.Settings{MaxStreams: n, Discover: flatline.Discover{MaxStreams: n}})
	require.NoError(t, err)
	sender := d.Sender(flatline.Sender{Service: "shop", Instance: "a"}, monday)
	ids := make([]flatline.StreamID, n)
	for i := range ids {
		ids[i] = d.Stream(flatline.Key{Definition: -1, Service: fmt.Sprint("shop-", i%500), Signal: flatline.SignalSpan, Name: fmt.Sprint("server GET /path/", i)}, monday)
	}
	return d, ids, sender
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestDetector_FiftyThousandStreamsTakeSixtyMegabytes(t *testing.T) {
	before := heap()
	d, ids, sender := many(t, 50_000)
	for i, id := range ids {
		for range 3 {
			d.Observe(flatline.Observation{Stream: id, Sender: sender, At: monday, Received: monday.Add(time.Duration(i) * time.Millisecond), Count: 1})
		}
	}
	d.Advance(monday.Add(10 * time.Minute))
	used := heap() - before
	runtime.KeepAlive(d)
	t.Log(used, unsafe.Sizeof(*d))
	require.Less(t, used, uint64(60e6))
}

func BenchmarkDetector_Observe(b *testing.B) {
	d, ids, sender := many(b, 50_000)
	b.ReportAllocs()
	now := monday
	i := 0
	for b.Loop() {
		if i++; i%100 == 0 {
			now = now.Add(20 * time.Millisecond)
		}
		d.Observe(flatline.Observation{Stream: ids[i%len(ids)], Sender: sender, At: now, Received: now, Count: 1})
	}
}

func TestDetector_ARolloutOfAllServicesTakesAFifthMoreWhileItLasts(t *testing.T) {
	before := heap()
	d, ids, _ := many(t, 10_000)
	now := monday
	run := func(times int, releases ...string) {
		for range times {
			now = now.Add(5 * time.Minute)
			for i, id := range ids {
				sender := d.Sender(flatline.Sender{Service: fmt.Sprint("shop-", i%500), Version: releases[i/500%len(releases)]}, now)
				d.Hear(flatline.Heard{Sender: sender, Received: now, First: now, Last: now, Items: 1, Entries: 1, Roots: 1})
				d.Observe(flatline.Observation{Stream: id, Sender: sender, At: now, Received: now, Count: 1})
			}
		}
	}
	run(13, "1.0.0")
	steady := heap() - before
	run(2, "1.0.0", "1.1.0")
	rollout := heap() - before
	run(16, "1.1.0")
	after := heap() - before
	runtime.KeepAlive(d)
	t.Log(steady, rollout, after)
	require.Less(t, float64(rollout), 1.25*float64(steady))
	require.Less(t, float64(after), 1.05*float64(steady))
}
