package grouping

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

func script(language, typ, message, stack string) *exception.Record {
	return &exception.Record{
		Source: exception.SourceSpanEvent, Service: exception.Service{Name: "web", Language: language},
		Type: typ, Message: message, StackTrace: stack,
	}
}

// What people complained about in the grouping of other trackers, and what is done here. The numbers are those of
// getsentry/sentry unless another project is named. 58815 and 84590, that a merge teaches nothing and does not
// stick, stand with what merges issues: in package engine.
func TestComplaints(t *testing.T) {
	const v8 = "TypeError: %\n    at sum (https://shop.example/assets/cart.js:12:9)\n    at checkout (https://shop.example/assets/cart.js:30:5)\n"
	const gecko = "sum@https://shop.example/assets/cart.js:12:9\ncheckout@https://shop.example/assets/cart.js:30:5\n"
	in := func(stack, old, new string) string { return strings.ReplaceAll(stack, old, new) }
	goStack := func(caller string) string {
		return "goroutine 1 [running]:\nexample.com/shop/log.(*Hook).Fire()\n\t/src/log/hook.go:9 +0x1\ngithub.com/sirupsen/logrus.(*Entry).Error()\n\t/go/pkg/mod/github.com/sirupsen/logrus@v1.9.3/entry.go:300 +0x1\nexample.com/shop." + caller + "()\n\t/src/shop.go:31 +0x1d\n"
	}
	for _, tt := range []struct {
		name string
		a, b *exception.Record
		same bool
	}{
		{"61417: call paths through libraries do not split", pythonRecord(),
			script("python", "shop.errors.ShopError", "no stock for 4711", in(pythonStack, "in inner", "in wrapped_by_another_framework")), true},
		{"61417: call paths through the application do, because each may have its own cause", pythonRecord(),
			script("python", "shop.errors.ShopError", "no stock for 4711", in(pythonStack, "in handle", "in retry")), false},
		{"52231, 76389: the hash of a bundle does not split", script("webjs", "TypeError", "x", in(v8, "cart.js", "cart.3f9a1c2b.js")),
			script("webjs", "TypeError", "x", in(v8, "cart.js", "cart.77d0e4aa.js")), true},
		{"hypothesis/client 3681: the version in a URL does not split", script("webjs", "TypeError", "x", in(v8, "/assets/", "/client/1.374.0/build/")),
			script("webjs", "TypeError", "x", in(v8, "/assets/", "/client/1.1402.1/build/")), true},
		{"67884: Chrome and Firefox tell of one bug", script("webjs", "TypeError", "Cannot read properties of undefined (reading 'total')", v8),
			script("webjs", "TypeError", `can't access property "total", cart is undefined`, gecko), true},
		{"67884: and Safari, too", script("webjs", "TypeError", "Cannot read properties of undefined (reading 'total')", v8),
			script("webjs", "TypeError", "undefined is not an object (evaluating 'this.cart.total')", gecko), true},
		{"67884: a function that is none, in Chrome and Safari", script("webjs", "TypeError", "cart.add is not a function", v8),
			script("webjs", "TypeError", "cart.add is not a function. (In 'cart.add()', 'cart.add' is undefined)", gecko), true},
		{"68355: what a sender's template keeps is kept", withTemplate("tenant 6a2f41a3-c54c-fce8-32d2-0324e1c32e22 is full"),
			withTemplate("tenant 0b6d33f1-98a4-4e1f-9d5e-7e0f4f2a9c11 is full"), false},
		{"103283, 101821: two types are never one issue", script("python", "TypeError", "x", pythonStack), script("python", "ValueError", "x", pythonStack), false},
		{"3229, 67124, 9970: one stack with two messages is two issues", script("java", "java.lang.IllegalStateException", "cart is locked", javaStack),
			script("java", "java.lang.IllegalStateException", "warehouse is closed", javaStack), false},
		{"sentry-go 1075, 1045, 693, raven-go 116: *errors.errorString tells nothing, its message does", goRecord("cart is full"), goRecord("cart is gone"), false},
		{"sentry-go 1075, 1045, 693, raven-go 116: and one message is one issue", goRecord("cart 1 is full"), goRecord("cart 2 is full"), true},
		{"fabric8-wit 2288, poseidon 414, golog 64: the frames of a logger's hook do not make all logs one",
			script("go", "*errors.errorString", "failed", goStack("Pay")), script("go", "*errors.errorString", "failed", goStack("Ship")), false},
		{"gethouston 521: ports, ids and columns do not split", &exception.Record{Type: "E", Message: "dial 10.0.0.1:5432: session 9f86d081: syntax error at line 3, column 17"},
			&exception.Record{Type: "E", Message: "dial 10.0.0.7:61002: session 1b2c3d4e: syntax error at line 12, column 4"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := Decide(tt.a), Decide(tt.b)
			if tt.same {
				assert.Equal(t, a.Fingerprint, b.Fingerprint, "%q\n%q", a.Parts, b.Parts)
			} else {
				assert.NotEqual(t, a.Fingerprint, b.Fingerprint, "%q", a.Parts)
			}
		})
	}
	t.Run("15744, 81352, 72294: who comes first decides nothing, the id follows from the error", func(t *testing.T) {
		id := func() issue.ID {
			rec := pythonRecord()
			return issue.NewErrorIdentity(&rec.Service, Decide(rec).Fingerprint).ID()
		}
		assert.Equal(t, id(), id())
		assert.Equal(t, issue.ID("cp2bn2swgx3wwxa5b4ex"), id(), "also in another process")
	})
}

const javaStack = "java.lang.IllegalStateException: x\n\tat com.acme.Orders.place(Orders.java:12)\n\tat com.acme.Web.post(Web.java:7)\n"

func withTemplate(message string) *exception.Record {
	r := pythonRecord()
	r.Message, r.Template = message, message
	return r
}
