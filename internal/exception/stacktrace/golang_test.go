package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var goCases = []parseCase{
	{"one line per frame, as debuggers print them", `example.com/shop.(*Orders).Place({0xc00, 0x1}) in /src/shop/orders.go:12 +0x29b fp=0xc00 sp=0xc00 pc=0x4a7
main.main() in /src/shop/main.go:40 +0x3a
created by main.start in goroutine 17 in /src/shop/start.go:3 +0xf5
`, `
: 
+ main|start|/src/shop/start.go:3:0
+ main|main|/src/shop/main.go:40:0
+ example.com/shop|(*Orders).Place|/src/shop/orders.go:12:0
`},
	{"a stack that was cut before a place", `goroutine 1 [running]:
main.place(0xc00006af58, 0x0)
	/src/shop/main.go:7 +0x1d
main.main()
`, `
: 
+ main|main|:0:0
+ main|place|/src/shop/main.go:7:0
`},
	{"a stack", samples["go"], `
: 
+ main|main|/src/shop/main.go:40:0
+ example.com/shop|(*Orders).Place|/src/shop/orders.go:12:0
`},
	{"who took the stack is left out", `goroutine 1 [running]:
go.opentelemetry.io/otel/sdk/trace.recordStackTrace()
	/go/pkg/mod/go.opentelemetry.io/otel/sdk@v1.44.0/trace/span.go:600 +0x2b
go.opentelemetry.io/otel/sdk/trace.(*recordingSpan).RecordError(0xc00, {0x1, 0x2})
	/go/pkg/mod/go.opentelemetry.io/otel/sdk@v1.44.0/trace/span.go:500 +0x1
example.com/shop.place(...)
	/src/shop/orders.go:12
net/http.HandlerFunc.ServeHTTP(0xc0, {0x1, 0x2}, 0x3)
	/usr/local/go/src/net/http/server.go:2294 +0x29
`, `
: 
- net/http|HandlerFunc.ServeHTTP|/usr/local/go/src/net/http/server.go:2294:0
+ example.com/shop|place|/src/shop/orders.go:12:0
`},
	{"the frames above a panic are left out", `goroutine 7 [running]:
runtime/debug.Stack()
	/usr/local/go/src/runtime/debug/stack.go:26 +0x5e
main.recovered()
	/src/shop/main.go:5 +0x55
panic({0x4b15a0?, 0x5842a0?})
	/usr/local/go/src/runtime/panic.go:860 +0x13a
runtime.sigpanic()
	/usr/local/go/src/runtime/signal_unix.go:900 +0x1
main.a.(*S[...]).Run.func2(...)
	/src/shop/main.go:4
created by main.main in goroutine 1
	/src/shop/main.go:7 +0x6a
`, `
: 
+ main|main|/src/shop/main.go:7:0
+ main|a.(*S[...]).Run.func2|/src/shop/main.go:4:0
`},
	{"a panic that was recovered and raised again", `panic: no stock [recovered, repanicked]
	panic: again no stock
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x5da137]

goroutine 1 [running]:
main.main.func2()
	/src/shop/main.go:9 +0x5b
panic({0x4b1c80?, 0x2ac88b1de020?})
	runtime/panic.go:860 +0x13a
main.main()
	/src/shop/main.go:10 +0x138
exit status 2
`, `
panic: no stock
+ main|main|/src/shop/main.go:10:0
`},
	{"a panic with a message of several lines, and one while it was handled", `panic: no stock
	no price [recovered]
	panic: again
	and again

goroutine 1 [running]:
main.main()
	/src/shop/main.go:10 +0x138
`, `
panic: no stock⏎no price
+ main|main|/src/shop/main.go:10:0
`},
	{"of several goroutines the running one counts", `fatal error: all goroutines are asleep

goroutine 6 [chan receive, 10 minutes]:
main.wait(0x1)
	/src/shop/a.go:1 +0x49

goroutine 7 gp=0xc000 m=0 [running, locked to thread]:
main.work({0x11000000, 2}, 3)
	/src/shop/b.go:72 +0x49 fp=0xc42003f7b8 sp=0xc42003f710 pc=0x422f7c

goroutine 8 [running]:
main.other()
	/src/shop/c.go:3 +0x49
`, `
fatal error: all goroutines are asleep
+ main|work|/src/shop/b.go:72:0
`},
	{"the stacks of an error that was wrapped", `no stock
example.com/shop.take
	/src/shop/stock.go:7
main.main
	/src/shop/main.go:12
runtime.main
	/usr/local/go/src/runtime/proc.go:283
cannot place:
two lines
main.main
	/src/shop/main.go:20
`, `
: no stock
- runtime|main|/usr/local/go/src/runtime/proc.go:283:0
+ main|main|/src/shop/main.go:12:0
+ example.com/shop|take|/src/shop/stock.go:7:0
: cannot place:⏎two lines
+ main|main|/src/shop/main.go:20:0
`},
	{"module cache, vendor folder, trimmed paths and private modules", `goroutine 1 [running]:
shop/internal/db.(*DB).Query(0x1)
	shop/internal/db/db.go:3 +0x1
gopkg.in/yaml%2ev3.Unmarshal(0x1)
	gopkg.in/yaml.v3@v3.0.1/yaml.go:3 +0x1
github.com/lib/pq.Open(0x1)
	/src/shop/vendor/github.com/lib/pq/conn.go:3 +0x1
github.com/acme/lib.F(0x1)
	/go/pkg/mod/github.com/acme/lib@v1.2.3/f.go:3 +0x1
encoding/json.Marshal(0x1)
	encoding/json/encode.go:3 +0x1
`, `
: 
- encoding/json|Marshal|encoding/json/encode.go:3:0
- github.com/acme/lib|F|/go/pkg/mod/github.com/acme/lib@v1.2.3/f.go:3:0
- github.com/lib/pq|Open|/src/shop/vendor/github.com/lib/pq/conn.go:3:0
- gopkg.in/yaml.v3|Unmarshal|gopkg.in/yaml.v3@v3.0.1/yaml.go:3:0
+ shop/internal/db|(*DB).Query|shop/internal/db/db.go:3:0
`},
	{"frames that the runtime left out", "goroutine 1 [running]:\nmain.f()\n\t/src/a.go:1 +0x1\n...100 frames elided...\nmain.main()\n\t/src/a.go:2 +0x1\n", `
:  (cut)
+ main|main|/src/a.go:2:0
+ main|f|/src/a.go:1:0
`},
	{"the runtime crashed without a panic: its frames say how", `fatal error: concurrent map read and map write

goroutine 1 [running]:
runtime.throw(0x10766f5, 0x21)
	/usr/local/go/src/runtime/panic.go:1116 +0x72 fp=0xc00003a6c8 sp=0xc00003a698 pc=0x102d592
runtime.mapaccess1_faststr(0x1066fc0, 0xc000060000)
	/usr/local/go/src/runtime/map_faststr.go:21 +0x465 fp=0xc00003a738 sp=0xc00003a6c8 pc=0x100e9c5
main.take()
	/src/shop/main.go:14 +0x7a fp=0xc00003a778 sp=0xc00003a738 pc=0x105d83a
`, `
fatal error: concurrent map read and map write
+ main|take|/src/shop/main.go:14:0
- runtime|mapaccess1_faststr|/usr/local/go/src/runtime/map_faststr.go:21:0
- runtime|throw|/usr/local/go/src/runtime/panic.go:1116:0
`},
	{"frames with their source, and the type before the message", `*errors.errorString no stock
/src/shop/stock.go:7 (0x47b1f3)
	(*Stock).Take: return errors.New("no stock")
/go/pkg/mod/github.com/acme/http@v1.7.0/context.go:165 (0x7c0000)
	(*Context).Next: c.handlers[c.index](c)
/usr/local/go/src/net/http/server.go:2122 (0x6d1)
	HandlerFunc.ServeHTTP: f(w, r)
`, `
*errors.errorString: no stock
- net/http|HandlerFunc.ServeHTTP|/usr/local/go/src/net/http/server.go:2122:0 "f(w, r)"
- |(*Context).Next|/go/pkg/mod/github.com/acme/http@v1.7.0/context.go:165:0 "c.handlers[c.index](c)"
+ |(*Stock).Take|/src/shop/stock.go:7:0 "return errors.New(\"no stock\")"
`},
	{"frames with their source below a request", `2021/03/04 [Recovery] panic recovered:
GET /orders HTTP/1.1

runtime error: index out of range [5] with length 3
/usr/local/go/src/runtime/panic.go:965 (0x42e3a8)
	gopanic: done = true
/usr/local/go/src/runtime/panic.go:88 (0x42e3a9)
	goPanicIndex: panic(boundsError{x: int64(x), signed: true, y: y, code: boundsIndex})
/src/shop/main.go:12 (0x7c1234)
	place: return items[n]
/src/shop/main.go:40 (0x7c1235)
	???: ???
`, `
: runtime error: index out of range [5] with length 3
+ ||/src/shop/main.go:40:0 "???"
+ |place|/src/shop/main.go:12:0 "return items[n]"
`},
	{"lines that lost their indentation", "goroutine 1 [running]:\nmain.f()\n/src/shop/a.go:1 +0x1\n", `
: 
+ main|f|/src/shop/a.go:1:0
`},
}

func TestParse_Go(t *testing.T) { testParse(t, "go", "go", goCases) }

func TestIdentity_Go(t *testing.T) {
	for _, tt := range []struct{ name, function, want string }{
		{"a method", "example.com/shop.(*Orders).Place(0x1)", "example.com/shop.(*Orders).Place"},
		{"type arguments", "example.com/shop.(*List[...]).Each[go.shape.int](...)", "example.com/shop.(*List).Each"},
		{"closures", "example.com/shop.Place.func1.2()", "example.com/shop.Place"},
		{"what the compiler wraps", "example.com/shop.Place.gowrap1()", "example.com/shop.Place"},
		{"a method value", "example.com/shop.(*Orders).Place-fm()", "example.com/shop.(*Orders).Place"},
		{"the body of a range over a function", "example.com/shop.Place-range1()", "example.com/shop.Place"},
		{"a closure that was inlined", "example.com/shop.Run.place.func1(...)", "example.com/shop.place"},
		{"a closure inlined into another", "example.com/shop.Run.place.Run.place.func1.func2(...)", "example.com/shop.place"},
		{"a closure of a function that was inlined into one", "example.com/shop.main.func1.place.2()", "example.com/shop.place"},
		{"a closure of a method", "example.com/shop.(*Orders).Place.func1()", "example.com/shop.(*Orders).Place"},
		{"a closure of a method that was inlined", "example.com/shop.(*Server).Run.(*Orders).Place.func1()", "example.com/shop.(*Orders).Place"},
		{"a method without a star", "example.com/shop.Orders.Place()", "example.com/shop.Orders.Place"},
		{"a closure of a method without a star", "example.com/shop.Orders.Place.func1()", "example.com/shop.Place"},
		{"a method value without a star", "example.com/shop.Orders.Place-fm()", "example.com/shop.Orders.Place"},
		{"a closure of a generic function that was inlined", "example.com/shop.Run.Map[...].func1()", "example.com/shop.Map"},
		{"a closure of a generic method", "example.com/shop.(*List[...]).Each.func1()", "example.com/shop.(*List).Each"},
		{"a closure of a package variable", "example.com/shop.glob..func1()", "example.com/shop.glob."},
		{"a closure in the body of a range over an inlined function", "example.com/shop.Run.Run.all.func2.Run-range1.func3()", "example.com/shop.Run"},
		{"an inlined function in a goroutine", "example.com/shop.Run.place.gowrap1()", "example.com/shop.place"},
		{"a deferred call", "example.com/shop.Run.deferwrap2()", "example.com/shop.Run"},
		{"the number of an init", "example.com/shop.init.0()", "example.com/shop.init"},
		{"the major version", "example.com/shop/v3/db.Open()", "example.com/shop/db.Open"},
		{"the vendor folder", "example.com/shop/vendor/example.com/lib.F()", "example.com/lib.F"},
		{"a name that ends in a digit", "example.com/shop.Sha256()", "example.com/shop.Sha256"},
		{"the scheduler does not count", "runtime.goexit()", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "go", "goroutine 1 [running]:\n"+tt.function+"\n\t/src/a.go:1 +0x1\n"))
		})
	}
}

func FuzzParse_Go(f *testing.F) { fuzzParse(f, "go", goCases) }

func BenchmarkParse_Go(b *testing.B) {
	text := "goroutine 7 [running]:\n"
	for range 10 {
		text += "example.com/shop.(*Orders).Place(0xc000010000, {0xc000020000, 0x2})\n\t/src/shop/orders.go:12 +0x1d\n"
	}
	benchmarkParse(b, "go", text)
}
