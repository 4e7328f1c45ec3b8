package grouping

import (
	"fmt"
	"hash/maphash"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestCache_DecidesLikeDecide(t *testing.T) {
	c := NewCache(CacheSettings{})
	long := pythonRecord()
	long.StackTrace = strings.Repeat("  File \"/app/x.py\", line 1, in x\n    y\n", 4000) + "ValueError: x\n"
	long.Message = strings.Repeat("ä", 100_000)
	for _, rec := range []*exception.Record{pythonRecord(), goRecord("x"), long, {}, {Source: exception.SourceLogRecord, Message: "m\n" + pythonStack}} {
		want := Decide(rec)
		assert.Equal(t, want, *c.Decide(rec))
		assert.Equal(t, want, *c.Decide(rec))
	}
}

func TestCache_ReturnsTheSameDecisionForARepeatedError(t *testing.T) {
	c := NewCache(CacheSettings{})
	assert.Same(t, c.Decide(pythonRecord()), c.Decide(pythonRecord()))
	other := pythonRecord()
	other.Service.Name = "cart"
	assert.NotSame(t, c.Decide(pythonRecord()), c.Decide(other))
}

func TestCache_TextsThatOnlyMoveBetweenFieldsAreOtherErrors(t *testing.T) {
	c := NewCache(CacheSettings{})
	a := c.Decide(&exception.Record{Type: "ab", Message: "c"})
	b := c.Decide(&exception.Record{Type: "a", Message: "bc"})
	assert.NotEqual(t, a.Fingerprint, b.Fingerprint)
}

func TestCache_OwnsItsMemory(t *testing.T) {
	c := NewCache(CacheSettings{})
	buffer := []byte("Traceback (most recent call last):\n  File \"/app/x.py\", line 1, in x\n    y\nValueError: x\n")
	rec := &exception.Record{StackTrace: string(buffer), Type: "ValueError"}
	d := c.Decide(rec)
	assert.Equal(t, "/app/x.py", d.Exceptions[0].Stack.Frames[0].File)
	own, size := clone(rec)
	assert.Equal(t, *rec, own)
	assert.Equal(t, len(rec.StackTrace)+len(rec.Type), size)
}

func TestCache_IsBoundedInEntries(t *testing.T) {
	c := NewCache(CacheSettings{MaxEntries: 64})
	for i := range 10_000 {
		c.Decide(&exception.Record{Type: fmt.Sprint(i)})
	}
	entries := 0
	for i := range c.shards {
		entries += len(c.shards[i].young) + len(c.shards[i].old)
	}
	assert.LessOrEqual(t, entries, 64)
	assert.Greater(t, entries, 16)
}

func TestCache_IsBoundedInBytes(t *testing.T) {
	c := NewCache(CacheSettings{MaxBytes: 1 << 20})
	for i := range 2_000 {
		c.Decide(&exception.Record{Type: fmt.Sprint(i), Message: strings.Repeat("x", 10_000)})
	}
	bytes := 0
	for i := range c.shards {
		for _, generation := range []map[uint64]*entry{c.shards[i].young, c.shards[i].old} {
			for _, e := range generation {
				bytes += e.bytes
			}
		}
	}
	assert.LessOrEqual(t, bytes, 1<<20)
	assert.Greater(t, bytes, 1<<18)
}

func TestCache_KeepsWhatIsUsed(t *testing.T) {
	c := NewCache(CacheSettings{MaxEntries: 64})
	first := c.Decide(pythonRecord())
	for i := range 10_000 {
		c.Decide(&exception.Record{Type: fmt.Sprint(i)})
		assert.Same(t, first, c.Decide(pythonRecord()))
	}
}

func TestCache_IsSafeForConcurrentUse(t *testing.T) {
	c := NewCache(CacheSettings{MaxEntries: 32})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 2_000 {
				rec := &exception.Record{Type: fmt.Sprint(i % 100)}
				assert.Equal(t, rec.Type, c.Decide(rec).Title)
			}
		})
	}
	wg.Wait()
}

func TestCache_RepeatedErrorsDoNotAllocate(t *testing.T) {
	c := NewCache(CacheSettings{})
	rec := tenFrames()
	c.Decide(rec)
	assert.Zero(t, testing.AllocsPerRun(100, func() { c.Decide(rec) }))
}

func BenchmarkCache(b *testing.B) {
	b.Run("repeated", func(b *testing.B) {
		c, rec := NewCache(CacheSettings{}), tenFrames()
		b.ReportAllocs()
		b.SetBytes(int64(len(rec.StackTrace)))
		for b.Loop() {
			c.Decide(rec)
		}
	})
	b.Run("hash of the stack alone", func(b *testing.B) {
		seed, rec := maphash.MakeSeed(), tenFrames()
		b.SetBytes(int64(len(rec.StackTrace)))
		for b.Loop() {
			maphash.String(seed, rec.StackTrace)
		}
	})
	b.Run("new", func(b *testing.B) {
		c, rec := NewCache(CacheSettings{}), tenFrames()
		stack := rec.StackTrace
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			i++
			rec.StackTrace = strings.Replace(stack, "line 50", fmt.Sprint("line ", i), 1)
			c.Decide(rec)
		}
	})
}
