package trial

import (
	"runtime"
	"syscall"
	"time"

	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
)

// Cost is what watching costs, in CPU time.
type Cost struct {
	Operations, Watched int
	Traffic             Traffic
	// Bytes of memory for each operation under two releases, while they are compared; Megabytes is all.
	Bytes, Megabytes float64
	// Span is nanoseconds to observe one with its share of all that ends with a block and of Advance, which is Second nanoseconds for
	// each operation and second. Hash is nanoseconds to hash service, kind and name of it in the same batch.
	Span, Second, Hash float64
	// Allocations by span, with all that Advance does.
	Allocations float64
}

// Minutes that are played: with the old release alone, until all that is learned first is known, then with both, first uncounted.
const (
	learning  = 64
	uncounted = 2
	counted   = 6
)

// Spend shows operations twelve spans a minute each on average, half of them of a new release after a while. Each batch is hashed and
// then observed, both while it is in the caches, as it is when it was just received.
func Spend(operations int, t Traffic) (Cost, error) {
	c := newCrowd(operations)
	before := heap()
	d, err := slowdown.New(slowdown.Settings{MaxOperations: operations, Warm: -1, WarmSpans: -1})
	if err != nil {
		return Cost{}, err
	}
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	c.enter(d, now)
	var observing, passing, hashing time.Duration
	var from, to runtime.MemStats
	var spans int
	var sum uint64
	for round := range learning + uncounted + counted {
		if round == learning+uncounted {
			runtime.ReadMemStats(&from)
			spans, observing, passing, hashing = 0, 0, 0, 0
		}
		for range 12 {
			now = now.Add(5 * time.Second)
			for c.draw(t, now, round >= learning) {
				sum += c.hash()
				began := cpu()
				sum += c.hash()
				hashed := cpu()
				d.ObserveAll(c.spans)
				observing += cpu() - hashed
				hashing += hashed - began
				spans += len(c.spans)
			}
			began := cpu()
			for s := range 5 {
				d.Advance(now.Add(time.Duration(s) * time.Second))
			}
			passing += cpu() - began
		}
	}
	runtime.ReadMemStats(&to)
	all := float64(heap() - before)
	cost := Cost{
		Operations: operations, Watched: d.Stats().Operations, Traffic: t, Bytes: all / float64(operations) / 2, Megabytes: all / 1e6,
		Span: float64(observing+passing) / float64(spans), Second: float64(passing) / counted / 60 / float64(operations),
		Hash: float64(hashing) / float64(spans), Allocations: float64(to.Mallocs-from.Mallocs) / float64(spans),
	}
	runtime.KeepAlive(d)
	runtime.KeepAlive(c)
	runtime.KeepAlive(sum)
	return cost, nil
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// cpu is the CPU time that the process has taken. It does not count what others on the machine do, as a clock would.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
