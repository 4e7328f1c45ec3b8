package trial

import (
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
)

// Cost is what watching costs.
type Cost struct {
	Operations, Watched int
	// Bytes of memory for each operation under two releases, while they are compared; Megabytes is all.
	Bytes, Megabytes float64
	// Span is nanoseconds to observe one, Second to let a second pass for one operation. Hash is nanoseconds to hash service, kind
	// and name of a span.
	Span, Second, Hash float64
	// Allocations by span, with all that Advance does.
	Allocations float64
}

// rounds of a minute are played with the old release alone and then with both.
const rounds = 8

// Spend shows operations twelve spans a minute each, half of them of a new release after a while.
func Spend(operations int) (Cost, error) {
	before := heap()
	d, err := slowdown.New(slowdown.Settings{MaxOperations: operations, Warm: -1, WarmSpans: -1})
	if err != nil {
		return Cost{}, err
	}
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	const service = 100 // operations in one
	ids := make([]slowdown.OperationID, operations)
	releases := make([][2]slowdown.ReleaseID, operations/service+1)
	for i := range ids {
		name := fmt.Sprintf("shop-%d", i/service)
		ids[i] = d.Operation(slowdown.Key{Service: name, Operation: fmt.Sprintf("server GET /%d", i)}, now)
		for k, version := range []string{oldVersion, freshVersion} {
			releases[i/service][k] = d.Release("", name, "", version, now)
		}
	}
	durations := make([]float64, 1<<12)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range durations {
		durations[i] = 50e6 * (0.5 + r.ExpFloat64())
	}
	var observing, passing time.Duration
	spans, drawn := 0, 0
	var from, to runtime.MemStats
	for round := range 2 * rounds {
		if round == rounds+2 {
			runtime.ReadMemStats(&from)
			spans, observing, passing = 0, 0, 0
		}
		for range 12 {
			now = now.Add(5 * time.Second)
			began := time.Now()
			for i, id := range ids {
				drawn++
				which := 0
				if round >= rounds {
					which = drawn & 1
				}
				d.Observe(slowdown.Span{Operation: id, Release: releases[i/service][which], Start: now, Duration: durations[drawn*7&(1<<12-1)], Received: now.Add(time.Second), Count: 1})
				spans++
			}
			observing += time.Since(began)
			began = time.Now()
			d.Advance(now.Add(time.Second))
			passing += time.Since(began)
		}
	}
	runtime.ReadMemStats(&to)
	all := float64(heap() - before)
	cost := Cost{
		Operations: operations, Watched: d.Stats().Operations, Bytes: all / float64(operations) / 2, Megabytes: all / 1e6,
		Span: float64(observing) / float64(spans), Second: float64(passing) / float64(rounds-2) / 60 / float64(operations), Hash: hashing(),
		Allocations: float64(to.Mallocs-from.Mallocs) / float64(spans),
	}
	runtime.KeepAlive(d)
	return cost, nil
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func hashing() float64 {
	seed := maphash.MakeSeed()
	names := make([]string, 256)
	for i := range names {
		names[i] = fmt.Sprintf("GET /api/v1/orders/%d/items", i)
	}
	const times = 1 << 20
	var sum uint64
	began := time.Now()
	for i := range times {
		var h maphash.Hash
		h.SetSeed(seed)
		h.WriteString(Service)
		h.WriteString("server")
		h.WriteString(names[i&255])
		sum += h.Sum64()
	}
	elapsed := time.Since(began)
	runtime.KeepAlive(sum)
	return float64(elapsed) / times
}
