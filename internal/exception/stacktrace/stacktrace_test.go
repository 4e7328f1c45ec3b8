package stacktrace

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// render writes a trace so that a test can be read: a line per exception and one per frame, those
// of the application with a plus.
func render(trace Trace) string {
	var b strings.Builder
	for _, e := range trace.Exceptions {
		fmt.Fprintf(&b, "%s: %s", e.Type, strings.ReplaceAll(e.Message, "\n", "⏎"))
		if e.Stack.Truncated {
			b.WriteString(" (cut)")
		}
		b.WriteByte('\n')
		for _, f := range e.Stack.Frames {
			mark := "-"
			if f.InApp {
				mark = "+"
			}
			fmt.Fprintf(&b, "%s %s|%s|%s:%d:%d", mark, f.Module, f.Function, f.File, f.Line, f.Column)
			if f.SourceLine != "" {
				fmt.Fprintf(&b, " %q", f.SourceLine)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

type parseCase struct {
	name, text string
	want       string
}

// testParse parses each text with the language given and without one, which must be the same.
func testParse(t *testing.T, language, runtime string, cases []parseCase) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			trace, ok := Parse(language, tt.text)
			require.True(t, ok)
			assert.Equal(t, runtime, trace.Runtime)
			assert.Equal(t, strings.TrimPrefix(tt.want, "\n"), render(trace))
			byShape, _ := Parse("", strings.ReplaceAll(tt.text, "\n", "\r\n"))
			assert.Equal(t, runtime, byShape.Runtime)
			assert.Equal(t, len(trace.Exceptions), len(byShape.Exceptions))
		})
	}
}

func TestParse_RefusesWhatIsNoTrace(t *testing.T) {
	for _, text := range []string{
		"", "\n", "boom", "one\ntwo\nthree", "meet me\nat noon (or later)\nat home", "see File \"x\"", "a.go:12", "goroutine",
		"panic: boom", "java.lang.NullPointerException", "Traceback (most recent call last):\n", "\x00\xff\n\tat ",
	} {
		_, ok := Parse("python", text)
		assert.False(t, ok, text)
		message, _, ok := Find(text)
		assert.False(t, ok, text)
		assert.Equal(t, text, message)
	}
}

func TestParse_AWrongLanguageLosesNothing(t *testing.T) {
	for _, language := range []string{"", "python", "java", "nodejs", "go", "cobol"} {
		for runtime, text := range samples {
			trace, ok := Parse(language, text)
			require.True(t, ok, "%s as %q", runtime, language)
			assert.Equal(t, runtime, trace.Runtime)
		}
	}
}

func TestParse_KeepsBothEndsOfADeepStack(t *testing.T) {
	var b strings.Builder
	b.WriteString("Error: deep\n")
	for i := range 200 {
		fmt.Fprintf(&b, "    at f%d (/app/a.js:%d:1)\n", i, i+1)
	}
	trace, ok := Parse("nodejs", b.String())
	require.True(t, ok)
	stack := trace.Exceptions[0].Stack
	assert.True(t, stack.Truncated)
	require.Len(t, stack.Frames, MaxFrames)
	var lines []int
	for _, f := range stack.Frames {
		lines = append(lines, f.Line)
	}
	var want []int
	for i := 200; i > 200-MaxFrames/2; i-- {
		want = append(want, i)
	}
	for i := MaxFrames / 2; i > 0; i-- {
		want = append(want, i)
	}
	assert.Equal(t, want, lines)
}

func TestParse_ReadsBothEndsOfALongText(t *testing.T) {
	var b strings.Builder
	b.WriteString("Traceback (most recent call last):\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "  File \"/app/a.py\", line %d, in f\n    g()\n", i)
	}
	b.WriteString("ValueError: long\n")
	trace, ok := Parse("python", b.String())
	require.True(t, ok)
	e := trace.Exceptions[0]
	assert.Equal(t, "ValueError", e.Type)
	assert.True(t, e.Stack.Truncated)
	assert.Equal(t, 0, e.Stack.Frames[0].Line)
	assert.Equal(t, 4999, e.Stack.Innermost().Line)
}

func TestParse_KeepsBothEndsOfALongChain(t *testing.T) {
	texts := map[string]func(i int) string{
		"java":   func(i int) string { return fmt.Sprintf("Caused by: E%d: m\n\tat a.B.c(B.java:1)\n", i) },
		"nodejs": func(i int) string { return fmt.Sprintf("  [cause]: E%d: m\n    at f (/a.js:1:1) {\n", i) },
	}
	for language, link := range texts {
		var b strings.Builder
		for i := range 40 {
			b.WriteString(link(i))
		}
		trace, ok := Parse(language, b.String())
		require.True(t, ok)
		require.Len(t, trace.Exceptions, MaxExceptions)
		assert.Equal(t, "E39", trace.Exceptions[0].Type, language)
		assert.Equal(t, "E0", trace.Exceptions[MaxExceptions-1].Type, language)
	}
}

func TestFind_SplitsTheMessageOfALogFromItsTrace(t *testing.T) {
	for _, tt := range []struct{ name, text, message, typ, excMessage string }{
		{"Python below a message", "payment failed\n" + samples["python"], "payment failed", "shop.ShopError", "no stock"},
		{"a Python exception group", "x\n  + Exception Group Traceback (most recent call last):\n  |   File \"/app/a.py\", line 1, in f\n  | ExceptionGroup: g (1 sub-exception)\n",
			"x", "ExceptionGroup", "g (1 sub-exception)"},
		{"Java below a message", "payment failed\n" + samples["java"], "payment failed", "com.acme.ShopException", "cannot place"},
		{"Java behind the message", "ERROR cannot pay java.lang.IllegalStateException: boom\n\tat com.acme.A.b(A.java:1)", "ERROR cannot pay", "java.lang.IllegalStateException", "boom"},
		{"Java with a message of two lines", "10:11 ERROR c.a.A - failed\njava.lang.IllegalStateException: boom\nsecond: line\n\tat com.acme.A.b(A.java:1)",
			"10:11 ERROR c.a.A - failed", "java.lang.IllegalStateException", "boom\nsecond: line"},
		{"an uncaught Java exception", "Exception in thread \"main\" java.lang.Error: boom\n\tat com.acme.A.b(A.java:1)", "", "java.lang.Error", "boom"},
		{"JavaScript alone", samples["javascript"], "", "TypeError", "x is not a function"},
		{"what Node.js prints when it dies", "/app/a.js:4\n  throw new Error('x');\n  ^\n\nError: x\n    at f (/app/a.js:4:9)\n\nNode.js v20.20.2\n",
			"/app/a.js:4\n  throw new Error('x');\n  ^", "Error", "x"},
		{"JavaScript with a type that does not look like one", "Oops: x\n    at f (/app/a.js:4:9)", "", "Oops", "x"},
		{"frames without a header", "cannot pay\n\tat com.acme.A.b(A.java:1)", "cannot pay", "", ""},
		{"a Go panic in the log of a server", "http: panic serving 10.0.0.1:80: boom\n" + samples["go"], "http: panic serving 10.0.0.1:80: boom", "", ""},
		{"a Go panic", "starting\npanic: boom\n\n" + samples["go"], "starting", "panic", "boom"},
		{"a Go error with its stack", "cannot pay: no stock\nmain.pay\n\t/app/main.go:7\nmain.main\n\t/app/main.go:3", "cannot pay: no stock", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			message, trace, ok := Find(tt.text)
			require.True(t, ok)
			assert.Equal(t, tt.message, message)
			outermost := trace.Exceptions[len(trace.Exceptions)-1]
			assert.Equal(t, tt.typ, outermost.Type)
			assert.Equal(t, tt.excMessage, outermost.Message)
			assert.NotEmpty(t, outermost.Stack.Frames)
		})
	}
}

func TestFind_DoesNotAllocateForPlainText(t *testing.T) {
	text := strings.Repeat("2024-05-03 INFO at work on the order (number 12)\n", 50)
	assert.Zero(t, testing.AllocsPerRun(100, func() { Find(text) }))
}

// samples are one trace per runtime.
var samples = map[string]string{
	"python": `Traceback (most recent call last):
  File "/app/shop/server.py", line 40, in handle
    place(order)
  File "/app/shop/orders.py", line 12, in place
    raise ShopError("no stock")
shop.ShopError: no stock
`,
	"java": `com.acme.ShopException: cannot place
	at com.acme.Orders.place(Orders.java:12)
	at com.acme.Server.handle(Server.java:40)
	at java.base/java.lang.Thread.run(Thread.java:840)
`,
	"javascript": `TypeError: x is not a function
    at Orders.place (/app/dist/orders.js:12:9)
    at async /app/dist/server.js:40:5
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
`,
	"go": `goroutine 7 [running]:
example.com/shop.(*Orders).Place(0xc000010000, {0xc000020000, 0x2})
	/src/shop/orders.go:12 +0x1d
main.main()
	/src/shop/main.go:40 +0x6a
`,
	"dotnet": `System.InvalidOperationException: cannot place
   at Acme.Shop.Orders.Place(Int32 number) in /src/Shop/Orders.cs:line 12
   at Acme.Shop.Server.Handle() in C:\src\Shop\Server.cs:line 40
   at System.Threading.ThreadPoolWorkQueue.Dispatch()
`,
	"gecko": `place/items<@https://shop.example/orders.js:12:9
async*handle@https://shop.example/server.js:40:5
forEach@[native code]
`,
	"native": `==17==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc 0x561b346a0a25
READ of size 4 at 0x602000000010 thread T0
    #0 0x561b346a0a24 in acme::Stock::take(int) const /src/shop/stock.cc:12:3
    #1 0x561b346a0ba5 in main (/app/shop+0xa600) (BuildId: 1878e6b4)
    #2 0x7f2dbbc45249 in __libc_start_call_main ../sysdeps/nptl/libc_start_call_main.h:58

freed by thread T0 here:
    #0 0x7f2dbc2ba038 in operator delete[](void*) ../../../../src/libsanitizer/asan/asan_new_delete.cpp:155
`,
	"dart": `Unhandled exception:
FormatException: no stock
#0      Orders.place (package:shop/orders.dart:12:9)
<asynchronous suspension>
#1      main.<anonymous closure> (file:///src/shop/main.dart:40:5)
#2      _RootZone.runUnary (dart:async/zone.dart:1442:54)
`,
	"beam": `** (RuntimeError) cannot place
    (shop 0.1.0) lib/shop/orders.ex:12: Shop.Orders.place/2
    (shop 0.1.0) lib/shop/server.ex:40: anonymous fn/1 in Shop.Server.handle/1
    (elixir 1.14.0) lib/enum.ex:1658: Enum."-map/2-lists^map/1-0-"/2
`,
	"perl": "no stock for tea at /app/lib/Shop.pm line 2, <STDIN> line 17.\n" +
		"\tShop::take(\"tea\", ARRAY(0x55a05ec504b8)) called at /app/lib/Shop.pm line 12\n" +
		"\teval {...} called at /app/shop.pl line 4\n",
	"lua": "lua: /app/shop.lua:2: no stock for tea\nstack traceback:\n\t[C]: in function 'error'\n" +
		"\t/app/shop.lua:12: in method 'place'\n\t/app/shop.lua:40: in main chunk\n\t[C]: in ?\n",
	"powershell": "no stock\nat Get-Stock, C:\\shop\\Stock.ps1: line 12\nat <ScriptBlock>, <No file>: line 1\n",
	"rust": `thread 'main' (17) panicked at src/orders.rs:12:9:
no stock
stack backtrace:
   0: rust_begin_unwind
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
   1: shop::orders::Orders<T>::place::{{closure}}
             at ./src/orders.rs:12:9
   2: <shop::Server as shop::Handle>::handle
             at ./src/server.rs:40:5
   3: main
note: Some details are omitted, run with ` + "`RUST_BACKTRACE=full`" + ` for a verbose backtrace.
`,
	"php": `Acme\ShopError: cannot place in /app/src/Orders.php:12
Stack trace:
#0 /app/src/Server.php(40): Acme\Orders->place('tea', Array)
#1 /app/vendor/acme/http/Kernel.php(7): Acme\Server::Acme\{closure}()
#2 {main}
`,
	"ruby": "/app/orders.rb:12:in `place': cannot place (ShopError)\n" +
		"\tfrom /app/server.rb:40:in 'Server#handle'\n" +
		"\tfrom /usr/lib/ruby/3.4.0/set.rb:501:in 'Hash#each_key'\n",
}

// TestParse_EachRuntimeRefusesTheOthers parses each sample with each runtime's own parser.
func TestParse_EachRuntimeRefusesTheOthers(t *testing.T) {
	for _, r := range runtimes {
		for name, text := range samples {
			assert.Equal(t, r.name == name, hasFrames(r.parse(text)), "%s as %s", name, r.name)
		}
	}
}

func TestFind_FindsEachRuntimeInALogBody(t *testing.T) {
	for name, text := range samples {
		_, trace, ok := Find("10:31:07 ERROR cannot pay\n" + text + "10:31:08 INFO next\n")
		assert.True(t, ok, name)
		assert.Equal(t, name, trace.Runtime)
		_, trace, ok = Find(text)
		assert.True(t, ok, name)
		assert.Equal(t, name, trace.Runtime)
	}
}

func identities(t *testing.T, language, text string) []string {
	t.Helper()
	trace, ok := Parse(language, text)
	require.True(t, ok, text)
	var ids []string
	for _, e := range trace.Exceptions {
		for i := range e.Stack.Frames {
			ids = append(ids, string(trace.AppendIdentity(nil, &e.Stack.Frames[i])))
		}
	}
	return ids
}

// adversarial are texts that make a careless parser slow.
func adversarial(size int) map[string]string {
	fill := func(unit string) string { return strings.Repeat(unit, size/len(unit)+1)[:size] }
	return map[string]string{
		"newlines":         fill("\n"),
		"spaces":           fill(" ") + "\n",
		"at":               fill("at "),
		"at lines":         fill("\n at "),
		"python frames":    fill("  File \"/a\", line 1, in f\n"),
		"python repeats":   fill("  File \"/a\", line 1, in f\n  [Previous line repeated 999999999 more times]\n"),
		"python chain":     fill("Traceback (most recent call last):\n  File \"a\", line 1\nE\n\n" + pythonCause + "\n"),
		"python groups":    "  + " + pythonGroup + ":\n" + fill("  |   File \"a\", line 1\n  | E: x\n  +-+---------------- 1 ----------------\n"),
		"java frames":      fill("\tat a.b.C.d(C.java:1)\n"),
		"java chain":       fill("Caused by: E\n\tat a.B.c(B.java:1)\n\t... 64 more\n"),
		"java dots":        "\tat " + fill(".") + "(A.java:1)",
		"java slashes":     "\tat " + fill("/1") + ".a(A.java:1)\n\tat a.B.c(B.java:1)",
		"v8 frames":        fill("    at f (/a.js:1:1)\n"),
		"v8 evals":         "    at f (" + fill("eval at f (") + "/a.js:1:1)\n",
		"v8 chain":         fill("[cause]: E: x\n    at f (/a.js:1:1)\n    ... 9 lines matching cause stack trace ...\n    at g (/a.js:1:1)\n"),
		"v8 colons":        "    at f (" + fill(":1") + ")\n",
		"go frames":        fill("a.b()\n\t/a.go:1\n"),
		"go goroutines":    fill("goroutine 1 [running]:\na.b()\n\t/a.go:1\n"),
		"go messages":      fill("x\na.b\n\t/a.go:1\n"),
		"go dots":          fill(".func1") + "()\n\t/a.go:1\n",
		"headers":          fill("java.lang.Error: x\n") + "\tat a.B.c(B.java:1)\n",
		"one long header":  fill("x.Error ") + "\n\tat a.B.c(B.java:1)\n",
		"dotnet frames":    fill("   at A.B(C d) in /a.cs:line 1\n"),
		"dotnet arrows":    fill("E: x ---> ") + "\n   at A.B()\n",
		"dotnet ends":      fill("E: x\n ---> F: y\n   at A.B()\n   --- End of inner exception stack trace ---\n"),
		"dotnet members":   fill("E: x\n ---> (Inner Exception #0) F: y\n   at A.B()<---\n"),
		"dotnet brackets":  "   at A." + fill("[<") + "(C d)\n   at A.B()\n",
		"ruby frames":      fill("a.rb:1:in `f'\n"),
		"ruby chain":       fill("a.rb:1:in `f': m (E)\n\tfrom a.rb:1:in `f'\n"),
		"ruby reversed":    fill("\t1: from a.rb:1:in `f'\na.rb:1:in `f': m (E)\n"),
		"ruby escapes":     "a.rb:1:in `f': m (E)\n" + fill("\x1b[1m"),
		"ruby messages":    fill("a.rb:1:in `f': m (E)\nmore\n"),
		"ruby blocks":      "a.rb:1:in `" + fill("block in ") + "f'\n",
		"php frames":       fill("#0 /a.php(1): f()\n"),
		"php chain":        fill("E: m in /a.php:1\n#0 {main}\n\nNext "),
		"php brackets":     "#0 /a.php" + fill("(1): ") + "f()\n#1 {main}\n",
		"php closures":     "#0 /a.php(1): " + fill("{closure:") + "f()\n#1 {main}\n",
		"php OTel":         fill("\tat {main}(a.php:1)\nCaused by: E\n\t... 1 more\n"),
		"rust frames":      fill("  1: a::b\n    at a.rs:1:1\n"),
		"rust panics":      fill("thread 'main' panicked at a.rs:1:1:\nm\n"),
		"rust old panic":   "thread 'main' panicked at '" + fill("', "),
		"rust causes":      "Error: m\n\nCaused by:\n" + fill("    0: c\n") + "\nStack backtrace:\n   0: a::b\n",
		"rust brackets":    "   0: " + fill("<") + "a::b\n   1: a::b\n",
		"rust colons":      "   0: a" + fill("::") + "\n",
		"gecko frames":     fill("f@/a.js:1:1\n"),
		"gecko signs":      fill("@") + "/a.js:1:1\n",
		"gecko evals":      "f@/a.js" + fill(" line 1 > eval") + ":1:1\n",
		"gecko addresses":  fill("a@b.example\n"),
		"wasm":             "f@/a.wasm" + fill(":wasm-function[1]:0x1") + "\nf@/a.js:1:1\n",
		"native frames":    fill("#1 0x1 in f /a.c:1:1\n"),
		"native brackets":  "#0 0x1 in " + fill("<(") + " /a.c:1\n#1 0x1 in f /a.c:1:1\n",
		"native spaces":    "#0 0x1 in " + fill("a ") + "a.c:1\n",
		"gdb brackets":     "#0 0x1 in f " + fill("(") + ") at a.c:1\n",
		"addr2line":        fill("f\n/a.c:1\n"),
		"addr2line places": fill("/a.c:1\n"),
		"native headers":   fill("ERROR: AddressSanitizer: x\n") + "#0 0x1 in f /a.c:1:1\n",
		"dart frames":      fill("#1 f (a.dart:1:1)\n"),
		"dart brackets":    "#1 " + fill("f (") + "a.dart:1:1)\n",
		"dart closures":    "#1 " + fill("<fn>.") + " (a.dart:1:1)\n",
		"elixir frames":    fill("    a.ex:1: A.f/1\n"),
		"elixir headers":   fill("** (E) m\n") + "    a.ex:1: A.f/1\n",
		"elixir calls":     fill("    A.f(1)\n"),
		"erlang terms":     fill("{a,f,1,[{file,\"a.erl\"},{line,1}]},"),
		"erlang files":     fill("{file,"),
		"erlang arguments": fill("{a,f,[x],[{file,\"a.erl\"},"),
		"perl frames":      fill("\tA::f() called at a.pl line 1\n"),
		"perl places":      fill(" at a line 1") + ".\n",
		"lua frames":       "stack traceback:\n" + fill("\ta.lua:1: in f\n"),
		"lua tracebacks":   fill("stack traceback:\n"),
		"powershell":       fill("at f, a.ps1: line 1\n"),
		"one long message": "E: " + fill("x") + "\n    at f (/a.js:1:1)\n",
	}
}

func TestParse_TakesAnythingWithoutHarm(t *testing.T) {
	for name, text := range adversarial(10 << 10) {
		t.Run(name, func(t *testing.T) {
			for _, language := range []string{"python", "java", "nodejs", "go", "dotnet", "ruby", "php", "rust", "webjs", "cpp", "dart", "elixir", "perl", "lua", "powershell"} {
				checkTrace(t, language, text)
			}
		})
	}
}

// checkTrace checks what holds for any text.
func checkTrace(t *testing.T, language, text string) {
	t.Helper()
	trace, ok := Parse(language, text)
	if ok == (len(trace.Exceptions) == 0) {
		t.Fatalf("ok is %v with %d exceptions", ok, len(trace.Exceptions))
	}
	checkLimits(t, trace)
	message, found, ok := Find(text)
	if ok && !strings.Contains(text, message) || !ok && message != text {
		t.Fatalf("message %q", message)
	}
	checkLimits(t, found)
}

func checkLimits(t *testing.T, trace Trace) {
	t.Helper()
	if len(trace.Exceptions) > MaxExceptions {
		t.Fatalf("%d exceptions", len(trace.Exceptions))
	}
	for _, e := range trace.Exceptions {
		if len(e.Stack.Frames) > MaxFrames {
			t.Fatalf("%d frames", len(e.Stack.Frames))
		}
		for i := range e.Stack.Frames {
			f := &e.Stack.Frames[i]
			trace.AppendIdentity(nil, f)
			trace.NeedsMessage(e.Type, f)
			if f.Line < 0 || f.Column < 0 {
				t.Fatalf("%+v", f)
			}
		}
	}
}

func fuzzParse(f *testing.F, language string, seeds []parseCase) {
	for _, seed := range seeds {
		f.Add(seed.text)
	}
	for _, text := range adversarial(200) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkTrace(t, language, text) })
}

func benchmarkParse(b *testing.B, language, text string) {
	b.Run("10 frames", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			Parse(language, text)
		}
	})
}

// BenchmarkParse_Adversarial shows that the time per byte does not grow with the length.
func BenchmarkParse_Adversarial(b *testing.B) {
	for _, size := range []int{10 << 10, 60 << 10, 1 << 20, 10 << 20} {
		for name, text := range adversarial(size) {
			b.Run(fmt.Sprintf("%s/%dk", name, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					Parse("", text)
					Find(text)
				}
			})
		}
	}
}

func BenchmarkFind_PlainText(b *testing.B) {
	text := strings.Repeat("2024-05-03 INFO at work on the order (number 12)\n", 20)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Find(text)
	}
}
