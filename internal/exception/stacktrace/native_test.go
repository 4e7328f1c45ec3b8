package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var nativeCases = []parseCase{
	{"AddressSanitizer, whose further stacks are left out", samples["native"], `
heap-use-after-free: heap-use-after-free on address 0x602000000010 at pc 0x561b346a0a25
- |__libc_start_call_main|../sysdeps/nptl/libc_start_call_main.h:58:0
+ |main|/app/shop:0:0
+ |acme::Stock::take(int) const|/src/shop/stock.cc:12:3
`},
	{"white space everywhere", `==1==ERROR: AddressSanitizer: SEGV on unknown address 0x0 (pc 0x1 bp 0x2 sp 0x3 T0)
    #0 0x998b40 in (anonymous namespace)::read(std::vector<unsigned char, std::allocator<unsigned char> > const&) /my src/read.cpp:320:37
    #1 0x998b41 in int acme::Stock::take<std::map<int, int> >(int) const stock.cc:7
    #2 0x998b42  /build/glibc-SzIz7B/glibc-2.31/string/memmove.S:345
    #3 0x998b43  (/my app/bin/shop+0x1239f)
    #4 0x998b44 in typeinfo name for acme::Stock (/app/shop+0xa180bf)
    #5 0x998b45 in strdup ??:?
    #6 0x998b46 acme::Shop::run()
`, `
SEGV: SEGV on unknown address 0x0 (pc 0x1 bp 0x2 sp 0x3 T0)
+ |acme::Shop::run()|:0:0
- |strdup|:0:0
+ |typeinfo name for acme::Stock|/app/shop:0:0
+ ||/my app/bin/shop:0:0
- ||/build/glibc-SzIz7B/glibc-2.31/string/memmove.S:345:0
+ |int acme::Stock::take<std::map<int, int> >(int) const|stock.cc:7:0
+ |(anonymous namespace)::read(std::vector<unsigned char, std::allocator<unsigned char> > const&)|/my src/read.cpp:320:37
`},
	{"UndefinedBehaviorSanitizer", "u.c:2:37: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'\n    #0 0x562dabc4f184 in take /src/u.c:2\n    #1 0x562dabc4f1ea in main /src/u.c:3\n\nu.c:2:66: runtime error: load of null pointer of type 'int'\n    #0 0x562dabc4f1bd in take /src/u.c:2\n", `
runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'
+ |main|/src/u.c:3:0
+ |take|/src/u.c:2:0
`},
	{"ThreadSanitizer prints no addresses", "WARNING: ThreadSanitizer: data race (pid=17)\n    #0 take(void*) /src/t.cc:5:3 (shop+0x4b1)\n    #1 main /src/t.cc:9 (shop+0x4b2)\n", `
data race: data race (pid=17)
+ |main|/src/t.cc:9:0
+ |take(void*)|/src/t.cc:5:3
`},
	{"gdb", `Program received signal SIGSEGV, Segmentation fault.
0x000055555555514f in take (n=10) at u.c:2
#0  0x000055555555514f in take (n=10) at u.c:2
#1  acme::Stock::run(int) (this=0x7ffe, n=3) at /src/stock.cc:7
#2  <signal handler called>
#3  0x00007ffff7e1 in ?? () from /lib/x86_64-linux-gnu/libc.so.6
#4  0x0000555555555181 in main ()
`, `
SIGSEGV: Segmentation fault
+ |main|:0:0
- ||/lib/x86_64-linux-gnu/libc.so.6:0:0
- |<signal handler called>|:0:0
+ |acme::Stock::run(int)|/src/stock.cc:7:0
+ |take|u.c:2:0
`},
	{"lldb", "* thread #1, stop reason = EXC_BAD_ACCESS\n  * frame #0: 0x0000000100003f8b shop`take(n=3) at stock.c:7:3\n    frame #1: 0x0000000100003f8c libdyld.dylib`start + 4\n", `
EXC_BAD_ACCESS: EXC_BAD_ACCESS
- |start|libdyld.dylib:0:0
+ |take|stock.c:7:3
`},
	{"Boost", "terminate called after throwing an instance of 'acme::ShopError'\n  what():  no stock\n 0# acme::Stock::take(int) at /src/stock.cc:7\n 1# 0x0000561B346A0A25 in ./shop\n 2# main in ./shop\n", `
acme::ShopError: no stock
+ |main|./shop:0:0
+ ||./shop:0:0
+ |acme::Stock::take(int)|/src/stock.cc:7:0
`},
	{"backtrace_symbols", "shop: stock.c:7: take: Assertion `n > 0' failed.\n/lib/x86_64-linux-gnu/libc.so.6(abort+0xcf)[0x7f2dbbc45305]\n./shop(_ZN4acme5Stock4takeEi+0x1f4) [0x561b346a0986]\n./shop(+0xa750) [0x561b346a0750]\n", `
Assertion: n > 0
+ ||./shop:0:0
+ |_ZN4acme5Stock4takeEi|./shop:0:0
- |abort|/lib/x86_64-linux-gnu/libc.so.6:0:0
`},
	{"addr2line, a line each", "0x0000000000001129: take at /src/u.c:2 (discriminator 1)\n (inlined by) acme::run(int) at /src/u.cc:9\n0x0000000000001150: ?? at ??:0\n", `
: 
- ||:0:0
+ |acme::run(int)|/src/u.cc:9:0
+ |take|/src/u.c:2:0
`},
	{"several findings of which the last has a stack", "a.c:1:1: runtime error: first\nb.c:1:1: runtime error: second\n    #0 0x562dabc4f184 in take /src/b.c:2\n", `
runtime error: second
+ |take|/src/b.c:2:0
`},
	{"addr2line, two lines each", "take\n/src/u.c:2 (discriminator 1)\nacme::run(std::vector<int, int>)\n/src/u.cc:9\n", `
: 
+ |acme::run(std::vector<int, int>)|/src/u.cc:9:0
+ |take|/src/u.c:2:0
`},
	{"Apple", "*** Terminating app due to uncaught exception 'NSRangeException', reason: 'index 3 beyond bounds'\n0   CoreFoundation                      0x00000001a1b2c3d4 __exceptionPreprocess + 164\n1   My Shop                             0x000000010a99b743 -[Stock take:] + 19 (Stock.m:7)\n2   My Shop                             0x000000010a99b744 0x10a000000 + 4\n", `
NSRangeException: index 3 beyond bounds
+ ||My Shop:0:0
+ |-[Stock take:]|Stock.m:7:0
- |__exceptionPreprocess|CoreFoundation:0:0
`},
	{"a crash report of Apple", "Process:  Shop [17]\nException Type:  EXC_BAD_ACCESS (SIGSEGV)\nException Subtype: KERN_INVALID_ADDRESS at 0x8\nCrashed Thread:  1\n\nThread 0:\n0   libsystem_kernel.dylib  0x00007fff61bc6c2a mach_msg_trap + 10\n\nThread 1 Crashed:\n0   Shop  0x0000000102268e70 take + 19\n\nThread 2:\n0   Shop  0x0000000102268e71 other + 19\n", `
EXC_BAD_ACCESS: KERN_INVALID_ADDRESS at 0x8
+ |take|Shop:0:0
`},
	{"Swift", "Shop/main.swift:3: Fatal error: Index out of range\n0 0x00000001041f3c28 take(n:) + 28 in Shop at /src/main.swift:3:5\n1 [ra] [system] 0x00000001041f3c29 start + 1203 in dyld\n", `
Fatal error: Index out of range
- |start|dyld:0:0
+ |take(n:)|/src/main.swift:3:5
`},
	{"functions of the standard library as the linker names them", "./shop(_ZNKSt8functionIFiiEEclEi+0x49) [0x561b346a0986]\n./shop(_ZSt8for_eachIPiPFviEET0_T_S4_S3_+0x1f) [0x561b346a0987]\n./shop(_ZN9__gnu_cxx5__ops8_Iter_ltEi+0x1f) [0x561b346a0988]\n./shop(_ZN4shop4takeESt6vectorIiSaIiEE+0x1f) [0x561b346a0989]\n", `
: 
+ |_ZN4shop4takeESt6vectorIiSaIiEE|./shop:0:0
- |_ZN9__gnu_cxx5__ops8_Iter_ltEi|./shop:0:0
- |_ZSt8for_eachIPiPFviEET0_T_S4_S3_|./shop:0:0
- |_ZNKSt8functionIFiiEEclEi|./shop:0:0
`},
	{"vendored code below the folder of the project", "#0  0x0000555555555171 in retry::once (n=3) at third_party/retry/retry.h:7\n#1  0x0000555555555172 in take (n=3) at third_party_orders.cc:8\n", `
: 
+ |take|third_party_orders.cc:8:0
- |retry::once|third_party/retry/retry.h:7:0
`},
	{"Chromium on Windows, and Android", "\tacme::take [0x61C20814+20] (src\\stock.cc:7)\n#00 pc 0000000000012345  /system/lib/libc.so (abort+64)\n", `
: 
- |abort|/system/lib/libc.so:0:0
+ |acme::take|src\stock.cc:7:0
`},
	{"Node out of memory", "<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n----- Native stack trace -----\n\n 1: 0xb090e0 node::Abort() [node]\n 2: 0xa1b70e  [node]\n 3: 00007FF6A5E5C0EF v8::internal::Heap::Fail+203231\n\n----- JavaScript stack trace -----\n\n1: place (/app/orders.js:12:9)\n2: /app/server.js:40:5\n3: node:internal/main/run_main_module:23:47\n", `
FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
- ||node:internal/main/run_main_module:23:47
+ ||/app/server.js:40:5
+ |place|/app/orders.js:12:9
- |v8::internal::Heap::Fail|:0:0
+ ||node:0:0
- |node::Abort()|node:0:0
`},
	{"V8 without symbols", "#\n# Fatal error in ../../src/objects-inl.h, line 3061\n# Check failed: (object->IsSmi()).\n#\n\n==== C stack trace ===============================\n\n 1: 0xb2b5b14\n 2: take\n[0x7f6b13882bf1]\n", `
Fatal error: Check failed: (object->IsSmi()).
- ||:0:0
+ |take|:0:0
- ||:0:0
`},
	{"V8 without a stack", "#\n# Fatal error in ../../src/objects-inl.h, line 3061\n# unreachable code\n#\n", `
Fatal error: unreachable code
+ ||../../src/objects-inl.h:3061:0
`},
	{"a failed check, and the report of a sanitizer below its stack", "[5:5:0100/000000:FATAL:stock.cc(449)] Check failed: n > 0 (-1 vs. 0)\n    /app/libshop.so(acme::take(int, char const*)+0x67c) [0xdeadbeef]\n    /app/libshop.so(acme::run()+0x67c) [0xdeadbeef]\n==17==ERROR: AddressSanitizer: ABRT on unknown address 0xdeadbeef\n    #1 0x7e6abaebaa4b in acme::take(int, char const*) src/stock.cc:449:1\n", `
Check failed: n > 0 (-1 vs. 0)
+ |acme::run()|/app/libshop.so:0:0
+ |acme::take(int, char const*)|/app/libshop.so:0:0
`},
	{"a failed check without a stack", "E1121 10:33:01.1 17 main.cc:3] no route\nF1121 10:33:01.2 17 stock.cc:449] Check failed: n > 0\n", `
Check failed: n > 0
+ ||stock.cc:449:0
`},
	{"a finding without a stack", "/src/u.c:2:37: runtime error: division by zero\n", `
runtime error: division by zero
+ ||/src/u.c:2:37
`},
	{"behind what a log writes before each line", "CRASH LOG: ==17==ERROR: AddressSanitizer: SEGV on unknown address 0x0\nCRASH LOG:     #0 0x5593fbd29fd9 in take /src/stock.c:7\nCRASH LOG:     #1 0x5593fbd2e495  (/app/shop+0x61632) (BuildId: 28)\n", `
SEGV: SEGV on unknown address 0x0
+ ||/app/shop:0:0
+ |take|/src/stock.c:7:0
`},
	{"a tombstone of Android", "F DEBUG : signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x0\nF DEBUG : Abort message: 'no stock'\nF DEBUG :     #00 pc 0000000000012345  /system/lib64/libc.so (abort+64)\nF DEBUG :     #01 pc 0000000000012346  /data/app/shop/libshop.so (take+4)\n", `
SIGSEGV: no stock
+ |take|/data/app/shop/libshop.so:0:0
- |abort|/system/lib64/libc.so:0:0
`},
	{"a crash of Swift", "Crash: Program crashed: Bad pointer dereference at 0x0000000000000004\n\nThread 1 crashed:\n\n0 0x00000001041f3c28 take(n:) + 28 in Shop at /src/main.swift:3:5\n", `
Bad pointer dereference: Bad pointer dereference at 0x0000000000000004
+ |take(n:)|/src/main.swift:3:5
`},
	{"an exception of libc++", "libc++abi: terminating due to uncaught exception of type acme::ShopError: no stock\n0   Shop  0x0000000102268e70 take + 19\n", `
acme::ShopError: no stock
+ |take|Shop:0:0
`},
}

func TestParse_Native(t *testing.T) {
	for _, language := range []string{"cpp", "swift"} {
		testParse(t, language, "native", nativeCases)
	}
}

func TestFind_Native(t *testing.T) {
	message, trace, ok := Find("request 17\n" + samples["native"])
	assert.True(t, ok)
	assert.Equal(t, "request 17", message)
	assert.Equal(t, "heap-use-after-free", trace.Exceptions[0].Type)
	for _, text := range []string{"item\n#0 apples\n", "12 0x17\n0x17 at noon", "see\n[0x17]\n", "a\n0# b"} {
		_, _, ok := Find(text)
		assert.Equal(t, text == "a\n0# b", ok, text)
	}
}

func TestIdentity_Native(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"parameters", "acme::Stock::take(int, std::vector<int> const&) const", "acme::Stock::take"},
		{"template arguments and the type of the result", "int acme::Stock::take<std::map<int, int> >(int) const", "acme::Stock::take"},
		{"an anonymous namespace", "(anonymous namespace)::take(int)", "take"},
		{"a lambda", "acme::run()::{lambda(int)#1}::operator()(int) const", "acme::run::operator"},
		{"a lambda of clang", "acme::run()::$_12::operator()(int) const", "acme::run::operator"},
		{"an operator", "acme::operator<<(std::ostream&, acme::Stock const&)", "acme::operator<<"},
		{"a conversion", "acme::Stock::operator bool() const", "acme::Stock::operator bool"},
		{"a clone", "take.constprop.0", "take"},
		{"a clone as gcc names it", "acme::take(int) [clone .isra.0]", "acme::take"},
		{"an ABI tag", "acme::name[abi:cxx11](int)", "acme::name"},
		{"a version of a symbol", "memcpy@@GLIBC_2.14", "memcpy"},
		{"the hash of Rust", "shop::take::h5c88a7e8304aa465", "shop::take"},
		{"a method of Objective-C", "-[Stock take:with:]", "-[Stock take:with:]"},
		{"the start of a program does not count", "_start", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "cpp", "#0 0x4f2ae7 in "+tt.frame+" (/app/shop+0x17)\n"))
		})
	}
	assert.Equal(t, []string{"shop:"}, identities(t, "cpp", "#0 0x4f2ae7  (/app/shop+0x17)\n"))
}

func FuzzParse_Native(f *testing.F) { fuzzParse(f, "cpp", nativeCases) }

func BenchmarkParse_Native(b *testing.B) {
	text := "==17==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010\n"
	for _, n := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		text += "    #" + n + " 0x561b346a0a24 in acme::Stock::take(int) const /src/shop/stock.cc:12:3\n"
	}
	benchmarkParse(b, "cpp", text)
}
