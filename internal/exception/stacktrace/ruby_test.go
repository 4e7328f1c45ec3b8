package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var rubyCases = []parseCase{
	{"both styles of quotes", samples["ruby"], `
ShopError: cannot place
- |Hash#each_key|/usr/lib/ruby/3.4.0/set.rb:501:0
+ |Server#handle|/app/server.rb:40:0
+ |place|/app/orders.rb:12:0
`},
	{"a cause below, and a message of two lines", "shop.rb:6:in `rescue in place': cannot place (ShopError)\nsecond line\n" +
		"\tfrom shop.rb:3:in `place'\n\tfrom shop.rb:13:in `<main>'\n" +
		"shop.rb:9:in `fetch': key not found: :tea (KeyError)\n" +
		"\tfrom shop.rb:4:in `block in place'\n\tfrom shop.rb:13:in `<main>'\n", `
KeyError: key not found: :tea
+ |<main>|shop.rb:13:0
+ |block in place|shop.rb:4:0
+ |fetch|shop.rb:9:0
ShopError: cannot place⏎second line
+ |<main>|shop.rb:13:0
+ |place|shop.rb:3:0
+ |rescue in place|shop.rb:6:0
`},
	{"the innermost frame last", "Traceback (most recent call last):\n\t2: from shop.rb:13:in `<main>'\n\t1: from shop.rb:9:in `take'\n" +
		"shop.rb:9:in `fetch': key not found: :tea (KeyError)\n\t2: from shop.rb:13:in `<main>'\n\t1: from shop.rb:3:in `place'\n" +
		"shop.rb:6:in `rescue in place': cannot place (ShopError)\nsecond line\n", `
KeyError: key not found: :tea
+ |<main>|shop.rb:13:0
+ |take|shop.rb:9:0
+ |fetch|shop.rb:9:0
ShopError: cannot place⏎second line
+ |<main>|shop.rb:13:0
+ |place|shop.rb:3:0
+ |rescue in place|shop.rb:6:0
`},
	{"highlighted for a terminal", "\x1b[1mTraceback\x1b[m (most recent call last):\n\t1: from shop.rb:13:in `<main>'\n" +
		"shop.rb:6:in `place': \x1b[1mcannot place (\x1b[1;4mAcme::ShopError\x1b[m\x1b[1m)\x1b[m\n\x1b[1msecond line\x1b[m\n", `
Acme::ShopError: cannot place⏎second line
+ |<main>|shop.rb:13:0
+ |place|shop.rb:6:0
`},
	{"levels that Ruby left out", "a.rb:20:in `deep': stack level too deep (SystemStackError)\n\tfrom a.rb:20:in `deep'\n\t ... 10067 levels...\n\tfrom a.rb:21:in `<main>'\n", `
SystemStackError: stack level too deep (cut)
+ |<main>|a.rb:21:0
+ |deep|a.rb:20:0
+ |deep|a.rb:20:0
`},
	{"frames without a method", "(eval at /app/a.rb:3):1:in `/': divided by 0 (ZeroDivisionError)\n\tfrom (eval at /app/a.rb:3):1\n\tfrom -e:1:in `eval'\n", `
ZeroDivisionError: divided by 0
+ |eval|-e:1:0
- ||(eval at /app/a.rb:3):1:0
- |/|(eval at /app/a.rb:3):1:0
`},
	{"the log of Rails", "ActionView::Template::Error (no \"tea\" (yet)):\n  \n" +
		"app/views/orders/show.html.erb:3:in `_app_views_orders_show_html_erb___3157_70312'\n" +
		"actionpack (7.1.2) lib/abstract_controller/base.rb:226:in `process_action'\n\nCauses:\n" +
		"KeyError (key not found: :tea)\n  \napp/models/order.rb:9:in 'Hash#fetch'\n", `
KeyError: key not found: :tea
+ |Hash#fetch|app/models/order.rb:9:0
ActionView::Template::Error: no "tea" (yet)
- |process_action|actionpack (7.1.2) lib/abstract_controller/base.rb:226:0
+ |_app_views_orders_show_html_erb___3157_70312|app/views/orders/show.html.erb:3:0
`},
	{"a type before the message", "Acme::ShopError: cannot place\n/app/orders.rb:12:in 'Orders#place'\n<internal:array>:42:in 'Array#each'\n", `
Acme::ShopError: cannot place
- |Array#each|<internal:array>:42:0
+ |Orders#place|/app/orders.rb:12:0
`},
	{"frames only", "C:/Program Files/shop/app.rb:3:in `call'\nC:/gems/rack-2.0/lib/rack.rb:5:in `call'", `
: 
- |call|C:/gems/rack-2.0/lib/rack.rb:5:0
+ |call|C:/Program Files/shop/app.rb:3:0
`},
	{"an error without a message", "shop.rb:23:in `<main>': unhandled exception\n", `
: unhandled exception
+ |<main>|shop.rb:23:0
`},
}

func TestParse_Ruby(t *testing.T) { testParse(t, "ruby", "ruby", rubyCases) }

func TestFind_Ruby(t *testing.T) {
	message, trace, ok := Find("Started GET \"/orders\"\nKeyError (key not found: :tea):\n\napp/models/order.rb:9:in `fetch'\n")
	assert.True(t, ok)
	assert.Equal(t, `Started GET "/orders"`, message)
	assert.Equal(t, "KeyError", trace.Exceptions[0].Type)
}

func TestIdentity_Ruby(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"a method", "/srv/releases/20240503/app/orders.rb:12:in `place'", "orders.rb:place"},
		{"the class that Ruby prints since 3.4", "/app/orders.rb:12:in 'Acme::Orders#place'", "orders.rb:place"},
		{"a method of the class itself", "/app/orders.rb:12:in 'Acme::Orders.place'", "orders.rb:place"},
		{"a block", "/app/orders.rb:12:in `block (2 levels) in place'", "orders.rb:place"},
		{"a block in a rescue clause", "/app/orders.rb:12:in 'block in rescue in Orders#place'", "orders.rb:place"},
		{"an operator", "/app/orders.rb:12:in 'Orders#[]'", "orders.rb:[]"},
		{"the body of a file", "/app/orders.rb:12:in `<top (required)>'", "orders.rb:<top (required)>"},
		{"a compiled template", "show.html.erb:3:in `_app_views_orders_show_html_erb___3157281_70312'", "show.html.erb:_app_views_orders_show_html"},
		{"evaluated code", "(eval at /app/x.rb:9):1:in `run'", "(eval):run"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, identities(t, "ruby", tt.frame+"\n"))
		})
	}
}

func FuzzParse_Ruby(f *testing.F) { fuzzParse(f, "ruby", rubyCases) }

func BenchmarkParse_Ruby(b *testing.B) {
	text := "/app/orders.rb:12:in `place': cannot place (ShopError)\n"
	for range 9 {
		text += "\tfrom /app/lib/shop/orders.rb:12:in `block in place'\n"
	}
	benchmarkParse(b, "ruby", text)
}
