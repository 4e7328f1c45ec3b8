package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var phpCases = []parseCase{
	{"one exception", samples["php"], `
Acme\ShopError: cannot place
- |{main}|/app/vendor/acme/http/Kernel.php:7:0
+ |Acme\Server::Acme\{closure}|/app/src/Server.php:40:0
+ |Acme\Orders->place|/app/src/Orders.php:12:0
`},
	{"a cause first, and a message of two lines", `PHP Fatal error:  Uncaught InvalidArgumentException: no stock in /app/shop.php:7
Stack trace:
#0 /app/shop.php(5): Acme\Shop\Orders->take()
#1 [internal function]: Acme\Shop\Orders::Acme\Shop\{closure}()
#2 /app/shop.php(6): array_map()
#3 {main}

Next Acme\Shop\ShopError: cannot place
second line in /app/shop.php:5
Stack trace:
#0 /app/shop.php(14): Acme\Shop\run()
#1 {main}
  thrown in /app/shop.php on line 5
`, `
InvalidArgumentException: no stock
+ |{main}|/app/shop.php:6:0
- |array_map|[internal function]:0:0
+ |Acme\Shop\Orders::Acme\Shop\{closure}|/app/shop.php:5:0
+ |Acme\Shop\Orders->take|/app/shop.php:7:0
Acme\Shop\ShopError: cannot place⏎second line
+ |{main}|/app/shop.php:14:0
+ |Acme\Shop\run|/app/shop.php:5:0
`},
	{"a wrong argument", "TypeError: take(): Argument #1 ($n) must be of type int, string given, called in /app/a.php on line 16 and defined in /app/b.php:14\nStack trace:\n#0 /app/a.php(16): take('tea')\n#1 {main}\n", `
TypeError: take(): Argument #1 ($n) must be of type int, string given, called in /app/a.php on line 16
+ |{main}|/app/a.php:16:0
+ |take|/app/b.php:14:0
`},
	{"an exception made outside any function", "Exception in /app/shop.php:13\nStack trace:\n#0 {main}\n", `
Exception: 
+ |{main}|/app/shop.php:13:0
`},
	{"a class without a name", "PHP Fatal error:  Uncaught InvalidArgumentException@anonymous\x00/srv/17/shop.php:2$0: no stock: tea in /srv/17/shop.php:2\nStack trace:\n#0 /srv/17/shop.php(7): f()\n#1 {main}\n\nNext class@anonymous%0/my files/a.php:3$1f in /srv/17/shop.php:5\nStack trace:\n#0 {main}\n", `
InvalidArgumentException@anonymous: no stock: tea
+ |{main}|/srv/17/shop.php:7:0
+ |f|/srv/17/shop.php:2:0
class@anonymous: 
+ |{main}|/srv/17/shop.php:5:0
`},
	{"PHP 5", "[21-Nov-2026 07:00:00 UTC] PHP Fatal error:  Uncaught exception 'Exception' with message 'no stock' in /app/shop.php:60\nStack trace:\n#0 {main}\n  thrown in /app/shop.php on line 60\n", `
Exception: no stock
+ |{main}|/app/shop.php:60:0
`},
	{"the log of Monolog", `[2026-11-21 07:00:00] production.ERROR: no stock {"exception":"[object] (Acme\\ShopError(code: 42): no stock at /app/src/Stock.php:7)
[stacktrace]
#0 /app/src/Orders.php(12): Acme\\Stock->take()
#1 {main}
"}`, `
Acme\\ShopError: no stock
+ |{main}|/app/src/Orders.php:12:0
+ |Acme\\Stock->take|/app/src/Stock.php:7:0
`},
	{"frames only, one of evaluated code", "#0 /app/a.php(12) : eval()'d code(1): f()\n#1 /app/my files (1)/b.php(3): {closure:Acme\\run():12}(1)\n#2 {main}", `
: 
+ |{main}|:0:0
+ |{closure:Acme\run():12}|/app/my files (1)/b.php:3:0
- |f|/app/a.php(12) : eval()'d code:1:0
`},
	{"a class without a name as the SDK writes it", "LogicException@anonymous\x00/srv/17/Orders.php:12$0: no stock\n\tat Acme.Orders.place(Orders.php:12)\n", `
LogicException@anonymous: no stock
+ |Acme.Orders.place|Orders.php:12:0
`},
	{"as the OpenTelemetry SDK writes it", `Acme.ShopError: cannot place
	at Acme.Orders.place(Orders.php:12)
	at Illuminate.Routing.Router.run(Unknown Source)
	at {main}(index.php:3)
Caused by: InvalidArgumentException: no stock
	at Acme.Stock.take(Stock.php:7)
	... 2 more
Caused by: [CIRCULAR REFERENCE: Acme.ShopError: cannot place]
`, `
InvalidArgumentException: no stock
+ |{main}|index.php:3:0
- |Illuminate.Routing.Router.run|:0:0
+ |Acme.Stock.take|Stock.php:7:0
Acme.ShopError: cannot place
+ |{main}|index.php:3:0
- |Illuminate.Routing.Router.run|:0:0
+ |Acme.Orders.place|Orders.php:12:0
`},
}

func TestParse_PHP(t *testing.T) { testParse(t, "php", "php", phpCases) }

func TestFind_PHP(t *testing.T) {
	for _, tt := range []struct{ name, text, message, typ string }{
		{"a log line before it", "cannot pay\n" + samples["php"], "cannot pay", `Acme\ShopError`},
		{"the prefix of the error log", "[07:00:00] " + phpCases[1].text, "[07:00:00]", `Acme\Shop\ShopError`},
		{"PHP 5", phpCases[5].text, "[21-Nov-2026 07:00:00 UTC]", "Exception"},
		{"the form of the SDK", "cannot pay\n" + phpCases[9].text, "cannot pay", "Acme.ShopError"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			message, trace, ok := Find(tt.text)
			assert.True(t, ok)
			assert.Equal(t, "php", trace.Runtime)
			assert.Equal(t, tt.message, message)
			assert.Equal(t, tt.typ, trace.Exceptions[len(trace.Exceptions)-1].Type)
		})
	}
}

func TestIdentity_PHP(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a method counts without the file of its caller", `#0 /app/a.php(1): Acme\Orders->place(1)`, "Acme.Orders.place"},
		{"a static method", `#0 /app/a.php(1): Acme\Orders::all()`, "Acme.Orders.all"},
		{"a method as the SDK writes it", "\tat Acme.Orders.place(Orders.php:3)", "Acme.Orders.place"},
		{"a function of a namespace", `#0 /app/a.php(1): Acme\run()`, "Acme.run"},
		{"a plain function", "#0 /srv/releases/17/a.php(1): run()", "a.php:run"},
		{"the main program", "\tat {main}(index.php:3)", "index.php:{main}"},
		{"the main program in the folder of a release", "\tat {main}(/srv/releases/20261121/index.php:3)", "index.php:{main}"},
		{"a closure", `#0 /app/a.php(1): Acme\Orders->Acme\{closure}(1)`, "a.php:Acme.Orders.Acme.{closure}"},
		{"the line of a closure of PHP 8.4", `#0 /app/a.php(1): Acme\{closure:Acme\Orders::run():12}(1)`, "a.php:Acme.{closure:Acme.Orders::run()}"},
		{"a closure in a function of PHP 8.4", `#0 /app/a.php(1): {closure:Acme\run():12}(1)`, "a.php:{closure:Acme.run()}"},
		{"a static closure of PHP 8.4", `#0 /app/a.php(1): Acme\Orders::{closure:Acme\Orders::run():12}(1)`, "a.php:Acme.Orders.{closure:Acme.Orders::run()}"},
		{"a closure outside functions of PHP 8.4", `#0 [internal function]: {closure:/srv/releases/17/routes.php:12}('a')`, "routes.php:{closure}"},
		{"its file has spaces and brackets", `#0 /app/a.php(1): {closure:/my files (17)/routes.php:12}(1)`, "routes.php:{closure}"},
		{"its file is one of Windows", `#0 /app/a.php(1): {closure:C:\releases\17\routes.php:12}(1)`, "routes.php:{closure}"},
		{"a closure in a closure of PHP 8.4", `#0 /app/a.php(1): {closure:{closure:/srv/17/routes.php:12}:13}(1)`, "routes.php:{closure}"},
		{"a closure in a closure of a method", `#0 /app/a.php(1): Acme\Orders->{closure:{closure:Acme\Orders::run():12}:13}(1)`, "a.php:Acme.Orders.{closure:Acme.Orders::run()}"},
		{"a closure of PHP 8.4 as the SDK writes it", "\tat Acme.Orders.{closure:Acme.Orders::run():12}(Orders.php:13)", "Orders.php:Acme.Orders.{closure:Acme.Orders::run()}"},
		{"a closure outside functions as the SDK writes it", "\tat {closure:/srv/releases/17/routes.php:12}(routes.php:13)", "routes.php:{closure}"},
		{"one of Windows as the SDK writes it", "\tat {closure:C:.releases.17.routes.php:12}(routes.php:13)", "routes.php:{closure}"},
		{"the hook of a property", `#0 /app/a.php(1): Acme\Cart->$total::get()`, "Acme.Cart.$total::get"},
		{"an anonymous class", "#0 /app/a.php(1): Acme\\Base@anonymous->go()", "Acme.Base@anonymous.go"},
		{"the place of an anonymous class", "#0 /app/a.php(1): class@anonymous\x00/app/b.php:11$0->go()", "class@anonymous.go"},
		{"that place escaped", "#0 /app/a.php(1): class@anonymous%0/my files (17)/b.php:11$1a->go('x->y')", "class@anonymous.go"},
		{"that place as the SDK writes it", "\tat class@anonymous\x00/app/b.php:11$0.go(b.php:13)", "class@anonymous.go"},
		{"a static method of an anonymous class", "#0 /app/a.php(1): class@anonymous\\u0000/app/b.php:11$0::go()", "class@anonymous.go"},
		{"a closure in an anonymous class", "#0 /app/a.php(1): class@anonymous\x00/app/b.php:11$0->{closure:class@anonymous\x00/app/b.php:11$0::go():12}(1)",
			"a.php:class@anonymous.{closure:class@anonymous::go()}"},
		{"a closure in an anonymous class, cut off", "#0 /app/a.php(1): class@anonymous->{closure:class@anonymous(1)", "a.php:class@anonymous.{closure}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "php", tt.frame+"\n"))
		})
	}
}

func TestWithoutPlace_PHP(t *testing.T) {
	trace, _ := Parse("php", samples["php"])
	for _, tt := range []struct{ name, message, want string }{
		{"a wrong argument", "take(): Argument #1 ($n) must be of type int, string given, called in /app/my files/a.php on line 16",
			"take(): Argument #1 ($n) must be of type int, string given"},
		{"too few arguments", `Too few arguments to function Acme\take(), 0 passed in C:\app\a.php on line 16 and exactly 1 expected`,
			`Too few arguments to function Acme\take(), 0 passed and exactly 1 expected`},
		{"evaluated code", "f(): Argument #1 ($n) must be of type int, string given, called in /app/a.php(12) : eval()'d code on line 1",
			"f(): Argument #1 ($n) must be of type int, string given"},
		{"a closure of a function", `{closure:Acme\run():12}(): Argument #1 ($n) must be of type int`, `{closure:Acme\run()}(): Argument #1 ($n) must be of type int`},
		{"a closure of a file", "{closure:/srv/releases/17/a.php:12}(): Argument #1 ($n) must be of type int", "{closure}(): Argument #1 ($n) must be of type int"},
		{"a closure before PHP 8.4", `Acme\{closure}(): Argument #1 ($n) must be of type int`, `Acme\{closure}(): Argument #1 ($n) must be of type int`},
		{"a closure whose name was cut", "{closure:/srv/a.php", "{closure:/srv/a.php"},
		{"an anonymous class", "no handler for class@anonymous\x00/srv/17/a.php:3$0", "no handler for class@anonymous"},
		{"a file that the program reads", "no colon in /etc/shop.yaml on line 16", "no colon in /etc/shop.yaml on line 16"},
		{"no place", "no stock on line 16", "no stock on line 16"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, trace.WithoutPlace(tt.message))
		})
	}
}

func TestWithoutPlaceOfClass(t *testing.T) {
	for _, tt := range []struct{ name, typ, want string }{
		{"an anonymous class", "class@anonymous\x00/srv/17/a.php:3$0", "class@anonymous"},
		{"of a namespace, escaped", `Acme\ShopError@anonymous\u0000/my files (17)/a.php:3$1f`, `Acme\ShopError@anonymous`},
		{"without a place", "class@anonymous", "class@anonymous"},
		{"with more behind it", "class@anonymous\x00/srv/17/a.php:3$0 or so", "class@anonymous\x00/srv/17/a.php:3$0 or so"},
		{"a class with a name", `Acme\ShopError`, `Acme\ShopError`},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, WithoutPlaceOfClass(tt.typ))
		})
	}
}

func FuzzParse_PHP(f *testing.F) { fuzzParse(f, "php", phpCases) }

func BenchmarkParse_PHP(b *testing.B) {
	text := "Acme\\ShopError: cannot place in /app/src/Orders.php:12\nStack trace:\n"
	for _, n := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		text += "#" + n + " /app/src/Shop/Server.php(40): Acme\\Orders->place('tea', Array)\n"
	}
	benchmarkParse(b, "php", text)
}
