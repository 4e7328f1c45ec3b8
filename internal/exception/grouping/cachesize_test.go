package grouping

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// live returns how many bytes of the heap are in use. The second collection empties the pools.
func live() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// held returns what the entries of a cache say that they take, and how many there are. One that was used
// again may stand in both generations.
func held(c *Cache) (bytes, entries int) {
	all := map[*entry]bool{}
	for i := range c.shards {
		for _, generation := range []map[uint64]*entry{c.shards[i].young, c.shards[i].old} {
			for _, e := range generation {
				if !all[e] {
					bytes, entries = bytes+e.bytes, entries+1
				}
				all[e] = true
			}
		}
	}
	return bytes, entries
}

func TestCache_CountsTheMemoryOfADecision(t *testing.T) {
	java := "com.acme.ShopError: declined\n" + strings.Repeat("\tat com.acme.shop.Orders%[1]d.place(Orders.java:12)\n", 60)
	for _, tt := range []struct {
		name    string
		records int
		of      exception.Record
	}{
		{"a message alone", 4000, exception.Record{Type: "ShopError", Message: "order %[1]d declined"}},
		{"a type and a message as long as they may be", 60, exception.Record{Type: "%[1]d" + strings.Repeat("Shop", 20_000), Message: strings.Repeat("x", 80_000)}},
		{"one frame", 4000, exception.Record{StackTrace: "Traceback (most recent call last):\n  File \"/app/a%[1]d.py\", line 1, in x\n    y\nValueError: x\n"}},
		{"sixty frames", 400, exception.Record{StackTrace: java}},
		{"a chain whose exceptions share frames", 50, exception.Record{StackTrace: java + strings.Repeat("Caused by: com.acme.ShopError: declined\n\tat com.acme.shop.Stock.take(Stock.java:12)\n\t... 59 more\n", 14)}},
		{"a chain of short stacks", 400, exception.Record{StackTrace: strings.Repeat("com.acme.ShopError: declined\n\tat com.acme.Orders%[1]d.place(Orders.java:12)\nCaused by: ", 16)}},
		{"the colours of a terminal", 400, exception.Record{StackTrace: "/app/a%[1]d.rb:12:in `place': \x1b[1mdeclined (\x1b[1;4mShopError\x1b[m\x1b[1m)\x1b[m\n" + strings.Repeat("\tfrom /app/a%[1]d.rb:13:in `run'\n", 20)}},
		{"a stack that is cut", 50, exception.Record{StackTrace: "ValueError: %[1]d\n" + strings.Repeat("  File \"/app/x.py\", line 1, in x\n    y\n", 4000)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := NewCache(CacheSettings{MaxEntries: 1 << 20, MaxBytes: 1 << 40})
			before := live()
			for i := range tt.records {
				rec := tt.of
				for _, text := range []*string{&rec.Type, &rec.Message, &rec.StackTrace} {
					*text = strings.ReplaceAll(*text, "%[1]d", fmt.Sprint(i))
				}
				c.Decide(&rec)
			}
			actual := live() - before
			counted, entries := held(c)
			assert.Equal(t, tt.records, entries)
			t.Logf("%d bytes each, counted as %d", actual/entries, counted/entries)
			assert.Less(t, actual, counted+counted/5)
			assert.Greater(t, actual, counted/3)
		})
	}
}

func TestCache_AMillionErrorsStayWithinItsLimits(t *testing.T) {
	const each = 900 // bytes that one of these decisions takes
	for _, tt := range []struct {
		name     string
		errors   int
		settings CacheSettings
		limit    int // in bytes
	}{
		{"of bytes", 1_000_000, CacheSettings{MaxEntries: 1 << 40, MaxBytes: 4 << 20}, 4 << 20},
		{"of entries", 100_000, CacheSettings{MaxEntries: 2048, MaxBytes: 1 << 40}, 2048 * each},
	} {
		t.Run(tt.name, func(t *testing.T) {
			errors := tt.errors
			if testing.Short() || raceDetector {
				errors = 30_000
			}
			c := NewCache(tt.settings)
			before := live()
			for i := range errors {
				c.Decide(&exception.Record{
					Service:    exception.Service{Language: "python"},
					StackTrace: fmt.Sprintf("Traceback (most recent call last):\n  File \"/app/a.py\", line %d, in x\n    y(%d)\n  File \"/app/b.py\", line 2, in y\n    z()\nValueError: x\n", i, i),
				})
			}
			actual := live() - before
			_, entries := held(c)
			assert.Less(t, actual, tt.limit+tt.limit/4)
			assert.Greater(t, actual, tt.limit/4)
			assert.LessOrEqual(t, entries, tt.settings.MaxEntries)
		})
	}
}
