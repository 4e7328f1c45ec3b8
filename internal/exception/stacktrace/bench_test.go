package stacktrace

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
)

// typicalTraces holds a trace of fifty frames per runtime, as an SDK sends it.
var typicalTraces = map[string]string{
	python.name: "Traceback (most recent call last):\n" + strings.Repeat("  File \"/app/shop/orders.py\", line 12, in place\n    charge(order)\n", 50) + "shop.PaymentError: declined\n",
	java.name:   "com.acme.ShopException: declined\n" + strings.Repeat("\tat com.acme.shop.Orders.place(Orders.java:12)\n", 50),
	v8.name:     "ShopError: declined\n" + strings.Repeat("    at Orders.place (/app/dist/orders.js:12:34)\n", 50),
	golang.name: "goroutine 17 [running]:\n" + strings.Repeat("github.com/acme/shop/orders.(*Orders).Place(0xc000123456, 0x1)\n\t/src/shop/orders/orders.go:12 +0x1d\n", 50),
}

// BenchmarkParser compares the parser of each runtime with xxhash over the same bytes: bytes per second of
// a trace that was not seen before, found and parsed, and of everything adversarial at growing sizes. The
// parsers get all of it here; Parse clips a text to MaxTextBytes before.
//
//	x-of-xxhash        bytes per second, as a share of those of xxhash
//	worst-x-of-xxhash  the same for the slowest of the adversarial texts: flat over the sizes when the
//	                   parser is linear
func BenchmarkParser(b *testing.B) {
	for _, r := range runtimes {
		b.Run(r.name+"/typical", func(b *testing.B) {
			text, ok := typicalTraces[r.name]
			if !ok {
				b.Skip("typicalTraces has none of this runtime")
			}
			compare(b, r, []string{text})
		})
		for _, size := range []int{10_000, 1_000_000, 10_000_000} {
			b.Run(fmt.Sprintf("%s/adversarial/%dk", r.name, size/1000), func(b *testing.B) {
				var texts []string
				for _, text := range adversarial(size) {
					texts = append(texts, text)
				}
				compare(b, r, texts)
			})
		}
	}
}

// compare measures both over the same texts, one after the other.
func compare(b *testing.B, r *runtime, texts []string) {
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	parsing, hashing := make([]time.Duration, len(texts)), make([]time.Duration, len(texts))
	for b.Loop() {
		for i, text := range texts {
			began := time.Now()
			r.find(text)
			r.parse(text)
			parsing[i] += time.Since(began)
		}
	}
	var parsed, hashed time.Duration
	worst := math.Inf(1)
	for i, text := range texts {
		began := time.Now()
		for range b.N {
			sink += xxhash.Sum64String(text)
		}
		hashing[i] = time.Since(began)
		parsed, hashed = parsed+parsing[i], hashed+hashing[i]
		worst = min(worst, float64(hashing[i])/float64(parsing[i]))
	}
	b.ReportMetric(float64(hashed)/float64(parsed), "x-of-xxhash")
	if len(texts) > 1 {
		b.ReportMetric(worst, "worst-x-of-xxhash")
	}
}

// sink keeps the hashes from being optimised away.
var sink uint64
