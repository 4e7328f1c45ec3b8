package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var v8Cases = []parseCase{
	{"the source that Node.js prints above an error that nobody caught", `/app/dist/orders.js:12
  throw new TypeError('no stock');
  ^

TypeError: no stock
in two lines
    at place (/app/dist/orders.js:12:9)
`, `
TypeError: no stock⏎in two lines
+ |place|/app/dist/orders.js:12:9
`},
	{"the source of Node.js itself above what is not named like an error", `node:internal/process/promises:389
      new UnhandledPromiseRejection(reason);
      ^

UnhandledPromiseRejection: The promise rejected with the reason "7".
    at throwUnhandledRejectionsMode (node:internal/process/promises:389:7) {
  code: 'ERR_UNHANDLED_REJECTION'
}
`, `
UnhandledPromiseRejection: The promise rejected with the reason "7".
- |throwUnhandledRejectionsMode|node:internal/process/promises:389:7
`},
	{"and above a group without frames", `node:internal/process/promises:391
    triggerUncaughtException(err, true /* fromPromise */);
    ^

[AggregateError: All promises were rejected] {
  [errors]: [
    Error: late
        at place (/app/shop.js:1:29)
  ]
}

Node.js v20.20.2
`, `
Error: late
+ |place|/app/shop.js:1:29
AggregateError: All promises were rejected
`},
	{"a message that begins with a place and holds a mark", "/app/a.js:7: no\n  ^^ here\n    at f (/app/a.js:1:2)\n", `
: /app/a.js:7: no⏎  ^^ here
+ |f|/app/a.js:1:2
`},
	{"a message that quotes another error", `ShopError [E_STOCK]: cannot place
TypeError: no stock
    at place (/app/dist/orders.js:12:9)
`, `
ShopError: cannot place⏎TypeError: no stock
+ |place|/app/dist/orders.js:12:9
`},
	{"one error", samples["javascript"], `
TypeError: x is not a function
- |process.processTicksAndRejections|node:internal/process/task_queues:95:5
+ ||/app/dist/server.js:40:5
+ |Orders.place|/app/dist/orders.js:12:9
`},
	{"all kinds of frames", `ShopError: cannot place
second line
    at new Order (/app/order.js:5:63)
    at get total [as total] (/app/order.js:5:26)
    at named (/app/my project (x86)/a.js:8:42)
    at Array.map (<anonymous>)
    at JSON.parse (native)
    at eval (eval at <anonymous> (/app/a.js:7:41), <anonymous>:1:1)
    at baz (eval at foo (eval at speak (/app/b.js:21:17)), <anonymous>:1:30)
    at async Promise.all (index 0)
    at I.e.fn.(anonymous function) [as index] (https://cdn.example.com/app.js?v=3:10:3651)
    at Object.<anonymous> (C:\app\main.js:7:1)
    at file:///app/esm.mjs:3:37
    at <anonymous>
    at Module._compile (internal/modules/cjs/loader.js:774:30)
    at events.js:310:20
    at run (/app/node_modules/runner/index.js:1:1)
`, `
ShopError: cannot place⏎second line
- |run|/app/node_modules/runner/index.js:1:1
- ||events.js:310:20
- |Module._compile|internal/modules/cjs/loader.js:774:30
+ ||file:///app/esm.mjs:3:37
+ |Object.<anonymous>|C:\app\main.js:7:1
+ |I.e.fn.(anonymous function) [as index]|https://cdn.example.com/app.js?v=3:10:3651
- |Promise.all|:0:0
+ |baz|/app/b.js:21:17
+ |eval|/app/a.js:7:41
- |JSON.parse|native:0:0
- |Array.map|<anonymous>:0:0
+ |named|/app/my project (x86)/a.js:8:42
+ |get total [as total]|/app/order.js:5:26
+ |new Order|/app/order.js:5:63
`},
	{"a cause, with the lines that both have filled in", `ShopError: cannot place
    at place (/app/a.js:3:52)
    at show (/app/a.js:6:24)
    ... 2 lines matching cause stack trace ...
    at node:internal/main/run_main_module:28:49 {
  code: 'E1',
  [cause]: TypeError [ERR_X]: no stock
      at lookup (/app/a.js:4:26)
      at place (/app/a.js:3:25)
      at show (/app/a.js:6:24)
      at main (/app/a.js:9:1)
      at Module.load (node:internal/modules/cjs/loader:1266:32)
      at node:internal/main/run_main_module:28:49
}
`, `
TypeError: no stock
- ||node:internal/main/run_main_module:28:49
- |Module.load|node:internal/modules/cjs/loader:1266:32
+ |main|/app/a.js:9:1
+ |show|/app/a.js:6:24
+ |place|/app/a.js:3:25
+ |lookup|/app/a.js:4:26
ShopError: cannot place
- ||node:internal/main/run_main_module:28:49
- |Module.load|node:internal/modules/cjs/loader:1266:32
+ |main|/app/a.js:9:1
+ |show|/app/a.js:6:24
+ |place|/app/a.js:3:52
`},
	{"the members of an aggregate stand before it, the first one last", `AggregateError: both
    at all (/app/a.js:12:18) {
  [errors]: [
    Error: a
        at f (/app/a.js:12:38),
    Error: b
        at g (/app/a.js:12:53)
  ]
}
`, `
Error: b
+ |g|/app/a.js:12:53
Error: a
+ |f|/app/a.js:12:38
AggregateError: both
+ |all|/app/a.js:12:18
`},
	{"an error that nobody caught in a browser", "Uncaught (in promise) TypeError: x\n    at f (https://shop.example/a.js:1:2)\n", `
TypeError: x
+ |f|https://shop.example/a.js:1:2
`},
	{"a path in the message", "Error: Cannot find module './nope'\nRequire stack:\n- /app/a.js\n    at f (/app/a.js:1:2)\n", `
Error: Cannot find module './nope'⏎Require stack:⏎- /app/a.js
+ |f|/app/a.js:1:2
`},
	{"Hermes", "TypeError: x\n    at place (address at index.android.bundle:1:2345)\n    at call (native)\n    at global (address at InternalBytecode.js:1:123)\n", `
TypeError: x
- |global|InternalBytecode.js:1:123
- |call|native:0:0
+ |place|index.android.bundle:1:2345
`},
	{"WebAssembly", "RuntimeError: unreachable\n    at shop::place::h01 (https://shop.example/shop.wasm:wasm-function[12]:0x1f3c)\n    at wasm://wasm/0123abcd:wasm-function[3]:0x1a\n", `
RuntimeError: unreachable
- ||wasm://wasm/0123abcd:1:26
+ |shop::place::h01|https://shop.example/shop.wasm:1:7996
`},
	{"the first line of a script may be line zero", "Error\n    at https://shop.example/a.js:0:2\n", `
Error: 
+ ||https://shop.example/a.js:0:2
`},
	{"no header", "    at f (/app/a.js:1:2)", `
: 
+ |f|/app/a.js:1:2
`},
	{"no space before the place", "Error\n   at Shop.render(webpack:///./src/shop.jsx?:295:108)\n", `
Error: 
+ |Shop.render|webpack:///./src/shop.jsx?:295:108
`},
}

func TestParse_V8(t *testing.T) { testParse(t, "nodejs", "javascript", v8Cases) }

func TestIdentity_V8(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a method counts without its receiver", "Orders.place (/app/orders.js:1:1)", "orders.js:place"},
		{"a constructor", "new Order (/app/orders.js:1:1)", "orders.js:Order"},
		{"another name of the function", "Object.foo [as bar] (/app/orders.js:1:1)", "orders.js:foo"},
		{"an anonymous function has its file", "Object.<anonymous> (/app/orders.js:1:1)", "orders.js:"},
		{"the hash of a bundle and the query of a URL", "f (https://cdn.example.com/v4/main-16e4a906.js?x=1:1:1)", "main-*.js:f"},
		{"a hash of letters of both cases", "f (https://cdn.example.com/index-Bd7Qq4xo.js:1:1)", "index-*.js:f"},
		{"a word is no hash", "f (/app/checkout2.js:1:1)", "checkout2.js:f"},
		{"the number of a function of WebAssembly", "wasm-function[12] (https://a.example/shop.wasm:wasm-function[12]:0x1)", "shop.wasm:"},
		{"index.js stands for its folder", "f (/app/cart/index.js:1:1)", "cart/index.js:f"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "nodejs", "Error\n    at "+tt.frame+"\n"))
		})
	}
}

func FuzzParse_V8(f *testing.F) { fuzzParse(f, "nodejs", v8Cases) }

func BenchmarkParse_V8(b *testing.B) {
	text := "TypeError: x is not a function\n"
	for range 10 {
		text += "    at Orders.place (/app/dist/orders.js:12:9)\n"
	}
	benchmarkParse(b, "nodejs", text)
}
