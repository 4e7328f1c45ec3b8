package grouping

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// generic are errors of the type that says least in each runtime: FUNC is the innermost function of the
// application, LIB one of a library around it, and MSG the message.
var generic = []struct{ name, language, typ, stack string }{
	{"python", "python", "Exception", "Traceback (most recent call last):\n  File \"/venv/lib/python3.12/site-packages/flask/app.py\", line 1, in LIB\n    x\n  File \"/app/shop.py\", line 2, in FUNC\n    y\nException: MSG\n"},
	{"php", "php", "Exception", "Exception: MSG in /app/src/a.php:3\n#0 /app/vendor/x/y.php(5): Acme\\FUNC()\n#1 /app/vendor/x/z.php(6): Symfony\\LIB()\n#2 {main}\n"},
	{"java", "java", "java.lang.RuntimeException", "java.lang.RuntimeException: MSG\n\tat com.acme.Orders.FUNC(Orders.java:1)\n\tat org.springframework.web.Filter.LIB(Filter.java:2)\n"},
	{"dotnet", "dotnet", "System.Exception", "System.Exception: MSG\n   at Acme.Orders.FUNC(Int32 n) in /src/Orders.cs:line 12\n   at Microsoft.AspNetCore.Routing.LIB(Int32 n)\n"},
	{"javascript", "nodejs", "Error", "Error: MSG\n    at FUNC (/app/orders.js:12:9)\n    at LIB (/app/node_modules/express/index.js:3:1)\n"},
	{"gecko", "webjs", "Error", "FUNC@https://shop.example/orders.js:12:9\nLIB@https://shop.example/node_modules/vue/vue.js:3:1\n"},
	{"go, an error", "go", "*errors.errorString", "goroutine 1 [running]:\ngithub.com/acme/shop.FUNC(0x1)\n\t/src/shop.go:7 +0x1d\nnet/http.LIB(0x1)\n\t/usr/local/go/src/net/http/server.go:3 +0x1\n"},
	{"go, a wrapped error", "go", "*fmt.wrapError", "goroutine 1 [running]:\ngithub.com/acme/shop.FUNC(0x1)\n\t/src/shop.go:7 +0x1d\nnet/http.LIB(0x1)\n\t/usr/local/go/src/net/http/server.go:3 +0x1\n"},
	{"go, a panic", "go", "panic", "goroutine 1 [running]:\npanic({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:770 +0x1\ngithub.com/acme/shop.FUNC(0x1)\n\t/src/shop.go:7 +0x1d\nnet/http.LIB(0x1)\n\t/usr/local/go/src/net/http/server.go:3 +0x1\n"},
	{"ruby", "ruby", "RuntimeError", "/app/shop.rb:12:in `FUNC': MSG (RuntimeError)\n\tfrom /gems/rack-3.0/lib/rack.rb:2:in `LIB'\n"},
	{"rust", "rust", "panic", "thread 'main' panicked at src/main.rs:5:9:\nMSG\nstack backtrace:\n   0: rust_begin_unwind\n   1: shop::FUNC\n             at ./src/main.rs:5:9\n   2: tokio::LIB\n"},
	{"dart", "dart", "Exception", "Exception: MSG\n#0      FUNC (package:shop/a.dart:1:2)\n#1      LIB (package:flutter/src/b.dart:3:4)\n"},
	{"beam", "elixir", "RuntimeError", "** (RuntimeError) MSG\n    (shop 0.1.0) lib/shop.ex:12: Shop.FUNC/2\n    (elixir 1.16) lib/enum.ex:3: Enum.LIB/2\n"},
	{"lua", "lua", "error", "lua: shop.lua:2: MSG\nstack traceback:\n\t[C]: in function 'error'\n\tshop.lua:2: in function 'FUNC'\n\t/usr/share/lua/5.4/x.lua:3: in function 'LIB'\n"},
	{"powershell", "powershell", "RuntimeException", "MSG\nat FUNC, /shop/a.ps1: line 2\nat LIB, /opt/Modules/Az/Az.psm1: line 3\n"},
	{"native", "cpp", "std::runtime_error", "==17==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n    #0 0x561b346a0a24 in FUNC(int) /src/shop.cc:12:3\n    #1 0x561b346a0a25 in boost::LIB(int) /src/x.cc:1:2\n"},
	{"perl", "perl", "error", "MSG at /app/a.pl line 2.\n\tShop::FUNC(1) called at /usr/share/perl5/Moose.pm line 3\n\tMoose::LIB(1) called at /app/run.pl line 4\n"},
}

func TestDecide_AGenericTypeLeansOnTheFrameOfTheApplicationAndTheMessage(t *testing.T) {
	for _, tt := range generic {
		t.Run(tt.name, func(t *testing.T) {
			of := func(function, library, message string) Decision {
				return Decide(&exception.Record{
					Source: exception.SourceSpanEvent, Type: tt.typ, Message: message, Service: exception.Service{Language: tt.language},
					StackTrace: strings.NewReplacer("FUNC", function, "LIB", library, "MSG", message).Replace(tt.stack),
				})
			}
			base := of("place", "call", "order 4711 is late")
			assert.Equal(t, ReasonInAppFrames, base.Reason, base.Reason.String())
			assert.Contains(t, base.Culprit, "place")
			assert.Equal(t, base.Fingerprint, of("place", "call", "order 4712 is late").Fingerprint, "variables of the message do not count")
			assert.Equal(t, base.Fingerprint, of("place", "invoke", "order 4711 is late").Fingerprint, "frames of libraries do not count")
			assert.NotEqual(t, base.Fingerprint, of("place", "call", "cart 4711 is empty").Fingerprint, "the message counts")
			assert.NotEqual(t, base.Fingerprint, of("cancel", "call", "order 4711 is late").Fingerprint, "the function counts")
		})
	}
}
