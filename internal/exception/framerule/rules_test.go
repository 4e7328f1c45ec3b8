package framerule

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestRules_FitWhatThePathOfAFrameBeginsWith(t *testing.T) {
	java := exception.Frame{Module: "com.acme.shop.Orders$Line", Function: "place", File: "Orders.java"}
	golang := exception.Frame{Module: "github.com/acme/shop/db", Function: "(*DB).Query", File: "/src/shop/db/db.go"}
	python := exception.Frame{Function: "place", File: "/srv/app/shop/orders.py"}
	wheel := exception.Frame{Function: "get", File: "/venv/lib/python3.11/site-packages/acme_lib/db.py"}
	node := exception.Frame{Function: "Client.send", File: "/app/node_modules/@acme/http/dist/index.js"}
	browser := exception.Frame{Function: "new Orders", File: "https://shop.example/assets/app.js?v=3"}
	php := exception.Frame{Function: `Acme\Shop\Stock->take`, File: "/app/src/Stock.php"}
	phpSDK := exception.Frame{Function: "Acme.Shop.Stock.take", File: "Stock.php"}
	ruby := exception.Frame{Function: "Shop::Orders#place", File: "/app/lib/shop/orders.rb"}
	rust := exception.Frame{Function: "<shop::Orders<u8> as shop::Place>::place", File: "./src/orders.rs"}
	dotnet := exception.Frame{Module: "Acme.Shop.Orders", Function: "<Place>b__0", File: `C:\src\Shop\Orders.cs`}
	cpp := exception.Frame{Function: "acme::Stock::take(int) const", File: "/src/shop/stock.cc"}
	elixir := exception.Frame{Function: "Shop.Orders.place/2", File: "lib/shop/orders.ex"}
	objc := exception.Frame{Function: "-[ACMEOrders place:]", File: "Shop"}
	for _, tt := range []struct {
		rule  string
		frame exception.Frame
		want  bool
	}{
		{"com.acme", java, true},
		{"com.acme.*", java, true},
		{"com.acme.**", java, true},
		{"com.acme.shop.Orders", java, true},
		{"com.acme.shop.Orders.Line.place", java, true},
		{"com.acme.shop.Orders$Line.place", java, true},
		{"*.place", java, true},
		{"com.*.Orders", java, true},
		{"com.acm", java, false},
		{"com.acmecorp", java, false},
		{"acme.shop", java, false},
		{"Com.Acme", java, false},
		{"*.plac", java, false},
		{"github.com/acme", golang, true},
		{"github.com/acme/shop/db.(*DB).Query", golang, true},
		{"github.com/*/db", golang, true},
		{"shop/db", golang, true},
		{"/src/shop", golang, true},
		{"/shop", golang, false},
		{"*.go", golang, true},
		{"*.(*DB).*", golang, true},
		{"db", golang, true}, // the folder
		{"Query", golang, false},
		{"shop", python, true},
		{"shop.orders", python, true},
		{"shop.orders.place", python, true},
		{"place", python, true},
		{"shop/orders.py", python, true},
		{"/srv/app", python, true},
		{"hop.orders", python, false},
		{"shop.order", python, false},
		{"acme_lib", wheel, true},
		{"site-packages/acme_*", wheel, true},
		{"acme", wheel, false},
		{"node_modules/@acme", node, true},
		{"@acme/http", node, true},
		{"Client.send", node, true},
		{"node_modules/acme", node, false},
		{"assets/app.js", browser, true},
		{"https://shop.example", browser, true},
		{"Orders", browser, true},
		{`Acme\Shop`, php, true},
		{`Acme\Shop\Stock->take`, php, true},
		{`Acme\Shop\Stock::take`, php, true},
		{`Acme\*\Stock`, phpSDK, true},
		{"Shop::Orders", ruby, true},
		{"Shop::Orders#place", ruby, true},
		{"shop.orders", ruby, true},
		{"shop::Orders", rust, true},
		{"shop::Order", rust, false},
		{"src/orders.rs", rust, true},
		{"Acme.Shop", dotnet, true},
		{`C:\src\Shop`, dotnet, true},
		{"Shop/Orders.cs", dotnet, true},
		{"acme::Stock", cpp, true},
		{"acme::Stock::take", cpp, true},
		{"acme::St", cpp, false},
		{"Shop.Orders.place", elixir, true},
		{"ACMEOrders", objc, true},
		{"*", java, true},
		{"*", exception.Frame{}, false},
		{"a*a", exception.Frame{Function: "aa"}, true},
		{"aa*a", exception.Frame{Function: "aa"}, false},
		{"*b*", exception.Frame{Function: "abc"}, true},
		{"a", exception.Frame{Function: "aaa.a"}, false},
		{"*a.b", exception.Frame{Function: "a.ba.b"}, true},
	} {
		t.Run(tt.rule+" and "+tt.frame.Module+tt.frame.Function, func(t *testing.T) {
			require.NoError(t, (&Settings{Include: []string{tt.rule}}).Validate())
			got := New(Settings{Include: []string{tt.rule}}).InApp(&tt.frame)
			assert.Equal(t, tt.want, got == "in_app::include[0]", got)
		})
	}
}

func TestRules_TheLongestThatFitsSaysWhoseCodeItIs(t *testing.T) {
	frame := exception.Frame{Module: "com.acme.generated.Api", Function: "call"}
	for _, tt := range []struct {
		name  string
		rules Settings
		want  string
		inApp bool
	}{
		{"a part of the application is none", Settings{Include: []string{"com.acme"}, Exclude: []string{"com.acme.generated"}}, "in_app::exclude[0]", false},
		{"a part of a library is the application's", Settings{Exclude: []string{"com.acme"}, Include: []string{"com.acme.generated"}}, "in_app::include[0]", true},
		{"all but one", Settings{Exclude: []string{"*"}, Include: []string{"org", "com.acme"}}, "in_app::include[1]", true},
		{"stars are no length", Settings{Exclude: []string{"com.acme.******************"}, Include: []string{"com.acme.generated"}}, "in_app::include[0]", true},
		{"include is first among equals", Settings{Exclude: []string{"*.generated"}, Include: []string{"generated*", "com.acme.g*", "*.generate*"}}, "in_app::include[1]", true},
		{"include of the same length", Settings{Exclude: []string{"*.call"}, Include: []string{"com.a*"}}, "in_app::include[0]", true},
		{"none fits", Settings{Include: []string{"org"}}, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := New(tt.rules)
			frames := []exception.Frame{frame, frame}
			frames[1].InApp = true
			r.Apply(frames)
			assert.Equal(t, tt.want, r.InApp(&frame))
			assert.Equal(t, tt.inApp, frames[0].InApp)
			assert.Equal(t, tt.inApp || tt.want == "", frames[1].InApp)
		})
	}
}

func TestRules_LeaveOutFrames(t *testing.T) {
	r := New(Settings{LeftOut: []string{"com.acme.Log", "*.must"}})
	frames := []exception.Frame{{Module: "main", Function: "must"}, {Module: "main", Function: "mustard"}, {Module: "com.acme.Log", Function: "error"}}
	assert.Equal(t, uint64(0b101), r.LeavesOut(frames))
	assert.Equal(t, "left_out[1]", r.LeftOut(&frames[0]))
	assert.Empty(t, r.LeftOut(&frames[1]))
	assert.Empty(t, r.InApp(&frames[0]))
	many := make([]exception.Frame, 70)
	for i := range many {
		many[i] = frames[0]
	}
	assert.Equal(t, ^uint64(0), r.LeavesOut(many))
}

func TestRules_WithoutAnyNothingChanges(t *testing.T) {
	r := New(Settings{Include: []string{}})
	require.Nil(t, r)
	frames := []exception.Frame{{Function: "f", InApp: true}}
	r.Apply(frames)
	assert.True(t, frames[0].InApp)
	assert.Zero(t, r.LeavesOut(frames))
	assert.Zero(t, r.Key())
	assert.Empty(t, r.InApp(&frames[0])+r.LeftOut(&frames[0]))
}

func TestRules_TheKeyIsTheSettings(t *testing.T) {
	seen := map[uint64]Settings{}
	for _, s := range []Settings{
		{Include: []string{"a"}}, {Exclude: []string{"a"}}, {LeftOut: []string{"a"}}, {Include: []string{"a", "b"}},
		{Include: []string{"b", "a"}}, {Include: []string{"ab"}}, {Include: []string{"a"}, Exclude: []string{"b"}},
	} {
		key := New(s).Key()
		assert.NotContains(t, seen, key, "%v", s)
		assert.Equal(t, key, New(s).Key())
		seen[key] = s
	}
}

func TestSettings_FaultsAreNamedAllAtOnce(t *testing.T) {
	s := Settings{
		Include: []string{"com.acme", "", "a ", "."},
		Exclude: []string{"com.acme", strings.Repeat("a", MaxRuleBytes+1), "*"},
		LeftOut: append(make([]string, 0, MaxRules+1), "*", "..*"),
	}
	for i := range MaxRules - 1 {
		s.LeftOut = append(s.LeftOut, fmt.Sprint("f", i))
	}
	err := s.Validate()
	require.Error(t, err)
	assert.Equal(t, []string{
		"in_app::include[1]: is empty and fits nothing; remove it",
		`in_app::include[2]: "a " begins or ends with white space, which no frame does; remove it`,
		`in_app::include[3]: "." names nothing; write at least a part of a package, a function or a file`,
		"in_app::exclude[1]: has 257 bytes, at most 256 are possible",
		"left_out: has 65 rules, at most 64 are possible; write fewer with *",
		`left_out[0]: "*" names nothing; write at least a part of a package, a function or a file`,
		`left_out[1]: "..*" names nothing; write at least a part of a package, a function or a file`,
		`in_app::exclude[0]: "com.acme" is in_app::include[0] as well; remove one of them`,
	}, strings.Split(err.Error(), "\n"))
	assert.NoError(t, (&Settings{Include: []string{"com.acme"}, Exclude: []string{"*"}, LeftOut: []string{"must"}}).Validate())
}

// The oracle tries every way to place the parts.
func FuzzGlob(f *testing.F) {
	f.Add("a*b", "a.b", true)
	f.Add("aa*a*", "aaa.b", false)
	f.Add("*a.b", "a.ba.b", true)
	f.Fuzz(func(t *testing.T, rule, text string, floating bool) {
		if len(rule) > 12 || len(text) > 16 {
			return
		}
		g := newGlob(rule)
		var before func(byte) bool
		if floating {
			before = isDot
		}
		want := false
		for start := range len(text) {
			if (start == 0 || before != nil && before(text[start-1])) && fits(strings.TrimRight(rule, "./"), text[start:]) {
				want = true
			}
		}
		if rule := strings.TrimRight(rule, "./"); rule == "" {
			want = false
		}
		assert.Equal(t, want, g.matches([]byte(text), isNameEnd, before))
	})
}

func fits(rule, text string) bool {
	switch {
	case rule == "":
		return text == "" || isNameEnd(text[0])
	case rule[0] == '*':
		for i := range len(text) + 1 {
			if rule == "*" || fits(rule[1:], text[i:]) {
				return true
			}
		}
		return false
	}
	return text != "" && text[0] == rule[0] && fits(rule[1:], text[1:])
}

func BenchmarkRules(b *testing.B) {
	frames := make([]exception.Frame, 50)
	for i := range frames {
		frames[i] = exception.Frame{Module: "github.com/acme/shop/orders", Function: "(*Orders).Place", File: "/src/shop/orders/orders.go"}
	}
	for _, n := range []int{0, 1, 5, MaxRules} {
		var s Settings
		for i := range n {
			s.Include = append(s.Include, fmt.Sprintf("github.com/acme/lib%d/*", i))
		}
		r := New(s)
		b.Run(fmt.Sprintf("%d rules for 50 frames", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Apply(frames)
			}
		})
	}
}
