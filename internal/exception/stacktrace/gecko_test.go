package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var geckoCases = []parseCase{
	{"functions that Dart compiled", ".place(12, \"@)()/<\")/.fn<@https://shop.example/main.dart.js:560:3\n.VW.call$0@https://shop.example/main.dart.js:561:3\n.plugin/e.fn[c]/<@https://shop.example/main.js:1:3\n", `
: 
+ |.plugin/e.fn[c]/<|https://shop.example/main.js:1:3
+ |VW.call$0|https://shop.example/main.dart.js:561:3
+ |place.<fn>|https://shop.example/main.dart.js:560:3
`},
	{"Firefox", samples["gecko"], `
: 
- |forEach|[native code]:0:0
+ |handle|https://shop.example/server.js:40:5
+ |place/items<|https://shop.example/orders.js:12:9
`},
	{"a header, and what the browser added", "Uncaught TypeError: x is null\nsecond line\nrender@resource://app/bundle.js:5:16\nf@moz-extension://17/a.js:1:2\n@debugger eval code:1:1\n", `
TypeError: x is null⏎second line
- |f|moz-extension://17/a.js:1:2
- |render|resource://app/bundle.js:5:16
`},
	{"evaluated code", "baz@https://a.example/file.js line 26 > eval line 2 > eval:1:30\n@https://a.example/file.js line 7 > Function:2:96\nspeak@https://a.example/file.js:26:17\n", `
: 
+ |speak|https://a.example/file.js:26:17
+ ||https://a.example/file.js:7:0
+ |baz|https://a.example/file.js:26:0
`},
	{"Safari", "https://a.example/main.js:48:22\neval code\neval@[native code]\nf@https://a.example/main.js:58:21\nglobal code@https://a.example/main.js:109:91\n[native code]\n", `
: 
- ||[native code]:0:0
+ |global code|https://a.example/main.js:109:91
+ |f|https://a.example/main.js:58:21
- |eval|[native code]:0:0
+ ||https://a.example/main.js:48:22
`},
	{"React Native", "value@index.android.bundle:12:1917\n102.js:1:2956\nonPress@/var/containers/17/main.jsbundle:12:2336\n", `
: 
+ |onPress|/var/containers/17/main.jsbundle:12:2336
+ ||102.js:1:2956
+ |value|index.android.bundle:12:1917
`},
	{"signs in names, arguments and URLs", "obj[\"@fn\"]@pad/1:10:29\nzap(12, \"@)()/<\")@https://a.example/@scope/pkg@1.2/thing.js:1\n(null)@file:///G:/a.js:31\n", `
: 
+ ||file:///G:/a.js:31:0
+ |zap|https://a.example/@scope/pkg@1.2/thing.js:1:0
+ |obj["@fn"]|pad/1:10:29
`},
	{"WebAssembly", "main@https://a.example/shop.wasm:wasm-function[792]:0x14378\nrun@https://a.example/a.js:1:2\n", `
: 
+ |run|https://a.example/a.js:1:2
+ |main|https://a.example/shop.wasm:1:82808
`},
}

func TestParse_Gecko(t *testing.T) {
	for _, language := range []string{"webjs", "javascript"} {
		testParse(t, language, "gecko", geckoCases)
	}
}

func TestFind_GeckoIsNotFooledByAddresses(t *testing.T) {
	for _, text := range []string{
		"mail to\nops@shop.example:25\n", "see\nhttps://user@shop.example/a.js\n", "git\n@acme/shop:12\n", "cc\nme@shop.example, you@shop.example:1:2\n",
	} {
		_, _, ok := Find(text)
		assert.False(t, ok, text)
	}
}

func TestIdentity_Gecko(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a function has the identity that V8 gives it", "place@https://a.example/main-16e4a906.js?x=1:1:2", "main-*.js:place"},
		{"a method", "Orders.prototype.place@https://a.example/orders.js:1:2", "orders.js:place"},
		{"an anonymous function counts as the one around it", "place/items</<@https://a.example/orders.js:1:2", "orders.js:items"},
		{"an anonymous function alone", "</<@https://a.example/orders.js:1:2", "orders.js:"},
		{"what started it", "promise callback*place@https://a.example/orders.js:1:2", "orders.js:place"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "webjs", tt.frame+"\n"))
		})
	}
}

func FuzzParse_Gecko(f *testing.F) { fuzzParse(f, "webjs", geckoCases) }

func BenchmarkParse_Gecko(b *testing.B) {
	text := ""
	for range 10 {
		text += "Orders.prototype.place/items</<@https://shop.example/dist/orders.js:12:9\n"
	}
	benchmarkParse(b, "webjs", text)
}
