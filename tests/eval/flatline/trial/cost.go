package trial

import (
	"fmt"
	"runtime"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

// Cost is what watching costs.
type Cost struct {
	Streams, Watched int
	Bytes            float64 // of memory for each stream
	Event            float64 // nanoseconds to count one
	Second           float64 // nanoseconds for one stream, to let a second pass
}

// Spend shows discovered streams six events an hour each for 26 hours.
func Spend(streams int) Cost {
	d, err := flatline.New(flatline.Settings{
		Discover: flatline.Discover{Budget: 12, MaxStreams: streams, MinRate: 1}, Shadow: 24 * time.Hour, MaxStreams: streams, MaxSenders: 64,
	})
	if err != nil {
		panic(fmt.Sprintf("the settings of the evaluation are refused: %v", err))
	}
	before := heap()
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	sender := d.Sender(flatline.Sender{Service: Service, Instance: "pod-0"}, now)
	ids := make([]flatline.StreamID, streams)
	for i := range ids {
		ids[i] = d.Stream(flatline.Key{Definition: -1, Service: Service, Signal: flatline.SignalSpan, Name: fmt.Sprintf("server GET /%d", i)}, now)
	}
	var counting, passing time.Duration
	events, seconds := 0, 0
	for range 26 * 360 {
		now = now.Add(10 * time.Second)
		d.Hear(flatline.Heard{Sender: sender, Received: now, First: now, Last: now, Items: streams / 60, Entries: streams / 60})
		began := time.Now()
		for i := seconds / 10 % 60; i < streams; i += 60 {
			d.Observe(flatline.Observation{Stream: ids[i], Sender: sender, At: now, Received: now, Count: 1})
			events++
		}
		counting += time.Since(began)
		began = time.Now()
		for range 10 {
			d.Advance(now)
		}
		passing += time.Since(began)
		seconds += 10
	}
	cost := Cost{
		Streams: streams, Watched: d.Stats().Streams, Bytes: float64(heap()-before) / float64(streams),
		Event: float64(counting) / float64(events), Second: float64(passing) / float64(seconds) / float64(streams),
	}
	runtime.KeepAlive(d)
	return cost
}

// Service is the name of the service that is counted for its cost.
const Service = "shop"

// heap is how much memory is in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
