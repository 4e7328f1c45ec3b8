package slowdown

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"
	"unsafe"

	"github.com/cespare/xxhash/v2"
	"github.com/stretchr/testify/require"
)

// load is spans of some operations and releases in the order of time.
type load struct {
	d     *Detector
	spans []Span
	batch []Span
	now   time.Time
	r     *rand.Rand
	drawn uint64
}

func newLoad(tb testing.TB, operations, releases int) *load {
	d, err := New(warm())
	require.NoError(tb, err)
	return fill(d, operations, releases)
}

func fill(d *Detector, operations, releases int) *load {
	l := &load{d: d, now: start, r: rand.New(rand.NewPCG(1, 1)), spans: make([]Span, 0, operations*releases)}
	for i := range operations {
		service := fmt.Sprint("service", i/50)
		o := d.Operation(Key{Namespace: "ns", Service: service, Environment: "prod", Operation: fmt.Sprint("server GET /things/", i)}, start)
		for v := range releases {
			r := d.Release("ns", service, "prod", fmt.Sprint("4.2.", v), start)
			l.spans = append(l.spans, Span{Operation: o, Release: r, Duration: 50e6, Count: 1,
				Instance: d.Instance(fmt.Sprint("pod", v), "", r, start)})
		}
	}
	return l
}

// minute plays some spans of each operation and release.
func (l *load) minute(each int) {
	for i := range each {
		at := l.now.Add(time.Duration(i) * time.Minute / time.Duration(each))
		for j := range l.spans {
			s := l.spans[j]
			s.Start, s.Received = at, at.Add(60*time.Millisecond)
			s.Duration *= 0.5 + l.r.Float64()
			l.d.Observe(s)
		}
	}
	l.now = l.now.Add(time.Minute)
	l.d.Advance(l.now)
}

func TestObserve_DoesNotAllocate(t *testing.T) {
	l := newLoad(t, 20, 2)
	for range 80 {
		l.minute(8)
	}
	require.Zero(t, testing.AllocsPerRun(20, func() { l.minute(8) }), "in a minute of 320 spans, with the blocks that end in it")
}

func TestDetector_TakesLittleMemory(t *testing.T) {
	const operations = 4000
	for releases, most := range map[int]float64{1: 2500, 2: 2500, 3: 2500} {
		var before, after runtime.MemStats
		d, err := New(warm())
		require.NoError(t, err)
		runtime.GC()
		runtime.ReadMemStats(&before) // the book of the breakdown has a limit of its own
		l := fill(d, operations, releases)
		for range 2 {
			l.minute(6)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		each := float64(after.HeapAlloc-before.HeapAlloc)/operations - float64(releases)*float64(unsafe.Sizeof(Span{}))
		t.Logf("%d releases: %.0f bytes per operation, %.0f per release, 20,000 operations %.0f MB", releases, each, each/float64(releases), each*20_000/1e6)
		require.Less(t, each/float64(releases), most)
		require.Less(t, each*20_000/1e6, 145.)
		runtime.KeepAlive(l)
	}
}

func BenchmarkObserve(b *testing.B) {
	l := newLoad(b, 100, 2)
	for range 70 {
		l.minute(20)
	}
	at, i := l.now, 0
	for b.Loop() {
		s := l.spans[i%len(l.spans)]
		s.Start, s.Received = at, at.Add(60*time.Millisecond)
		l.d.Observe(s)
		if i++; i%len(l.spans) == 0 {
			at = at.Add(time.Second)
		}
	}
}

func BenchmarkHash(b *testing.B) {
	service, kind, name := "service1", "server", "server GET /things/17"
	var digest xxhash.Digest
	var sum uint64
	for b.Loop() {
		digest.Reset()
		_, _ = digest.WriteString(service)
		_, _ = digest.WriteString(kind)
		_, _ = digest.WriteString(name)
		sum += digest.Sum64()
	}
	_ = sum
}
