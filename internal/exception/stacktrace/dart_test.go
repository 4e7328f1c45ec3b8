package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var dartCases = []parseCase{
	{"bodies of asynchronous functions, behind what a log writes", "E/flutter (17): [ERROR:flutter/x.cc(41)] Unhandled Exception: FormatException: no stock\nE/flutter (17): #0      Stock.<take_async_body> (package:shop/stock.dart:7:3)\nE flutter : #1      <<anonymous closure>_async_body> (package:shop/main.dart:9:3)\n", `
FormatException: no stock
+ |<async>|package:shop/main.dart:9:3
+ |Stock.<async>|package:shop/stock.dart:7:3
`},
	{"an exception that nobody caught", samples["dart"], `
FormatException: no stock
- |_RootZone.runUnary|dart:async/zone.dart:1442:54
+ |main.<anonymous closure>|file:///src/shop/main.dart:40:5
+ |Orders.place|package:shop/orders.dart:12:9
`},
	{"Flutter", `══╡ EXCEPTION CAUGHT BY WIDGETS LIBRARY ╞═══════════════
The following _TypeError was thrown building Cart(dirty):
type 'Null' is not a subtype of type 'int'

When the exception was thrown, this was the stack:
#0      Cart.build (package:shop/cart.dart:7)
#1      StatelessElement.build (package:flutter/src/widgets/framework.dart:5550:49)
(elided 3 frames from dart:async)
`, `
_TypeError: type 'Null' is not a subtype of type 'int'
- |StatelessElement.build|package:flutter/src/widgets/framework.dart:5550:49
+ |Cart.build|package:shop/cart.dart:7:0
`},
	{"package stack_trace", "Bad state: no stock\npackage:shop/orders.dart 12:9         Orders.place\ndart:async                            Future.then\n===== asynchronous gap =====\nfile:///src/main.dart 40:5  main.<fn>\n", `
: Bad state: no stock
+ |main.<fn>|file:///src/main.dart:40:5
- |Future.then|dart:async:0:0
+ |Orders.place|package:shop/orders.dart:12:9
`},
	{"without symbols", "*** *** ***\npid: 1357, tid: 1415, name 1.ui\n    #00 abs 000000723d6346d7 virt 00000000001ed6d7 _kDartIsolateSnapshotInstructions+0x1e26d7\n    #01 abs 000000723d637527 _kDartVmSnapshotInstructions+0x1e5527\n", `
: *** *** ***⏎pid: 1357, tid: 1415, name 1.ui
+ |_kDartVmSnapshotInstructions+0x1e5527|:0:0
+ |_kDartIsolateSnapshotInstructions+0x1e26d7|:0:0
`},
	{"the log of Android", "E/flutter ( 1357): [ERROR:flutter/runtime.cc(209)] Unhandled Exception: FormatException: no stock\nE/flutter ( 1357): #0      Orders.place (package:shop/orders.dart:12:9)\n", `
FormatException: no stock
+ |Orders.place|package:shop/orders.dart:12:9
`},
	{"a place without a line", "#0      Orders.place (file:///src/shop/orders.dart)\n#1      run (https://shop.example/run.dart:0:2)\n", `
: 
+ |run|https://shop.example/run.dart:0:2
+ |Orders.place|file:///src/shop/orders.dart:0:0
`},
}

func TestParse_Dart(t *testing.T) { testParse(t, "dart", "dart", dartCases) }

func TestIdentity_Dart(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a method", "Orders.place (package:shop/orders.dart:12:9)", "orders.dart:Orders.place"},
		{"closures", "Orders.place.<anonymous closure>.<anonymous closure> (package:shop/orders.dart:12:9)", "orders.dart:Orders.place"},
		{"a closure alone", "<anonymous closure> (package:shop/orders.dart:12:9)", "orders.dart:"},
		{"a constructor", "new Orders (package:shop/orders.dart:12:9)", "orders.dart:Orders"},
		{"a function of older compilers", "Orders._place_async_body (package:shop/orders.dart:12:9)", "orders.dart:Orders._place"},
		{"an address", "abs 000000723d6346d7 virt 00000000001ed6d7 _kDartIsolateSnapshotInstructions+0x1e26d7", "_kDartIsolateSnapshotInstructions"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "dart", "#00 "+tt.frame+"\n"))
		})
	}
}

func FuzzParse_Dart(f *testing.F) { fuzzParse(f, "dart", dartCases) }

func BenchmarkParse_Dart(b *testing.B) {
	text := "FormatException: no stock\n"
	for _, n := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		text += "#" + n + "      Orders.place.<anonymous closure> (package:shop/orders.dart:12:9)\n"
	}
	benchmarkParse(b, "dart", text)
}
