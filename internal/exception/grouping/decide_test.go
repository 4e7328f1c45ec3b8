package grouping

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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
  File "/app/shop/orders.py", line 12, in place
    raise ShopError(f"no stock for {number}") from e
shop.errors.ShopError: no stock for 4711
`

func pythonRecord() *exception.Record {
	return &exception.Record{
		Source:     exception.SourceSpanEvent,
		Service:    exception.Service{Name: "shop", Language: "python"},
		Name:       "exception",
		Type:       "shop.errors.ShopError",
		Message:    "no stock for 4711",
		StackTrace: pythonStack,
		SpanName:   "POST /orders",
	}
}

func goRecord(message string) *exception.Record {
	return &exception.Record{
		Source:  exception.SourceSpanEvent,
		Service: exception.Service{Name: "cart", Language: "go"},
		Name:    "exception", Type: "*errors.errorString", Message: message,
		StackTrace: "goroutine 18 [running]:\n" +
			"go.opentelemetry.io/otel/sdk/trace.recordStackTrace()\n\t/go/pkg/mod/go.opentelemetry.io/otel/sdk@v1.44.0/trace/span.go:600 +0x2b\n" +
			"go.opentelemetry.io/otel/sdk/trace.(*recordingSpan).RecordError(0xc00, {0x1, 0x2})\n\t/go/pkg/mod/go.opentelemetry.io/otel/sdk@v1.44.0/trace/span.go:500 +0x1\n" +
			"example.com/cart.(*Cart[...]).Add.func1.2()\n\t/src/cart/cart.go:31 +0x1d\n" +
			"main.main()\n\t/src/cart/main.go:9 +0x4f\n",
	}
}

func TestDecide_ExplainsAPythonChain(t *testing.T) {
	d := Decide(pythonRecord())
	assert.Equal(t, ReasonInAppFrames, d.Reason)
	assert.Equal(t, []string{
		"type KeyError", "message <num>", "frame stock.py:take", "source raise KeyError(number)",
		"type shop.errors.ShopError", "message no stock for <num>", "frame server.py:handle", "frame orders.py:place",
		`source raise ShopError(f"no stock for {number}") from e`,
	}, d.Parts)
	assert.Equal(t, "shop.errors.ShopError: no stock for 4711", d.Title)
	assert.Equal(t, "place (shop/orders.py)", d.Culprit)
	require.Len(t, d.Exceptions, 2)
	assert.Equal(t, "KeyError", d.Exceptions[0].Type)
	assert.NotZero(t, d.Innermost)
}

func TestDecide_ExplainsAGoError(t *testing.T) {
	d := Decide(goRecord("cart 17 is full"))
	assert.Equal(t, []string{
		"type *errors.errorString", "message cart <num> is full", "frame main.main", "frame example.com/cart.(*Cart).Add",
	}, d.Parts)
	assert.Equal(t, "example.com/cart.(*Cart[...]).Add.func1.2", d.Culprit)
	assert.Equal(t, "*errors.errorString: cart 17 is full", d.Title)
}

func TestDecide_OneCauseIsOneGroup(t *testing.T) {
	deep := func(n int) string {
		return "Traceback (most recent call last):\n" +
			strings.Repeat("  File \"/app/a.py\", line 1, in a\n    b()\n  File \"/app/b.py\", line 2, in b\n    a()\n", n) + "ValueError: x\n"
	}
	python := func(edit func(*exception.Record)) *exception.Record {
		r := pythonRecord()
		edit(r)
		return r
	}
	stack := func(old, new string) func(*exception.Record) {
		return func(r *exception.Record) { r.StackTrace = strings.ReplaceAll(r.StackTrace, old, new) }
	}
	for _, tt := range []struct {
		name string
		a, b *exception.Record
	}{
		{"ids in the message", pythonRecord(), python(func(r *exception.Record) { r.Message = "no stock for 9" })},
		{"quoted names in the message", python(func(r *exception.Record) { r.Message = "no stock for 'shoes'" }),
			python(func(r *exception.Record) { r.Message = "no stock for 'hats and gloves'" })},
		{"quoted names in the message of a cause", python(stack("KeyError: 4711", "KeyError: 'shoes'")), python(stack("KeyError: 4711", "KeyError: 'hats'"))},
		{"the same template of the sender beside a stack", python(func(r *exception.Record) { r.Message, r.Template = "no shoes", "no {item}" }),
			python(func(r *exception.Record) { r.Message, r.Template = "no hats", "no {item}" })},
		{"addresses in a stack that nobody can read", &exception.Record{StackTrace: "#0 0x7f31 in take\n#1 0x7f45 in main"},
			&exception.Record{StackTrace: "#0 0x55aa in take\n#1 0x55b0 in main"}},
		{"ids in the name of a span", &exception.Record{Source: exception.SourceSpanStatus, SpanName: "GET /orders/17"},
			&exception.Record{Source: exception.SourceSpanStatus, SpanName: "GET /orders/18"}},
		{"moved lines", pythonRecord(), python(stack("line 12", "line 900"))},
		{"another folder", pythonRecord(), python(stack("/app/", "/srv/releases/2024-05-03/"))},
		{"frames of the standard library", pythonRecord(), python(stack("in inner", "in renamed"))},
		{"a wrong language", pythonRecord(), python(func(r *exception.Record) { r.Language = "java" })},
		{"another span", pythonRecord(), python(func(r *exception.Record) { r.SpanName = "GET /" })},
		{"depth of a mutual recursion", &exception.Record{StackTrace: deep(3)}, &exception.Record{StackTrace: deep(9)}},
		{"depth of a recursion that was cut", &exception.Record{StackTrace: deep(40)}, &exception.Record{StackTrace: deep(91)}},
		{"a type without its package", pythonRecord(), python(func(r *exception.Record) { r.Type = "ShopError" })},
		{"a type that the stack does not qualify", python(stack("shop.errors.ShopError", "ShopError")),
			python(func(r *exception.Record) { r.Type = "ShopError"; stack("shop.errors.ShopError", "ShopError")(r) })},
		{"ids in the message of a Go error", goRecord("cart 17 is full"), goRecord("cart 18 is full")},
		{"ids in a log", &exception.Record{Source: exception.SourceLogRecord, Message: "order 1 failed"},
			&exception.Record{Source: exception.SourceLogRecord, Message: "order 2 failed"}},
		{"the same template with other words", &exception.Record{Source: exception.SourceLogRecord, Message: "hello bob", Template: "hello {name}"},
			&exception.Record{Source: exception.SourceLogRecord, Message: "hello al", Template: "hello {name}"}},
		{"a stack in the body of a log and another id before it",
			&exception.Record{Source: exception.SourceLogRecord, Message: "order 1 failed\n" + pythonStack},
			&exception.Record{Source: exception.SourceLogRecord, Message: "order 22 failed\n" + pythonStack}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := Decide(tt.a), Decide(tt.b)
			assert.Equal(t, a.Fingerprint, b.Fingerprint, "%q\n%q", a.Parts, b.Parts)
		})
	}
}

func TestDecide_TwoCausesAreTwoGroups(t *testing.T) {
	seen := map[string]string{}
	edit := func(old, new string) *exception.Record {
		r := pythonRecord()
		r.StackTrace = strings.ReplaceAll(r.StackTrace, old, new)
		return r
	}
	worded := func(message string) *exception.Record {
		r := pythonRecord()
		r.Message = message
		return r
	}
	reading := func(name string) *exception.Record {
		return &exception.Record{Type: "TypeError", Message: "Cannot read properties of undefined (reading '" + name + "')",
			StackTrace: "TypeError: Cannot read properties\n    at Cart.sum (/app/cart.js:12:9)\n"}
	}
	retyped := pythonRecord()
	retyped.Type = "shop.errors.OtherError"
	for name, rec := range map[string]*exception.Record{
		"the base":                    pythonRecord(),
		"another function":            edit("in place", "in cancel"),
		"another caller":              edit("in handle", "in retry"),
		"another statement":           edit("raise ShopError(f", "raise ShopError(g"),
		"another cause":               edit("KeyError: 4711", "ValueError: 4711"),
		"another type":                retyped,
		"another message":             worded("warehouse closed"),
		"a name of the code":          reading("total"),
		"another name of the code":    reading("items"),
		"an unreadable stack":         {StackTrace: "#0 0x7f31 in take\n#1 0x7f45 in main"},
		"another unreadable stack":    {StackTrace: "#0 0x7f31 in give\n#1 0x7f45 in main"},
		"no stack":                    {Source: exception.SourceSpanEvent, Type: "ShopError", Message: "no stock"},
		"no stack, other message":     {Source: exception.SourceSpanEvent, Type: "ShopError", Message: "sold out"},
		"no stack, other type":        {Source: exception.SourceSpanEvent, Type: "CartError", Message: "no stock"},
		"a Go error":                  goRecord("cart full"),
		"another Go error, same site": goRecord("cart gone"),
		"a log":                       {Source: exception.SourceLogRecord, Message: "no stock", Scope: "shop"},
		"another logger":              {Source: exception.SourceLogRecord, Message: "no stock", Scope: "cart"},
		"another event":               {Source: exception.SourceLogRecord, Message: "no stock", Scope: "shop", Name: "stock.empty"},
		"a span":                      {Source: exception.SourceSpanStatus, Service: exception.Service{Name: "shop"}, SpanName: "GET /"},
		"another span":                {Source: exception.SourceSpanStatus, Service: exception.Service{Name: "shop"}, SpanName: "PUT /"},
		"another status":              {Source: exception.SourceSpanStatus, Service: exception.Service{Name: "shop"}, SpanName: "GET /", Message: "502"},
		"nothing":                     {Source: exception.SourceSpanEvent},
		"nothing, of a service":       {Source: exception.SourceSpanEvent, Service: exception.Service{Name: "shop"}},
	} {
		d := Decide(rec)
		if other, ok := seen[d.Fingerprint]; ok {
			t.Errorf("%s and %s are one group: %q", name, other, d.Parts)
		}
		seen[d.Fingerprint] = name
	}
}

func TestDecide_Reasons(t *testing.T) {
	library := "Traceback (most recent call last):\n  File \"/usr/lib/python3.11/json/decoder.py\", line 1, in decode\n    x\nValueError: x\n"
	for _, tt := range []struct {
		name    string
		rec     exception.Record
		reason  Reason
		title   string
		culprit string
	}{
		{"frames of libraries only", exception.Record{StackTrace: library}, ReasonAllFrames, "ValueError: x", "decode (json/decoder.py)"},
		{"a stack that nobody can read", exception.Record{Type: "E", Message: "m", StackTrace: "??"}, ReasonTypeAndMessage, "E: m", ""},
		{"a span event with a message only", exception.Record{Source: exception.SourceSpanEvent, Message: "m\nn", SpanName: "s"}, ReasonTypeAndMessage, "m", "s"},
		{"a log record", exception.Record{Source: exception.SourceLogRecord, Message: "\n\n boom \nmore", Scope: "app.log"}, ReasonLogMessage, "boom", "app.log"},
		{"a span status", exception.Record{Source: exception.SourceSpanStatus, SpanName: "GET /", Message: "timed out"}, ReasonSpanStatus, "timed out", "GET /"},
		{"a span status without description", exception.Record{Source: exception.SourceSpanStatus, SpanName: "GET /"}, ReasonSpanStatus, "GET /", "GET /"},
		{"nothing at all", exception.Record{}, ReasonOrigin, "error without a message", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := Decide(&tt.rec)
			assert.Equal(t, tt.reason, d.Reason, d.Reason)
			assert.Equal(t, tt.title, d.Title)
			assert.Equal(t, tt.culprit, d.Culprit)
			assert.NotEmpty(t, d.Parts)
			assert.NotEmpty(t, d.Exceptions)
			assert.Regexp(t, `^v1:[0-9a-f]{32}$`, d.Fingerprint)
		})
	}
}

func TestDecide_TitleOfALogWithAStackComesFromTheException(t *testing.T) {
	d := Decide(&exception.Record{Source: exception.SourceLogRecord, Message: "payment failed\n" + pythonStack})
	assert.Equal(t, "shop.errors.ShopError: no stock for 4711", d.Title)
	assert.Equal(t, ReasonInAppFrames, d.Reason)
}

func TestDecide_TheStackNamesTypeAndMessageInFull(t *testing.T) {
	for _, tt := range []struct{ name, typ, message, wantType, wantMessage string }{
		{"a logger that cuts off the package", "ShopError", "no stock for 4711", "shop.errors.ShopError", "no stock for 4711"},
		{"a class inside of another", "shop.errors$ShopError", "no stock for 4711", "shop.errors.ShopError", "no stock for 4711"},
		{"a logger that sends the first argument as the message", "ShopError", "4711", "shop.errors.ShopError", "no stock for 4711"},
		{"a message that the stack does not have", "ShopError", "sold out", "shop.errors.ShopError", "sold out"},
		{"a code instead of a type", "E_STOCK", "stock", "E_STOCK", "stock"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := pythonRecord()
			rec.Source, rec.Type, rec.Message = exception.SourceLogRecord, tt.typ, tt.message
			d := Decide(rec)
			outermost := d.Exceptions[len(d.Exceptions)-1]
			assert.Equal(t, tt.wantType, outermost.Type)
			assert.Equal(t, tt.wantMessage, outermost.Message)
		})
	}
}

func TestDecide_LongTitlesAreCutBetweenCharacters(t *testing.T) {
	d := Decide(&exception.Record{Type: "E", Message: strings.Repeat("ä", 500)})
	assert.LessOrEqual(t, len(d.Title), MaxTitleBytes)
	assert.True(t, utf8.ValidString(d.Title))
}

// Identity is frozen: when one of these changes, the result needs a new Version.
func TestDecide_FingerprintsAreFrozen(t *testing.T) {
	java := &exception.Record{
		Service: exception.Service{Language: "java"}, Type: "com.acme.ShopException", Message: "cannot place",
		StackTrace: "com.acme.ShopException: cannot place\n\tat com.acme.Orders.lambda$place$3(Orders.java:12)\n\tat com.acme.Orders$2.run(Orders.java:9)\n\tat java.base/java.lang.Thread.run(Thread.java:840)\nCaused by: java.io.IOException: gone\n\tat com.acme.Stock.take(Stock.java:7)\n\t... 2 more\n",
	}
	node := &exception.Record{
		Service: exception.Service{Language: "nodejs"}, Type: "TypeError", Message: "x is not a function",
		StackTrace: "TypeError: x is not a function\n    at Orders.place (/app/dist/orders.js:12:9)\n    at async /app/dist/server.js:30:5\n    at node:internal/main/run_main_module:28:49\n",
	}
	for _, tt := range []struct {
		name string
		rec  *exception.Record
		want string
	}{
		{"python", pythonRecord(), "v1:72fda60320f17e39d3e17e5a4beb69a5"},
		{"go", goRecord("cart 17 is full"), "v1:1d749f45123803394ad59ee88c42bbbe"},
		{"java", java, "v1:c5354cc8c3e334cf55235d2fca09689f"},
		{"node", node, "v1:6782e72ecaaac1c1d2ce774c5fed3de8"},
		{"type and message", &exception.Record{Type: "E", Message: "order 1"}, "v1:bbb7b1468af537dbdfa7ced903e23ed3"},
		{"log", &exception.Record{Source: exception.SourceLogRecord, Message: "order 1"}, "v1:8fa7978ed76df2adb709999989fbdfb2"},
		{"span status", &exception.Record{Source: exception.SourceSpanStatus, SpanName: "GET /"}, "v1:7ae40a238018128daf5ec5b0e36d2e7d"},
		{"origin", &exception.Record{Source: exception.SourceSpanEvent}, "v1:5673830683d1a77a0054c32e92e7a0f9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := Decide(tt.rec)
			assert.Equal(t, tt.want, d.Fingerprint, "%q", d.Parts)
		})
	}
}

func tenFrames() *exception.Record {
	var b strings.Builder
	b.WriteString("Traceback (most recent call last):\n")
	for i := range 10 {
		fmt.Fprintf(&b, "  File \"/app/shop/module_%c.py\", line %d, in function_%c\n    return function_%c(order, customer)\n           ^^^^^^^^^^\n", 'a'+i, 10*i, 'a'+i, 'b'+i)
	}
	b.WriteString("ValueError: invalid quantity -3\n")
	r := pythonRecord()
	r.Type, r.Message, r.StackTrace = "ValueError", "invalid quantity -3", b.String()
	return r
}

func BenchmarkDecide(b *testing.B) {
	for _, bb := range []struct {
		name string
		rec  *exception.Record
	}{
		{"python 10 frames", tenFrames()},
		{"python chain", pythonRecord()},
		{"go", goRecord("cart 17 is full")},
		{"log without a stack", &exception.Record{Source: exception.SourceLogRecord, Message: "order 17 failed"}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bb.rec.StackTrace)))
			for b.Loop() {
				Decide(bb.rec)
			}
		})
	}
}
