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
	python.name:     "Traceback (most recent call last):\n" + strings.Repeat("  File \"/app/shop/orders.py\", line 12, in place\n    charge(order)\n", 50) + "shop.PaymentError: declined\n",
	java.name:       "com.acme.ShopException: declined\n" + strings.Repeat("\tat com.acme.shop.Orders.place(Orders.java:12)\n", 50),
	v8.name:         "ShopError: declined\n" + strings.Repeat("    at Orders.place (/app/dist/orders.js:12:34)\n", 50),
	golang.name:     "goroutine 17 [running]:\n" + strings.Repeat("github.com/acme/shop/orders.(*Orders).Place(0xc000123456, 0x1)\n\t/src/shop/orders/orders.go:12 +0x1d\n", 50),
	dotnet.name:     "System.Exception: declined\n" + strings.Repeat("   at Acme.Shop.Orders.<Place>d__2.MoveNext() in /src/Shop/Orders.cs:line 12\n", 50),
	gecko.name:      strings.Repeat("place/items<@https://shop.example/dist/orders.js:12:34\n", 50),
	ruby.name:       "/app/shop/orders.rb:12:in `place': declined (PaymentError)\n" + strings.Repeat("\tfrom /app/shop/orders.rb:12:in `block in place'\n", 50),
	php.name:        "Acme\\ShopError: declined in /app/src/Orders.php:12\nStack trace:\n" + numbered("#%d /app/src/Shop/Server.php(40): Acme\\Orders->place('tea', Array)\n"),
	rust.name:       "thread 'main' panicked at src/main.rs:5:9:\ndeclined\nstack backtrace:\n" + strings.Repeat("   2: shop::orders::Orders<T>::place::{{closure}}\n             at ./src/shop/orders.rs:12:9\n", 50),
	dart.name:       "FormatException: declined\n" + strings.Repeat("#1      Orders.place.<anonymous closure> (package:shop/orders.dart:12:9)\n", 50),
	beam.name:       "** (RuntimeError) declined\n" + strings.Repeat("    (shop 0.1.0) lib/shop/orders.ex:12: anonymous fn/1 in Shop.Orders.place/2\n", 50),
	lua.name:        "lua: shop.lua:2: declined\nstack traceback:\n" + strings.Repeat("\t/app/shop/orders.lua:12: in method 'place'\n", 50),
	powershell.name: "declined\n" + strings.Repeat("at Get-Order, C:\\shop\\Orders.ps1: line 12\n", 50),
	native.name:     "==17==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n" + numbered("    #%d 0x561b346a0a24 in acme::Stock::take(int) const /src/shop/stock.cc:12:3\n"),
	kernel.name:     "BUG: kernel NULL pointer dereference, address: 0000000000000008\nCall Trace:\n" + strings.Repeat(" shop_ioctl+0x55/0x90 [shop]\n", 50),
	windbg.name:     "(1d7c.1404): Access violation - code c0000005 (first chance)\n" + strings.Repeat("00 000000a1`7d0ff5a8 00007ff6`a1b21a45     shop!acme::Stock::take+0x12 [C:\\src\\stock.cpp @ 12]\n", 50),
	perl.name:       "declined at /app/lib/Shop.pm line 2.\n" + strings.Repeat("\tShop::take(\"tea\", ARRAY(0x55a05ec504b8)) called at /app/lib/Shop.pm line 12\n", 50),
}

// numbered repeats a frame fifty times, with its number.
func numbered(frame string) string {
	var b strings.Builder
	for n := range 50 {
		fmt.Fprintf(&b, frame, n)
	}
	return b.String()
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
