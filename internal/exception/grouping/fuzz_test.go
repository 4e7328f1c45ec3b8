package grouping

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
)

var fingerprintForm = regexp.MustCompile(`^` + Version + `:[0-9a-f]{32}$`)

// FuzzDecide decides twice, once through a cache: every error has a group with a reason and parts.
func FuzzDecide(f *testing.F) {
	f.Add(byte(1), "python", "KeyError", "4711", pythonStack, "", "shop", "POST /", "exception", "shop")
	f.Add(byte(2), "", "", "lost order 1\n"+pythonStack, "", "lost order {n}", "shop", "", "", "shop")
	f.Add(byte(1), "python", "", "", pythonGroup("all", "both", memberLate, memberGone, memberLate, memberCaused), "", "", "", "", "shop")
	f.Add(byte(1), "java", "", "", javaCausedBy("java.util.concurrent.ExecutionException: x", "Pool.get", javaCause), "", "", "", "", "shop")
	f.Add(byte(1), "go", "*errors.joinError", "a\nb\na", "", "", "", "", "", "shop")
	f.Add(byte(3), "java", "", "\xff\x00", "", "", "", "GET /\xc3", "", "\xff")
	f.Add(byte(1), "", "\x00", " \n", "", "", "", " ", "", "")
	f.Add(byte(0), "", "", "", "", "", "", "", "", "")
	f.Fuzz(func(t *testing.T, source byte, language, typ, message, stack, template, scope, span, name, service string) {
		rec := exception.Record{
			Source: exception.Source(source), Service: exception.Service{Name: service, Language: language},
			Name: name, Type: typ, Message: message, StackTrace: stack, Template: template, Scope: scope, SpanName: span,
		}
		d := Decide(&rec)
		if !fingerprintForm.MatchString(d.Fingerprint) || d.Reason.String() == "unknown" || len(d.Parts) == 0 || len(d.Exceptions) == 0 {
			t.Fatalf("%+v", d)
		}
		if len(d.Exceptions) > stacktrace.MaxExceptions {
			t.Fatalf("%d exceptions", len(d.Exceptions))
		}
		explained, account := Explain(&rec)
		if explained.Fingerprint != d.Fingerprint || len(account.Roles) != len(d.Exceptions) || account.Decider >= len(d.Exceptions) {
			t.Fatalf("explained otherwise: %+v %+v", explained, account)
		}
		if len(d.Title) > MaxTitleBytes || len(d.Culprit) > MaxTitleBytes || strings.Trim(d.Title, "\x00") == "" {
			t.Fatalf("title %q, culprit %q", d.Title, d.Culprit)
		}
		if utf8.ValidString(typ+"\n"+message+"\n"+stack+"\n"+scope+"\n"+span+"\n"+name) && !utf8.ValidString(d.Title+d.Culprit) {
			t.Fatalf("cut through a character: %q %q", d.Title, d.Culprit)
		}
		cached := NewCache(CacheSettings{}).Decide(&rec)
		if !reflect.DeepEqual(d, *cached) {
			t.Fatalf("cached otherwise:\n%+v\n%+v", d, *cached)
		}
	})
}
