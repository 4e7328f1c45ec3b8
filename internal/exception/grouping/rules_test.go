package grouping

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
)

// shopStack has a library of the company around the application and its own wrapper at the crash end.
const shopStack = `org.shop.AppError: no stock for 17
	at org.shop.errors.AppError.wrap(AppError.java:9)
	at org.shop.Checks.must(Checks.java:4)
	at org.shop.Orders.place(Orders.java:12)
	at com.acme.web.Handler.call(Handler.java:40)
	at org.springframework.web.Filter.doFilter(Filter.java:5)
	at java.lang.Thread.run(Thread.java:840)
`

func javaRecord(stack string) *exception.Record {
	return &exception.Record{StackTrace: stack, Service: exception.Service{Language: "java"}}
}

// frames returns the parts that are frames.
func frames(d *Decision) (list []string) {
	for _, part := range d.Parts {
		if len(part) > 6 && part[:6] == "frame " {
			list = append(list, part[6:])
		}
	}
	return list
}

func TestDecideBy_TheOperatorsRulesSayWhatCounts(t *testing.T) {
	for _, tt := range []struct {
		name    string
		rules   framerule.Settings
		reason  Reason
		culprit string
		want    []string
	}{
		{"no rules", framerule.Settings{}, ReasonInAppFrames, "org.shop.errors.AppError.wrap",
			[]string{"com.acme.web.Handler.call", "org.shop.Orders.place", "org.shop.Checks.must", "org.shop.errors.AppError.wrap"}},
		{"wrappers are left out and the caller is where it happened", framerule.Settings{LeftOut: []string{"org.shop.errors", "*.must"}},
			ReasonInAppFrames, "org.shop.Orders.place", []string{"com.acme.web.Handler.call", "org.shop.Orders.place"}},
		{"a library of the company is no part of the application", framerule.Settings{Exclude: []string{"com.acme"}},
			ReasonInAppFrames, "org.shop.errors.AppError.wrap", []string{"org.shop.Orders.place", "org.shop.Checks.must", "org.shop.errors.AppError.wrap"}},
		{"only what is named is the application's", framerule.Settings{Exclude: []string{"*"}, Include: []string{"org.shop.Orders"}},
			ReasonInAppFrames, "org.shop.Orders.place", []string{"org.shop.Orders.place"}},
		{"a framework is the application's", framerule.Settings{Include: []string{"org.springframework"}, Exclude: []string{"com.acme", "org.shop"}},
			ReasonInAppFrames, "org.springframework.web.Filter.doFilter", []string{"org.springframework.web.Filter.doFilter"}},
		{"nothing is the application's", framerule.Settings{Exclude: []string{"*"}, LeftOut: []string{"org.shop"}},
			ReasonAllFrames, "com.acme.web.Handler.call", []string{"java.lang.Thread.run", "org.springframework.web.Filter.doFilter", "com.acme.web.Handler.call"}},
		{"frames count where all of the application would be left out", framerule.Settings{Exclude: []string{"com.acme"}, LeftOut: []string{"org.shop"}},
			ReasonInAppFrames, "org.shop.errors.AppError.wrap", []string{"org.shop.Orders.place", "org.shop.Checks.must", "org.shop.errors.AppError.wrap"}},
		{"frames count where all would be left out", framerule.Settings{Exclude: []string{"*"}, LeftOut: []string{"org*", "com*", "java*"}},
			ReasonAllFrames, "org.shop.errors.AppError.wrap", []string{"java.lang.Thread.run", "org.springframework.web.Filter.doFilter",
				"com.acme.web.Handler.call", "org.shop.Orders.place", "org.shop.Checks.must", "org.shop.errors.AppError.wrap"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.NoError(t, tt.rules.Validate())
			rules := framerule.New(tt.rules)
			d := DecideBy(rules, javaRecord(shopStack))
			assert.Equal(t, tt.reason, d.Reason, d.Reason.String())
			assert.Equal(t, tt.want, frames(&d))
			assert.Equal(t, tt.culprit, d.Culprit)
			explained, _ := ExplainBy(rules, javaRecord(shopStack))
			assert.Equal(t, d, explained)
		})
	}
}

func TestExplainBy_NamesTheRules(t *testing.T) {
	rules := framerule.New(framerule.Settings{
		Include: []string{"org.springframework"}, Exclude: []string{"com.acme"}, LeftOut: []string{"*.must", "org.shop.errors"},
	})
	_, a := ExplainBy(rules, javaRecord(shopStack))
	var got []string
	for _, f := range a.Frames[0] {
		got = append(got, fmt.Sprintf("%s %s %s|%s|%s", f.Verdict, f.Origin, f.LeftOut, f.InAppRule, f.LeftOutRule))
	}
	assert.Equal(t, []string{
		"not_in_app standard_library ||",
		"counted known_library |in_app::include[0]|",
		"not_in_app application |in_app::exclude[0]|",
		"counted application ||",
		"passed_through application ||left_out[0]",
		"passed_through application ||left_out[1]",
	}, got)
	assert.False(t, a.PassedCount)
	_, a = ExplainBy(framerule.New(framerule.Settings{LeftOut: []string{"org.shop", "com.acme"}}), javaRecord(shopStack))
	assert.True(t, a.PassedCount)
	assert.Equal(t, VerdictCounted, a.Frames[0][5].Verdict)
}

func TestDecideBy_ALeftOutFrameTakesItsLineOfSourceAlong(t *testing.T) {
	rec := func(wrapper string) *exception.Record {
		return &exception.Record{StackTrace: "Traceback (most recent call last):\n  File \"/app/shop/orders.py\", line 12, in place\n    fail(\"no stock\")\n" +
			"  File \"/app/shop/errors.py\", line 3, in fail\n    " + wrapper + "\nshop.AppError: x\n"}
	}
	rules := framerule.New(framerule.Settings{LeftOut: []string{"shop.errors.fail"}})
	a, b := DecideBy(rules, rec("raise AppError(text)")), DecideBy(rules, rec("raise AppError(text) from cause"))
	assert.Equal(t, a.Fingerprint, b.Fingerprint)
	assert.Equal(t, []string{"type shop.AppError", "message x", "frame orders.py:place", `source fail("no stock")`}, a.Parts)
	assert.NotEqual(t, Decide(rec("raise AppError(text)")).Fingerprint, Decide(rec("raise AppError(text) from cause")).Fingerprint)
}

// Rules are no part of a fingerprint: errors that none fits stay in their groups when rules change.
func TestDecideBy_RulesThatFitNothingChangeNothing(t *testing.T) {
	rules := framerule.New(framerule.Settings{Include: []string{"elsewhere"}, Exclude: []string{"elsewhere.too"}, LeftOut: []string{"nowhere"}})
	for _, rec := range []*exception.Record{pythonRecord(), goRecord("x"), tenFrames(), javaRecord(shopStack), {}, {Type: "E"}} {
		assert.Equal(t, Decide(rec), DecideBy(rules, rec))
	}
}

func TestDecideBy_RulesReachCausesAndStacksInLogs(t *testing.T) {
	log := &exception.Record{Source: exception.SourceLogRecord, Message: "failed\n" + shopStack +
		"Caused by: java.io.IOException: gone\n\tat org.shop.Checks.must(Checks.java:4)\n\tat org.shop.Disk.read(Disk.java:3)\n"}
	d := DecideBy(framerule.New(framerule.Settings{Include: []string{"org.shop"}, Exclude: []string{"*"}, LeftOut: []string{"*.must", "*.wrap"}}), log)
	assert.Equal(t, []string{"org.shop.Disk.read", "org.shop.Orders.place"}, frames(&d))
}

func TestCache_KeepsTheDecisionsOfDifferentRulesApart(t *testing.T) {
	c := NewCache(CacheSettings{})
	settings := framerule.Settings{LeftOut: []string{"*.must"}}
	rules := framerule.New(settings)
	plain, ruled := c.Decide(javaRecord(shopStack)), c.DecideBy(rules, javaRecord(shopStack))
	assert.Equal(t, Decide(javaRecord(shopStack)), *plain)
	assert.Equal(t, DecideBy(rules, javaRecord(shopStack)), *ruled)
	assert.NotEqual(t, plain.Fingerprint, ruled.Fingerprint)
	assert.Same(t, ruled, c.DecideBy(framerule.New(settings), javaRecord(shopStack)), "equal rules share decisions")
	assert.Same(t, plain, c.DecideBy(nil, javaRecord(shopStack)))
}

func BenchmarkDecideBy(b *testing.B) {
	rec := tenFrames()
	for _, n := range []int{0, 5, framerule.MaxRules} {
		var s framerule.Settings
		for i := range n {
			s.Include = append(s.Include, fmt.Sprintf("acme.lib%d.*", i))
			s.LeftOut = append(s.LeftOut, fmt.Sprintf("*.wrap%d", i))
		}
		rules := framerule.New(s)
		b.Run(fmt.Sprintf("%d rules of each kind", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				DecideBy(rules, rec)
			}
		})
	}
}
