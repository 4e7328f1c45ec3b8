package explain_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
)

var update = flag.Bool("update", false, "write the golden files")

const pythonStack = `Traceback (most recent call last):
  File "/app/shop/stock.py", line 7, in take
    raise KeyError(number)
KeyError: 4711

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/shop/server.py", line 40, in handle
    place(order)
  File "/usr/lib/python3.11/contextlib.py", line 81, in inner
    return func(*args, **kwds)
  File "/app/shop/tree.py", line 9, in walk
    walk(child)
  File "/app/shop/tree.py", line 9, in walk
    walk(child)
  File "/app/shop/orders.py", line 12, in <listcomp>
    raise ShopError(f"no stock for {number}") from e
shop.errors.ShopError: no stock for 4711
`

var records = map[string]exception.Record{
	"python": {
		Source: exception.SourceSpanEvent, Service: exception.Service{Name: "shop", Language: "python"}, Name: "exception",
		Type: "shop.errors.ShopError", Message: "no stock for 4711", StackTrace: pythonStack, SpanName: "POST /orders", Level: exception.LevelError,
	},
	"java": {
		Source: exception.SourceLogRecord, Service: exception.Service{Name: "shop", Language: "java"},
		Type: "com.acme.ShopException", Message: "cannot place", Level: exception.LevelWarning, Handled: true,
		StackTrace: "com.acme.ShopException: cannot place\n\tat com.acme.Orders.lambda$place$3(Orders.java:12)\n" +
			"\tat com.acme.Orders$$Lambda/0x0001.run(Unknown Source)\n\tat java.base/java.lang.reflect.Method.invoke(Method.java:580)\n" +
			"\tat org.springframework.web.Filter.doFilter(Filter.java:9)\n\tat java.base/java.lang.Thread.run(Thread.java:840)\n" +
			"Caused by: java.io.IOException: gone\n\tat com.acme.Stock.take(Stock.java:7)\n\t... 2 more\n",
	},
	"go": {
		Source: exception.SourceSpanEvent, Service: exception.Service{Name: "cart", Language: "go"}, Type: "*errors.errorString", Message: "cart 17 is full",
		StackTrace: "goroutine 18 [running]:\nexample.com/cart.(*Cart[...]).Add.func1.2()\n\t/src/cart/cart.go:31 +0x1d\n" +
			"github.com/acme/retry.Do()\n\t/go/pkg/mod/github.com/acme/retry@v1.2.0/retry.go:5 +0x1\nmain.main()\n\t/src/cart/main.go:9 +0x4f\n",
	},
	"javascript_in_a_log_body": {
		Source: exception.SourceLogRecord, Service: exception.Service{Name: "web"}, Level: exception.LevelError,
		Message: "order failed\nTypeError: x is not a function\n    at Orders.place (/app/dist/orders.js:12:9)\n    at async /app/node_modules/express/router.js:30:5\n    at node:internal/main/run_main_module:28:49\n",
	},
	"php": {
		Source: exception.SourceLogRecord, Service: exception.Service{Name: "shop", Language: "php"}, Type: "TypeError", Level: exception.LevelError,
		Message: "{closure:/app/routes.php:12}(): Argument #1 ($n) must be of type int, string given, called in /app/vendor/acme/retry.php on line 9",
		StackTrace: "TypeError: {closure:/app/routes.php:12}(): Argument #1 ($n) must be of type int, string given, called in /app/vendor/acme/retry.php on line 9 and defined in /app/routes.php:12\n" +
			"Stack trace:\n#0 /app/vendor/acme/retry.php(9): {closure:/app/routes.php:12}('tea')\n#1 [internal function]: Acme\\Retry->attempt('tea')\n#2 /app/index.php(3): array_map(Object(Closure), Array)\n#3 {main}\n",
	},
	"group": {
		Source: exception.SourceSpanEvent, Service: exception.Service{Name: "shop", Language: "python"}, Level: exception.LevelError,
		StackTrace: "  + Exception Group Traceback (most recent call last):\n  |   File \"/app/group.py\", line 3, in all\n  | ExceptionGroup: both failed (18 sub-exceptions)\n" +
			"  +-+---------------- 1 ----------------\n" + groupMember("OSError", "disk 1") + "    +---------------- 2 ----------------\n" + groupMember("KeyError", "x") +
			"    +---------------- 3 ----------------\n" + groupMember("OSError", "disk 2") + "    +---------------- 4 ----------------\n" + groupMember("KeyError", "y") +
			"    +---------------- 5 ----------------\n" + groupMember("ValueError", "once") + "    +---------------- ... ----------------\n    | and 13 more exceptions\n    +------------------------------------\n",
	},
	"wrapper": {
		Source: exception.SourceSpanEvent, Service: exception.Service{Name: "shop", Language: "java"}, Level: exception.LevelError,
		StackTrace: "java.util.concurrent.ExecutionException: java.io.IOException: gone\n\tat com.acme.Pool.get(Pool.java:1)\nCaused by: java.io.IOException: gone\n" +
			"\tat com.acme.Stock.take(Stock.java:7)\n\tSuppressed: java.io.IOException: close failed\n\t\tat com.acme.Res.close(Res.java:9)\n",
	},
	"libraries_only": {
		Type: "java.lang.IllegalStateException", StackTrace: "java.lang.IllegalStateException: closed\n\tat com.zaxxer.hikari.Pool.get(Pool.java:1)\n\tat java.lang.Thread.run(Thread.java:2)\n",
	},
	"unparsed":    {Source: exception.SourceSpanEvent, Type: "Boom", Message: "it broke at 12:30", StackTrace: "somewhere over\nthe rainbow\x1b[31m", Service: exception.Service{Language: "cobol"}},
	"no_stack":    {Source: exception.SourceSpanEvent, Type: "PaymentError", Message: "order 4711 was declined", Service: exception.Service{Name: "checkout"}},
	"template":    {Source: exception.SourceLogRecord, Message: "order 4711 was declined", Template: "order {id} was declined", Scope: "shop.Orders", Service: exception.Service{Name: "checkout"}},
	"span_status": {Source: exception.SourceSpanStatus, Message: "upstream 10.0.0.1 refused", SpanName: "GET /cart", Service: exception.Service{Name: "frontend"}},
	"nothing":     {Source: exception.SourceSpanEvent},
}

func groupMember(typ, message string) string {
	return "    | Traceback (most recent call last):\n    |   File \"/app/shop.py\", line 12, in fetch\n    | " + typ + ": " + message + "\n"
}

func TestRecord_TextIsExactlyThis(t *testing.T) {
	for name, rec := range records {
		t.Run(name, func(t *testing.T) {
			e := explain.Record(&rec)
			d := grouping.Decide(&rec)
			assert.Equal(t, d.Fingerprint, e.Fingerprint)
			assert.Equal(t, d.Reason, e.Reason)
			assert.Equal(t, d.Parts, e.Parts)
			compareGolden(t, name+".txt", e)
		})
	}
}

func TestText_SaysThatTheDataWasStampedBefore(t *testing.T) {
	rec := records["no_stack"]
	e := explain.Record(&rec)
	e.Stamped, e.StampedIssue = e.Fingerprint, "aaaaaaaaaaaaaaaaaaaa"
	assert.Contains(t, e.Text(), "Stamped      with the same fingerprint, counted by the tracker that has issue aaaaaaaaaaaaaaaaaaaa\n")
	e.Stamped, e.StampedIssue = "v0:12", ""
	assert.Contains(t, e.Text(), "Stamped      v0:12\n")
}

func TestInput_IsTheStackOrTheTextOfALog(t *testing.T) {
	rec := records["python"]
	asked := explain.Input("python", rec.Type, rec.Message, rec.StackTrace)
	assert.Equal(t, grouping.Decide(&rec).Fingerprint, asked.Fingerprint)
	assert.Equal(t, explain.PlaceStacktrace, asked.Stack.Place)

	bare := explain.Input("", "", "", pythonStack)
	assert.Equal(t, explain.PlaceStacktrace, bare.Stack.Place)
	assert.Equal(t, asked.Fingerprint, bare.Fingerprint)

	logged := explain.Input("", "", "", "10:11 cannot pay\n"+pythonStack)
	assert.Equal(t, explain.PlaceBody, logged.Stack.Place)
	assert.Equal(t, asked.Fingerprint, logged.Fingerprint)

	typed := explain.Input("", rec.Type, "", "10:11 cannot pay\n"+pythonStack)
	assert.Equal(t, explain.PlaceStacktrace, typed.Stack.Place)
}

func TestText_EveryReasonHasASentence(t *testing.T) {
	for r := grouping.ReasonInAppFrames; r <= grouping.ReasonOrigin; r++ {
		e := explain.Explanation{Reason: r, Exceptions: []explain.Exception{{}}}
		assert.Regexp(t, `Grouped by   [a-z ]+: .{20,}\n`, e.Text(), r.String())
	}
}

func compareGolden(t *testing.T, name string, e explain.Explanation) {
	t.Helper()
	var b strings.Builder
	require.NoError(t, e.WriteText(&b))
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String())
}

// FuzzRecord: nothing makes an explanation panic, differ from the decision, or grow without bounds.
func FuzzRecord(f *testing.F) {
	for _, rec := range records {
		f.Add(byte(rec.Source), rec.Language, rec.Type, rec.Message, rec.StackTrace)
	}
	f.Fuzz(func(t *testing.T, source byte, language, typ, message, stack string) {
		rec := exception.Record{Source: exception.Source(source % 4), Type: typ, Message: message, StackTrace: stack}
		rec.Language = language
		e := explain.Record(&rec)
		if want := grouping.Decide(&rec); want.Fingerprint != e.Fingerprint {
			t.Fatalf("explained %s, decided %s", e.Fingerprint, want.Fingerprint)
		}
		explain.Input(language, typ, message, stack)
		o, fingerprint := kept(rec)
		if k := explain.Occurrence(&o, issueID, fingerprint); (k.Fingerprint == fingerprint) != (len(k.Kept.Differs) == 0) {
			t.Fatalf("kept %s, decided %s, because %q", k.Fingerprint, fingerprint, k.Kept.Differs)
		}
		text := e.Text()
		// 16 exceptions of 64 frames, each a line in the table and one in the parts, all lines bounded.
		if most := 16*64*2*(8*160*4) + 1<<16; len(text) > most {
			t.Fatalf("%d bytes of text", len(text))
		}
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) || !utf8.ValidString(text) {
			t.Fatalf("control characters in %q", text)
		}
	})
}
