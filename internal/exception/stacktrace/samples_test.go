package stacktrace

import "strings"

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
	"kernel": `[   12.345678] BUG: kernel NULL pointer dereference, address: 0000000000000008
[   12.345679] Oops: 0000 [#1] PREEMPT SMP PTI
[   12.345680] CPU: 1 PID: 17 Comm: shop Tainted: G           OE     6.1.0 #1
[   12.345681] RIP: 0010:shop_take+0x1a/0x40 [shop]
[   12.345682] Code: 48 89 e5 <48> 8b 47 08
[   12.345683] Call Trace:
[   12.345684]  <TASK>
[   12.345685]  ? show_regs+0x6d/0x80
[   12.345686]  shop_ioctl+0x55/0x90 [shop]
[   12.345687]  do_syscall_64+0x5c/0xc0
[   12.345688]  </TASK>
[   12.345689] ---[ end trace 0000000000000000 ]---
[   12.345690] RIP: 0010:shop_take+0x1a/0x40 [shop]
`,
	"windbg": "(1d7c.1404): Access violation - code c0000005 (!!! second chance !!!)\n" +
		" # Child-SP          RetAddr               Call Site\n" +
		"00 000000a1`7d0ff5a8 00007ff6`a1b21a45     shop!acme::Stock::take+0x12 [C:\\src\\stock.cpp @ 12] \n" +
		"01 (Inline Function) --------`--------     shop!acme::run+0x5 [C:\\src\\run.cpp @ 4] \n" +
		"02 000000a1`7d0ff5b0 00007ffb`12345678     KERNEL32!BaseThreadInitThunk+0x14\n",
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
		"kernel frames":    "Call Trace:\n" + fill(" a+0x1/0x2 [b]\n"),
		"kernel traces":    fill("Call Trace:\n"),
		"kernel brackets":  "Call Trace:\n" + fill("[<1>]") + " a+0x1/0x2 " + fill("[b] ") + "\n",
		"windbg frames":    fill("00 000000a1`7d0ff5a8 00007ff6`a1b21a45 a!b+0x1 [c @ 1]\n"),
		"windbg addresses": fill("000000a1`7d0ff5a8 ") + "a!b+0x1\n",
		"windbg codes":     fill("(1.1): x - code 1\n") + "00 000000a1`7d0ff5a8 00007ff6`a1b21a45 a!b+0x1\n",
		"v8 natives":       "----- Native stack trace -----\n" + fill(" 1: 0x1 f [a]\n"),
		"native prefixes":  fill("x: #0") + "\n",
		"dart frames":      fill("#1 f (a.dart:1:1)\n"),
		"dart brackets":    "#1 " + fill("f (") + "a.dart:1:1)\n",
		"dart closures":    "#1 " + fill("<fn>.") + " (a.dart:1:1)\n",
		"elixir frames":    fill("    a.ex:1: A.f/1\n"),
		"elixir headers":   fill("** (E) m\n") + "    a.ex:1: A.f/1\n",
		"elixir calls":     fill("    A.f(1)\n"),
		"elixir words":     "x\n" + fill("    A.f(1)\n"),
		"rust old panics":  "thread 'main' panicked at '" + fill("', \n"),
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
