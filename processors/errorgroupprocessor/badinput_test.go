package errorgroupprocessor

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
)

const python = "Traceback (most recent call last):\n" +
	"  File \"/app/shop/orders.py\", line 12, in place\n    charge(order)\n" +
	"  File \"/app/shop/payment.py\", line 7, in charge\n    raise PaymentError(order)\n" +
	"PaymentError: declined\n"

// badSpan is a span with something wrong in it, and what is to be seen of that.
type badSpan struct {
	build func(rs ptrace.ResourceSpans, span ptrace.Span)
	// patch changes the bytes of the request.
	patch func(data []byte) []byte

	issues   int   // beside that of the good error
	observed int64 // by these issues together
	flaws    map[string]int64
	dropped  int64 // of the outcome dropped
	// scrubbed kinds are counted once at least.
	scrubbed []scrub.Kind
	check    func(t *testing.T, f *badFixture)
}

func raiseBad(span ptrace.Span, typ, message, stack string) pcommon.Map {
	ev := span.Events().AppendEmpty()
	ev.SetName("exception")
	ev.SetTimestamp(pcommon.NewTimestampFromTime(received.Add(-time.Minute)))
	ev.Attributes().PutStr("exception.type", typ)
	ev.Attributes().PutStr("exception.message", message)
	ev.Attributes().PutStr("exception.stacktrace", stack)
	return ev.Attributes()
}

func at(span ptrace.Span, stamp uint64) {
	raiseBad(span, "E", "m", "")
	span.Events().At(0).SetTimestamp(pcommon.Timestamp(stamp))
}

func binary(size int) string {
	random := rand.NewChaCha8([32]byte{1})
	data := make([]byte, size)
	_, _ = random.Read(data)
	return string(data)
}

var badSpans = map[string]badSpan{
	"a stack that ends inside a frame": {
		build:  func(_ ptrace.ResourceSpans, s ptrace.Span) { raiseBad(s, "E", "m", python[:100]) },
		issues: 1, observed: 1,
	},
	"a stack that ends inside a character": {
		build: func(_ ptrace.ResourceSpans, s ptrace.Span) {
			raiseBad(s, "E", "m", strings.ReplaceAll(python, "charge", "bezahle\u00e4")[:165]+"\xc3")
		},
		issues: 1, observed: 1, scrubbed: []scrub.Kind{scrub.KindInvalid},
	},
	"10 MB of stack": {
		build:  func(_ ptrace.ResourceSpans, s ptrace.Span) { raiseBad(s, "E", "m", strings.Repeat(python, 50_000)) },
		issues: 1, observed: 1, scrubbed: []scrub.Kind{scrub.KindLength},
	},
	"10 MB of one line": {
		build: func(_ ptrace.ResourceSpans, s ptrace.Span) {
			long := strings.Repeat("x", 10_000_000)
			raiseBad(s, long, long, long)
		},
		issues: 1, observed: 1, scrubbed: []scrub.Kind{scrub.KindLength},
	},
	"bytes that are no text": {
		build: func(_ ptrace.ResourceSpans, s ptrace.Span) {
			raiseBad(s, binary(100), binary(1000), binary(100_000))
		},
		issues: 1, observed: 1, scrubbed: []scrub.Kind{scrub.KindInvalid, scrub.KindLength},
	},
	"invalid UTF-8 in every text": {
		build: func(rs ptrace.ResourceSpans, s ptrace.Span) {
			const bad = "a\xff\xfeb\x00c\xed\xa0\x80"
			for _, key := range []string{"service.name", "service.namespace", "service.version", "deployment.environment.name", "telemetry.sdk.language", "k8s.pod.name", "service." + bad} {
				rs.Resource().Attributes().PutStr(key, bad)
			}
			rs.ScopeSpans().At(0).Scope().SetName(bad)
			s.SetName(bad)
			s.Attributes().PutStr("user.id", bad)
			s.TraceState().FromRaw(bad)
			raiseBad(s, bad, bad, "Traceback (most recent call last):\n  File \""+bad+"\", line 1, in "+bad+"\n    "+bad+"\n"+bad)
		},
		issues: 1, observed: 1, scrubbed: []scrub.Kind{scrub.KindInvalid},
		check: func(t *testing.T, f *badFixture) {
			const good = "a\uFFFDbc\uFFFD"
			i := f.bad()[0]
			assert.Equal(t, []string{good, good, good, good}, []string{i.Service, i.ServiceNamespace, i.Environment, i.FirstRelease})
			assert.Equal(t, good+": "+good, i.Title)
		},
	},
	"names of a megabyte": {
		build: func(rs ptrace.ResourceSpans, s ptrace.Span) {
			long := strings.Repeat("n", 1<<20)
			for _, key := range []string{"service.name", "service.namespace", "service.version", "deployment.environment.name", "telemetry.sdk.language"} {
				rs.Resource().Attributes().PutStr(key, long)
			}
			rs.ScopeSpans().At(0).Scope().SetName(long)
			s.SetName(long)
			raiseBad(s, "E", "m", python)
		},
		issues: 1, observed: 1, scrubbed: []scrub.Kind{scrub.KindLength},
		check: func(t *testing.T, f *badFixture) {
			i := f.bad()[0]
			for _, name := range []string{i.Service, i.ServiceNamespace, i.Environment, i.FirstRelease} {
				assert.Len(t, name, 256)
			}
		},
	},
	"an exception without type, message and stack": {
		build:  func(_ ptrace.ResourceSpans, s ptrace.Span) { s.Events().AppendEmpty().SetName("exception") },
		issues: 1, observed: 1,
	},
	"an exception of empty texts": {
		build:  func(_ ptrace.ResourceSpans, s ptrace.Span) { raiseBad(s, "", "", "") },
		issues: 1, observed: 1,
	},
	"a hundred thousand exceptions in one span": {
		build: func(_ ptrace.ResourceSpans, s ptrace.Span) {
			// What belongs to the span and not to an event is read once.
			s.SetName(strings.Repeat("n", 1<<20))
			s.TraceState().FromRaw(strings.Repeat("x=1,", 1<<18) + "ot=th:8")
			s.Attributes().PutStr("user.id", strings.Repeat("u", 1<<20))
			for n := range 5_000 {
				s.Attributes().PutInt(fmt.Sprint("a", n), 1)
			}
			for n := range 100_000 {
				raiseBad(s, "E", "m", "")
				s.Events().At(n).SetTimestamp(pcommon.NewTimestampFromTime(received.Add(time.Duration(-n) * time.Microsecond)))
			}
		},
		issues: 1, observed: 100_000, flaws: map[string]int64{"attributes": 5_001 - 256},
	},
	"a hundred thousand causes in one span": {
		build: func(rs ptrace.ResourceSpans, s ptrace.Span) {
			for n := range 64 {
				rs.Resource().Attributes().PutStr(fmt.Sprint("service.x", n), strings.Repeat("v", 1000))
			}
			for n := range 100_000 {
				ev := s.Events().AppendEmpty()
				ev.SetName("exception")
				ev.Attributes().PutStr("exception.type", "E"+letters(n))
			}
		},
		issues: pendingLimit - 1, observed: pendingLimit - 1, dropped: 100_000 - pendingLimit + 1,
	},
	"no resource": {
		build: func(rs ptrace.ResourceSpans, s ptrace.Span) {
			rs.Resource().Attributes().RemoveIf(func(string, pcommon.Value) bool { return true })
			raiseBad(s, "E", "m", python)
		},
		issues: 1, observed: 1,
		check: func(t *testing.T, f *badFixture) {
			assert.Equal(t, "unknown_service", f.bad()[0].Service)
			assert.Equal(t, "unknown", f.bad()[0].Environment)
		},
	},
	"more attributes than are looked at": {
		build: func(rs ptrace.ResourceSpans, s ptrace.Span) {
			a := rs.Resource().Attributes()
			have := a.Len()
			for n := range 256 - have + 7 {
				a.PutStr(fmt.Sprint("k8s.x", n), "v")
			}
			raiseBad(s, "E", "m", python)
		},
		issues: 1, observed: 1, flaws: map[string]int64{"attributes": 7}, scrubbed: []scrub.Kind{scrub.KindAttribute},
	},
	"a time in 1970":                 {build: func(_ ptrace.ResourceSpans, s ptrace.Span) { at(s, 1) }, issues: 1, observed: 1, flaws: map[string]int64{"time": 1}, check: checkReceived},
	"a time in 2100":                 {build: func(_ ptrace.ResourceSpans, s ptrace.Span) { at(s, 4_102_444_800_000_000_000) }, issues: 1, observed: 1, flaws: map[string]int64{"time": 1}, check: checkReceived},
	"a time beyond what can be told": {build: func(_ ptrace.ResourceSpans, s ptrace.Span) { at(s, math.MaxUint64) }, issues: 1, observed: 1, flaws: map[string]int64{"time": 1}, check: checkReceived},
	"no time": {
		build: func(_ ptrace.ResourceSpans, s ptrace.Span) {
			at(s, 0)
			s.SetEndTimestamp(0)
		},
		issues: 1, observed: 1, check: checkReceived,
	},
	"attributes of other types": {
		build: func(rs ptrace.ResourceSpans, s ptrace.Span) {
			rs.Resource().Attributes().PutInt("service.name", 7)
			rs.Resource().Attributes().PutEmptySlice("service.version").AppendEmpty().SetInt(1)
			rs.Resource().Attributes().PutEmptyMap("deployment.environment.name").PutBool("x", true)
			rs.Resource().Attributes().PutDouble("telemetry.sdk.language", math.NaN())
			s.Attributes().PutEmptyBytes("user.id").FromRaw([]byte{0, 255})
			a := raiseBad(s, "", "", "")
			a.PutInt("exception.type", 42)
			a.PutEmptyMap("exception.message").PutDouble("nan", math.Inf(1))
			a.PutEmptyBytes("exception.stacktrace").FromRaw([]byte(python))
		},
		issues: 1, observed: 1,
		check: func(t *testing.T, f *badFixture) {
			i := f.bad()[0]
			assert.Equal(t, []string{"7", `{"x":true}`, "[1]", "42"}, []string{i.Service, i.Environment, i.FirstRelease, i.Title})
		},
	},
	"keys that come twice": {
		build: func(rs ptrace.ResourceSpans, s ptrace.Span) {
			rs.Resource().Attributes().PutStr("k8s.pod.nam1", "first")
			rs.Resource().Attributes().PutStr("k8s.pod.nam2", "second")
			a := raiseBad(s, "First", "m", "")
			a.PutStr("exception.typ2", "Second")
		},
		patch: func(data []byte) []byte {
			data = bytes.ReplaceAll(data, []byte("exception.typ2"), []byte("exception.type"))
			data = bytes.ReplaceAll(data, []byte("k8s.pod.nam1"), []byte("k8s.pod.name"))
			return bytes.ReplaceAll(data, []byte("k8s.pod.nam2"), []byte("k8s.pod.name"))
		},
		issues: 1, observed: 1,
		check: func(t *testing.T, f *badFixture) {
			assert.Equal(t, "First: m", f.bad()[0].Title)
			assert.Equal(t, "first", f.exemplar(f.bad()[0]).Attributes["k8s.pod.name"])
		},
	},
	"a value nested a hundred thousand times": {
		build: func(rs ptrace.ResourceSpans, s ptrace.Span) {
			nest(rs.Resource().Attributes().PutEmpty("k8s.pod.name"), 100_000)
			nest(raiseBad(s, "E", "m", "").PutEmpty("exception.message"), 100_000)
		},
		issues: 1, observed: 1, flaws: map[string]int64{"depth": 1},
		check: func(t *testing.T, f *badFixture) { assert.Equal(t, "E: [nested too deep]", f.bad()[0].Title) },
	},
	"a sampling probability out of nothing": {
		build: func(_ ptrace.ResourceSpans, s ptrace.Span) {
			s.TraceState().FromRaw("ot=th:ffffffffffffff")
			raiseBad(s, "E", "m", "")
		},
		issues: 1, observed: 1,
		check: func(t *testing.T, f *badFixture) { assert.EqualValues(t, 1<<32, f.bad()[0].Count) },
	},
}

func nest(v pcommon.Value, depth int) {
	for range depth / 2 {
		v = v.SetEmptySlice().AppendEmpty().SetEmptyMap().PutEmpty("k")
	}
	v.SetStr("x")
}

func checkReceived(t *testing.T, f *badFixture) {
	assert.WithinRange(t, f.bad()[0].LastSeen, f.before, time.Now())
}

// letters writes a number without digits, which are no part of a template.
func letters(n int) string {
	s := ""
	for {
		s = string(rune('a'+n%26)) + s
		if n = n/26 - 1; n < 0 {
			return s
		}
	}
}

func TestBadSpans_HarmNobody(t *testing.T) {
	for name, test := range badSpans {
		t.Run(name, func(t *testing.T) {
			f := newBadFixture(t)
			td := ptrace.NewTraces()
			good := func() {
				raiseBad(newResource(td, goodService).ScopeSpans().At(0).Spans().At(0), "CartError", "empty", python)
			}
			if test.dropped > 0 {
				good() // behind it there is no room until the next flush
			}
			bad := newResource(td, "bad")
			test.build(bad, bad.ScopeSpans().At(0).Spans().At(0))
			if test.dropped == 0 {
				good()
			}

			data, err := new(ptrace.ProtoMarshaler).MarshalTraces(td)
			require.NoError(t, err)
			if test.patch != nil {
				data = test.patch(data)
			}
			td, err = new(ptrace.ProtoUnmarshaler).UnmarshalTraces(data)
			require.NoError(t, err)
			f.traces(td)

			f.wantGood()
			f.wantBad(test.issues, test.observed)
			f.wantCounted(test.flaws, test.dropped, test.scrubbed)
			f.wantValidTexts()
			if test.check != nil {
				test.check(t, f)
			}
		})
	}
}

func newResource(td ptrace.Traces, service string) ptrace.ResourceSpans {
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", service)
	span := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetTraceID(pcommon.TraceID{1, service[0]})
	span.SetSpanID(pcommon.SpanID{2, service[0]})
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(received.Add(-time.Minute)))
	return rs
}

func validText(t testing.TB, what, text string) {
	t.Helper()
	assert.True(t, utf8.ValidString(text) && strings.IndexByte(text, 0) < 0, "%s: %q", what, text)
}
