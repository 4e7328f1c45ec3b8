package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var rustCases = []parseCase{
	{"a panic, and the stack that a sanitizer prints below it", "thread '<unnamed>' panicked at 'no stock', src/orders.rs:12:9\nnote: run with `RUST_BACKTRACE=1`\n==1==ERROR: AddressSanitizer: ABRT on unknown address 0x1\n    #0 0x7f278061d029 in abort /build/glibc-LK5gWL/glibc-2.23/stdlib/abort.c:89\n    #1 0x55866ec63af5 in std::panicking::begin_panic::h2194e36e9d0a3237 /rustc/b8ce/src/libstd/panicking.rs:399:4\n    #2 0x55866847004f in shop::orders::place::h7d7baacfb554bae8 (.llvm.1404) src/orders.rs:12:9\n    #3 0x558671377467 in fuzzer::RunOneTest(fuzzer::Fuzzer*) /src/FuzzerDriver.cpp:292:6\n\nfreed by thread T0 here:\n    #0 0x55866847004f in shop::other src/other.rs:1\n", `
panic: no stock
- |fuzzer::RunOneTest(fuzzer::Fuzzer*)|/src/FuzzerDriver.cpp:292:6
+ |shop::orders::place::h7d7baacfb554bae8 (.llvm.1404)|src/orders.rs:12:9
- |std::panicking::begin_panic::h2194e36e9d0a3237|/rustc/b8ce/src/libstd/panicking.rs:399:4
- |abort|/build/glibc-LK5gWL/glibc-2.23/stdlib/abort.c:89:0
`},
	{"a panic", samples["rust"], `
panic: no stock
- |main|:0:0
+ |<shop::Server as shop::Handle>::handle|./src/server.rs:40:5
+ |shop::orders::Orders<T>::place::{{closure}}|./src/orders.rs:12:9
- |rust_begin_unwind|/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
`},
	{"all details", `thread '<unnamed>' panicked at src/main.rs:5:98:
index out of bounds
second line
stack backtrace:
  16:     0x55ee4da253fc - core[c1f1a4ba060b9bfa]::panicking::panic_bounds_check
                               at /rustc/59807616/library/core/src/panicking.rs:271:5
  20:     0x55ee4d9e7fb3 - p::Orders<T>::take::{{closure}}::ha0c6d5913e7daf53
                               at /src/p.rs:5:98
                           <alloc::vec::Vec<T,A> as core::ops::index::Index<I>>::index
                               at /rustc/59807616/library/alloc/src/vec/mod.rs:3804:9
  [... omitted 3 frames ...]
  46:                0x0 - <unknown>
`, `
panic: index out of bounds⏎second line (cut)
- |<unknown>|:0:0
- |<alloc::vec::Vec<T,A> as core::ops::index::Index<I>>::index|/rustc/59807616/library/alloc/src/vec/mod.rs:3804:9
+ |p::Orders<T>::take::{{closure}}::ha0c6d5913e7daf53|/src/p.rs:5:98
- |core[c1f1a4ba060b9bfa]::panicking::panic_bounds_check|/rustc/59807616/library/core/src/panicking.rs:271:5
`},
	{"how a panic is printed is no part of its stack", `thread 'main' (17) panicked at src/main.rs:5:9:
no stock
stack backtrace:
  12:     0x55fa2220a746 - shop::report::{{closure}}::hd6df70a6ff99ba2e
                               at /src/report.rs:34:9
  16:     0x55fa22256b49 - std[e28293b1aa0f68bd]::sys::backtrace::__rust_end_short_backtrace::<std[e28293b1aa0f68bd]::panicking::panic_handler::{closure#0}, !>
                               at /rustc/59807616/library/std/src/sys/backtrace.rs:182:18
  17:     0x55fa2226016d - __rustc[b7974e8690430dd9]::rust_begin_unwind
                               at /rustc/59807616/library/std/src/panicking.rs:689:5
  18:     0x55fa221ddecb - shop::take::hf8eb8432ce532087
                               at /src/main.rs:5:9
`, `
panic: no stock
+ |shop::take::hf8eb8432ce532087|/src/main.rs:5:9
- |__rustc[b7974e8690430dd9]::rust_begin_unwind|/rustc/59807616/library/std/src/panicking.rs:689:5
`},
	{"a panic without a backtrace has its place", "thread 'main' panicked at src/main.rs:5:9:\nno stock\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n", `
panic: no stock
+ ||src/main.rs:5:9
`},
	{"a panic of Rust before 1.73", "thread 'main' panicked at 'no 'tea', sorry\nsecond line', src/main.rs:5:9\nnext entry of the log\n", `
panic: no 'tea', sorry⏎second line
+ ||src/main.rs:5:9
`},
	{"a chain of errors", `Error: cannot place

Caused by:
    0: bad number: tea
    1: invalid digit found in string

Stack backtrace:
   0: <E as anyhow::context::ext::StdError>::ext_context
             at /home/u/.cargo/registry/src/github.com-1ecc6299db9ec823/anyhow-1.0.104/src/backtrace.rs:10:14
   1: shop::take
             at ./src/main.rs:2:58
`, `
: invalid digit found in string
: bad number: tea
: cannot place
+ |shop::take|./src/main.rs:2:58
- |<E as anyhow::context::ext::StdError>::ext_context|/home/u/.cargo/registry/src/github.com-1ecc6299db9ec823/anyhow-1.0.104/src/backtrace.rs:10:14
`},
	{"one cause has no number", "Error: outer\n\nCaused by:\n    inner\n\nStack backtrace:\n   0: shop::take\n", `
: inner
: outer
+ |shop::take|:0:0
`},
	{"frames on one line each", "0: 0x557e259f793c - shop::take::h7d5a50c97105e9c9 at /src/shop.rs:66:5\n1: 0x557e25a5b2fc - main\n", `
: 
- |main|:0:0
+ |shop::take::h7d5a50c97105e9c9|/src/shop.rs:66:5
`},
}

func TestParse_Rust(t *testing.T) { testParse(t, "rust", "rust", rustCases) }

func TestFind_Rust(t *testing.T) {
	for _, tt := range []struct{ name, text, message string }{
		{"a panic", "starting\n" + samples["rust"], "starting"},
		{"a chain of errors", "starting\n" + rustCases[4].text, "starting"},
		{"frames only", "cannot pay\n   0: shop::take\n   1: main\n", "cannot pay"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			message, trace, ok := Find(tt.text)
			assert.True(t, ok)
			assert.Equal(t, "rust", trace.Runtime)
			assert.Equal(t, tt.message, message)
		})
	}
}

func TestIdentity_Rust(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a function", "shop::orders::place", "shop::orders::place"},
		{"a hash", "shop::orders::place::h5c88a7e8304aa465", "shop::orders::place"},
		{"the hash of a crate", "shop[c1f1a4ba060b9bfa]::orders::place", "shop::orders::place"},
		{"closures", "shop::place::{{closure}}::{{closure}}", "shop::place"},
		{"closures of the newer mangling", "shop::place::{closure#0}::{async_block#1}", "shop::place"},
		{"closures of the older mangling", "shop::place::_$u7b$$u7b$closure$u7d$$u7d$::h5c88a7e8304aa465", "shop::place"},
		{"type arguments", "shop::Orders<alloc::vec::Vec<T>>::place::<u8>", "shop::Orders::place"},
		{"a method of a trait", "<shop::Orders<u8> as shop::Place>::place", "shop::Orders::place"},
		{"a method of a trait of a type without a path", "<&mut T as shop::Place>::place", "shop::Place::place"},
		{"what raises a panic does not count", "core[c1f1]::panicking::panic_fmt", ""},
		{"the start of a program does not count", "__libc_start_main_impl", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "rust", "thread 'main' panicked at a.rs:1:1:\nx\nstack backtrace:\n   0: "+tt.frame+"\n"))
		})
	}
	assert.Equal(t, []string{"main.rs:"}, identities(t, "rust", "thread 'main' panicked at src/main.rs:1:1:\nx\n"))
}

func FuzzParse_Rust(f *testing.F) { fuzzParse(f, "rust", rustCases) }

func BenchmarkParse_Rust(b *testing.B) {
	text := "thread 'main' panicked at src/main.rs:5:9:\nno stock\nstack backtrace:\n"
	for range 10 {
		text += "   2: shop::orders::Orders<T>::place::{{closure}}\n             at ./src/shop/orders.rs:12:9\n"
	}
	benchmarkParse(b, "rust", text)
}
