package slowdown

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/stretchr/testify/require"
)

// BenchmarkSpan shows what a span costs with its share of the blocks that end and of Advance, as CPU time of the process and beside hashing
// service, kind and name of it. Each operation has six spans a minute of each of two releases, which are compared all the time.
func BenchmarkSpan(b *testing.B) {
	for _, operations := range []int{2000, 20_000} {
		b.Run(fmt.Sprint("operations=", operations), func(b *testing.B) {
			l := newLoad(b, operations, 2)
			for range 70 {
				l.minuteOf(true)
			}
			names := make([]string, operations)
			for i := range names {
				names[i] = fmt.Sprint("server GET /things/", i)
			}
			var span, hash time.Duration
			var spans, sum uint64
			for b.Loop() {
				began := userTime(b)
				l.minuteOf(false)
				made := userTime(b)
				spans += l.minuteOf(true)
				observed := userTime(b)
				for range 12 {
					sum += hashes(names)
				}
				span += observed - made - (made - began)
				hash += userTime(b) - observed
			}
			require.NotZero(b, sum)
			b.ReportMetric(float64(span)/float64(spans), "ns/span")
			b.ReportMetric(float64(hash)/float64(spans), "ns/hash")
			b.ReportMetric(float64(span)/float64(hash), "hashes/span")
		})
	}
}

// minuteOf makes one span of each operation and release every ten seconds, observes them or not, a batch a second, and lets each second pass.
func (l *load) minuteOf(observed bool) (spans uint64) {
	for i := range 60 {
		at := l.now.Add(time.Duration(i+1) * time.Second)
		l.batch = l.batch[:0]
		for j := i % 10; j < len(l.spans); j += 10 {
			s := l.spans[j]
			s.Start, s.Received = at.Add(-60*time.Millisecond), at
			l.drawn = l.drawn*6364136223846793005 + 1442695040888963407
			s.Duration *= 0.5 + float64(l.drawn>>40)/(1<<24)
			l.batch = append(l.batch, s)
			spans++
		}
		if observed {
			l.d.ObserveAll(l.batch)
			l.d.Advance(at)
		}
	}
	if observed {
		l.now = l.now.Add(time.Minute)
	}
	return spans
}

func hashes(names []string) (sum uint64) {
	var digest xxhash.Digest
	for i, name := range names {
		digest.Reset()
		_, _ = digest.WriteString(services[i&7])
		_, _ = digest.WriteString("server")
		_, _ = digest.WriteString(name)
		sum += digest.Sum64()
	}
	return sum
}

var services = [8]string{"service1", "service2", "service3", "service4", "service5", "service6", "service7", "service8"}

func userTime(tb testing.TB) time.Duration {
	var u syscall.Rusage
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano())
}
