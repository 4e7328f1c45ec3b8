package grouping

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// rebuilt are two traces of one cause each: of one build and of the next, of another machine, or of
// another version of the runtime.
var rebuilt = []struct{ name, before, after string }{
	{".NET: lines, folders, numbers of state machines and lambdas, and the machinery of tasks", `System.Exception: x
   at Acme.Orders.<Place>d__2.MoveNext() in C:\build\17\Orders.cs:line 12
--- End of stack trace from previous location ---
   at System.Runtime.CompilerServices.TaskAwaiter.ThrowForNonSuccess(Task task)
   at Acme.Server.<>c__DisplayClass3_0.<Run>b__0(String s)
`, `System.Exception: x
   at Acme.Orders.<Place>d__7.MoveNext() in /src/Orders.cs:line 90
   at Acme.Server.<>c__DisplayClass5_1.<Run>b__4(String s)
`},
	{"Unity: another build of the same code", "NullReferenceException: x\n  at Acme.Cart.Pay (System.Int32 a) [0x00012] in <6a1f00c0ffee>:0 \n",
		"NullReferenceException: x\n  at Acme.Cart.Pay (System.Int32 a) [0x00017] in <00000000000000000000000000000000>:0 \n"},
	{"Ruby: 3.3 and 3.4, releases, and the order of the frames", "/srv/releases/1/app.rb:12:in `block in place': x (KeyError)\n\tfrom /usr/lib/ruby/gems/3.3.0/gems/rack-3.0/lib/rack.rb:1:in `call'\n\tfrom /srv/releases/1/run.rb:3:in `<main>'\n",
		"Traceback (most recent call last):\n\t2: from /srv/releases/2/run.rb:9:in '<main>'\n\t1: from /usr/lib/ruby/gems/3.4.0/gems/rack-3.1/lib/rack.rb:8:in 'Rack.call'\n/srv/releases/2/app.rb:14:in 'block in Shop#place': x (KeyError)\n"},
	{"PHP: lines, folders, and the file of an anonymous class", "Exception: x in /app/1/a.php:3\n#0 /app/1/a.php(5): class@anonymous\x00/app/1/a.php:11$0->go()\n#1 {main}\n",
		"Exception: x in /app/2/a.php:4\n#0 /app/2/a.php(7): class@anonymous\x00/app/2/a.php:12$1->go()\n#1 {main}\n"},
	{"Rust: hashes, addresses, type arguments, closures, and frames of the standard library", "thread 'main' panicked at src/a.rs:5:9:\nx\nstack backtrace:\n   0: rust_begin_unwind\n   1: shop::Orders<u8>::take::{{closure}}\n             at ./src/a.rs:5:9\n   2: shop::main\n             at ./src/a.rs:9:1\n",
		"thread 'main' (17) panicked at src/a.rs:7:9:\nx\nstack backtrace:\n   0:     0x55ee4da253fc - std[c1f1]::panicking::begin_panic\n   3:     0x55ee4da253fd - shop::Orders<T>::take::h5c88a7e8304aa465\n                               at /src/a.rs:7:9\n   4:     0x55ee4da253fe - shop::main::h1234567890abcdef\n                               at /src/a.rs:11:1\n"},
	{"JavaScript: a bundle in two browsers and two releases", "TypeError: x\nplace@https://a.example/main-16e4a906.js:1:2\nrun@https://a.example/main-16e4a906.js:9:2\n",
		"TypeError: x\nplace@https://b.example/v2/main-77aa00ff.js?x=1:3:4\nrun@https://b.example/v2/main-77aa00ff.js:9:9\n"},
	{"C++: addresses, lines, clones and template arguments", "==1==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n    #0 0x4f2ae7 in acme::take<int>(int) /src/a.cc:7:3\n    #1 0x51a44a in main /src/a.cc:9:1\n    #2 0x7f00 in __libc_start_main ../csu/libc-start.c:1\n",
		"==2==ERROR: AddressSanitizer: SEGV on unknown address 0x8\n    #0 0x5f2ae8 in acme::take<long>(long) [clone .isra.0] /build/a.cc:8:3\n    #1 0x61a44b in main /build/a.cc:10:1\n    #2 0x7f01 in __libc_start_call_main ../sysdeps/nptl/x.h:58\n"},
	{"Dart: lines, closures and frames of Flutter", "FormatException: x\n#0      Orders.place.<anonymous closure> (package:shop/a.dart:12:9)\n#1      run (package:flutter/b.dart:1:1)\n",
		"FormatException: x\n#0      Orders.place (package:shop/a.dart:15:2)\n"},
	{"Elixir: lines, closures and versions", "** (RuntimeError) x\n    (shop 0.1.0) lib/a.ex:5: anonymous fn/1 in Shop.take/2\n    (elixir 1.14.0) lib/enum.ex:1: Enum.map/2\n",
		"** (RuntimeError) x\n    (shop 0.2.0) lib/a.ex:7: Shop.take/2\n    (elixir 1.18.1) lib/enum.ex:9: Enum.\"-map/2-lists^map/1-0-\"/2\n"},
	{"Perl: lines and addresses", "no stock at /a/Shop.pm line 2.\n\tShop::take(ARRAY(0x55a0)) called at /a/shop.pl line 3\n",
		"no stock at /b/Shop.pm line 7.\n\tShop::take(ARRAY(0x77b1)) called at /b/shop.pl line 9\n"},
	{"PHP: the place of a closure, of its caller and of the release", "TypeError: {closure:/srv/1/a.php:3}(): Argument #1 ($n) must be of type int, string given, called in /srv/1/a.php on line 5 and defined in /srv/1/a.php:3\nStack trace:\n#0 /srv/1/a.php(5): {closure:/srv/1/a.php:3}('x')\n#1 /srv/1/a.php(7): take()\n#2 {main}\n",
		"TypeError: {closure:/srv/2/a.php:4}(): Argument #1 ($n) must be of type int, string given, called in /srv/2/a.php on line 6 and defined in /srv/2/a.php:4\nStack trace:\n#0 /srv/2/a.php(6): {closure:/srv/2/a.php:4}('x')\n#1 /srv/2/a.php(8): take()\n#2 {main}\n"},
	{"Go: what was inlined around a closure", "goroutine 1 [running]:\nexample.com/shop.Run.take.func1(...)\n\t/app/a.go:3\nexample.com/shop.take(...)\n\t/app/a.go:5\nmain.main()\n\t/app/main.go:3 +0x1\n",
		"goroutine 7 [running]:\nexample.com/shop.take.func2()\n\t/src/a.go:4 +0x17\nexample.com/shop.take({0x1, 0x2})\n\t/src/a.go:6 +0x9\nmain.main()\n\t/src/main.go:4 +0x2\n"},
	{"PHP: the file of an exception whose class has no name", "LogicException@anonymous\x00/app/1/a.php:11$0: x in /app/1/a.php:3\n#0 /app/1/a.php(5): take()\n#1 {main}\n",
		"LogicException@anonymous\x00/app/2/a.php:12$1: x in /app/2/a.php:4\n#0 /app/2/a.php(7): take()\n#1 {main}\n"},
}

func TestDecide_ThePlaceOfAnAnonymousClassOfPHPOpensNoNewGroup(t *testing.T) {
	for _, tt := range []struct{ name, stack string }{
		{"with a stack", "#0 /app/a.php(5): run()\n#1 {main}\n"},
		{"without one", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			decide := func(typ string) Decision {
				return Decide(&exception.Record{Service: exception.Service{Language: "php"}, Type: typ, Message: "no stock", StackTrace: tt.stack})
			}
			a, b := decide("LogicException@anonymous\x00/srv/17/a.php:11$0"), decide("LogicException@anonymous\x00/srv/18/a.php:12$1")
			assert.Equal(t, a.Fingerprint, b.Fingerprint)
			assert.Equal(t, "LogicException@anonymous: no stock", a.Title)
			assert.NotEqual(t, a.Fingerprint, decide("ShopError@anonymous\x00/srv/17/a.php:11$0").Fingerprint)
		})
	}
}

func TestDecide_ARebuildOpensNoNewGroup(t *testing.T) {
	for _, tt := range rebuilt {
		t.Run(tt.name, func(t *testing.T) {
			a, b := Decide(&exception.Record{StackTrace: tt.before}), Decide(&exception.Record{StackTrace: tt.after})
			assert.Equal(t, ReasonInAppFrames, a.Reason)
			assert.Equal(t, a.Parts, b.Parts)
			assert.Equal(t, a.Fingerprint, b.Fingerprint)
		})
	}
}

func TestDecide_AnotherFunctionIsAnotherGroupInEachRuntime(t *testing.T) {
	for _, tt := range rebuilt {
		t.Run(tt.name, func(t *testing.T) {
			other := strings.NewReplacer("Place", "Cancel", "place", "cancel", "take", "give", "Pay", "Refund", "->go", "->stop").Replace(tt.before)
			a, b := Decide(&exception.Record{StackTrace: tt.before}), Decide(&exception.Record{StackTrace: other})
			assert.NotEqual(t, a.Fingerprint, b.Fingerprint)
		})
	}
}

// Identity is frozen: when one of these changes, the result needs a new Version.
func TestDecide_FingerprintsOfEachRuntimeAreFrozen(t *testing.T) {
	want := []string{
		"v1:317b108e56a87f4e84130933a8b1cc8e",
		"v1:78cfffdaf4155c569cf56f711dd285c2",
		"v1:dd575ac10241987ab7d33036beff94b0",
		"v1:e6cd1361aa63f8fbb7049d29020a3328",
		"v1:0efe40a7de2f93ad4bdcd9ab7ce739d9",
		"v1:268744d8ae6e2c637cae439efeba08b5",
		"v1:24403ee536739c629df9b22199b1277a",
		"v1:1e5caaf2f21611f8162cfd1e56a7ff1a",
		"v1:0003e6d883a4fc66c6c09da8fb8c980a",
		"v1:1f29e59208ca1b429c96098207ac7b64",
		"v1:eaea54ced60ce4a3a4314cead9745a6f",
		"v1:ea3c448b09d8fc92705510cb2e9455c5",
		"v1:bdcfef3e7b7d17d40599007995914b39",
	}
	for i, tt := range rebuilt {
		assert.Equal(t, want[i], Decide(&exception.Record{StackTrace: tt.before}).Fingerprint, tt.name)
	}
}

func TestDecide_ThePlaceInAMessageDoesNotCount(t *testing.T) {
	const stack = "#0 /app/a.php(5): take()\n#1 {main}\n"
	message := "take(): Argument #1 ($n) must be of type int, string given"
	without := Decide(&exception.Record{Type: "TypeError", Message: message, StackTrace: stack})
	with := Decide(&exception.Record{Type: "TypeError", Message: message + ", called in /app/a.php on line 5", StackTrace: stack})
	assert.Equal(t, without.Parts, with.Parts)
}
