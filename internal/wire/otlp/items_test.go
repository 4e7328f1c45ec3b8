package otlp

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// walked is all that a walk told.
type walked struct {
	senders []Sender
	items   []Item
	own     int
}

func (w *walked) From(s *Sender) { w.senders = append(w.senders, *s) }
func (w *walked) Own(items int)  { w.own += items }
func (w *walked) Span(item *Item, _ ptrace.ResourceSpans, _ ptrace.ScopeSpans, _ ptrace.Span) {
	w.items = append(w.items, *item)
}
func (w *walked) Record(item *Item, _ plog.ResourceLogs, _ plog.ScopeLogs, _ plog.LogRecord) {
	w.items = append(w.items, *item)
}

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func newItems() *Items { return NewItems(NewOperations(), []string{"service.version"}, true) }

// walkSpan returns what a walk tells of one span.
func walkSpan(t *testing.T, fill func(ptrace.Span)) Item {
	t.Helper()
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	fill(span)
	td.MarkReadOnly()
	var w walked
	newItems().Traces(td, &w)
	require.Len(t, w.items, 1)
	return w.items[0]
}

func TestItems_NameWhatAServiceWasAskedFor(t *testing.T) {
	for name, test := range map[string]struct {
		kind  ptrace.SpanKind
		span  string
		attrs map[string]any
		fail  bool
		want  string
	}{
		"a route":                     {ptrace.SpanKindServer, "whatever", map[string]any{"http.request.method": "GET", "http.route": "/pay/{id}"}, false, "server GET /pay/{id}"},
		"a route of older senders":    {ptrace.SpanKindServer, "x", map[string]any{"http.method": "POST", "http.route": "/pay"}, false, "server POST /pay"},
		"a route without a method":    {ptrace.SpanKindServer, "x", map[string]any{"http.route": "/pay"}, false, "server /pay"},
		"no route":                    {ptrace.SpanKindServer, "GET", map[string]any{"http.request.method": "GET"}, false, "server GET"},
		"a raw path":                  {ptrace.SpanKindServer, "GET /users/4711/orders", nil, false, "server GET /users/<num>/orders"},
		"a raw path as route":         {ptrace.SpanKindServer, "x", map[string]any{"http.request.method": "GET", "http.route": "/users/0f8fad5b-d9cb-469f-a165-70867728950e"}, false, "server GET /users/<uuid>"},
		"a call":                      {ptrace.SpanKindServer, "shop.v1.Cart/Add", nil, false, "server shop.v1.Cart/Add"},
		"a message":                   {ptrace.SpanKindConsumer, "process orders", nil, false, "consumer process orders"},
		"a span without a name":       {ptrace.SpanKindServer, "", nil, false, "server"},
		"characters that are none":    {ptrace.SpanKindServer, "a\xff\x00b", nil, false, "server a\uFFFD\uFFFDb"},
		"one that failed":             {ptrace.SpanKindServer, "GET /pay", nil, true, ""},
		"a client":                    {ptrace.SpanKindClient, "GET /pay", nil, false, ""},
		"an internal one":             {ptrace.SpanKindInternal, "job", nil, false, ""},
		"a method that is no text":    {ptrace.SpanKindServer, "x", map[string]any{"http.request.method": 7, "http.route": "/pay"}, false, "server <num> /pay"},
		"a name that is all too long": {ptrace.SpanKindServer, strings.Repeat("abc ", 50_000), nil, false, "server " + strings.Repeat("abc ", 62) + "a"},
	} {
		t.Run(name, func(t *testing.T) {
			got := walkSpan(t, func(span ptrace.Span) {
				span.SetKind(test.kind)
				span.SetName(test.span)
				require.NoError(t, span.Attributes().FromRaw(test.attrs))
				if test.fail {
					span.Status().SetCode(ptrace.StatusCodeError)
				}
			})
			require.Equal(t, test.want, got.Operation)
		})
	}
}

func TestItems_SayWhatASpanIs(t *testing.T) {
	got := walkSpan(t, func(span ptrace.Span) {
		span.SetKind(ptrace.SpanKindServer)
		span.SetName("GET /pay")
		span.SetSpanID(pcommon.SpanID{7: 9})
		span.SetParentSpanID(pcommon.SpanID{1})
		span.TraceState().FromRaw("ot=th:8")
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(noon.Add(-time.Second)))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(noon))
		span.Attributes().PutStr("http.route", "/pay")
	})
	require.Equal(t, Item{ID: 9, Time: noon, Weight: 2, Entry: true, Operation: "server /pay", Called: "server /pay", Start: noon.Add(-time.Second), Name: "GET /pay", Route: "/pay", Kind: "server", Status: "ok"}, got)
	got = walkSpan(t, func(span ptrace.Span) {
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(noon))
		span.Status().SetCode(ptrace.StatusCodeError)
		span.TraceState().FromRaw("ot=th:nan")
	})
	require.Equal(t, Item{Time: noon, Weight: 1, Entry: true, Root: true, Status: "error", Start: noon}, got)
}

func TestItems_SayWhatALogRecordIs(t *testing.T) {
	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	event := records.AppendEmpty()
	event.SetEventName("user.signed_up")
	event.SetSeverityNumber(plog.SeverityNumberInfo2)
	event.SetObservedTimestamp(pcommon.NewTimestampFromTime(noon))
	event.Attributes().PutStr("sampling.threshold", "c")
	plain := records.AppendEmpty()
	plain.SetSeverityText("TRACE")
	plain.SetTimestamp(pcommon.NewTimestampFromTime(noon))
	ours := records.AppendEmpty()
	ours.SetEventName("tidemark.issue.opened")
	var w walked
	newItems().Logs(ld, &w)
	require.Equal(t, 1, w.own)
	require.Len(t, w.items, 2)
	require.NotEqual(t, w.items[0].ID, w.items[1].ID)
	w.items[0].ID, w.items[1].ID = 0, 0
	require.Equal(t, []Item{
		{Time: noon, Weight: 4, Operation: "user.signed_up", Name: "user.signed_up", Severity: "info"},
		{Time: noon, Weight: 1, Severity: "trace"},
	}, w.items)
}

func TestHashOfRecord_DependsOnAllThatItSays(t *testing.T) {
	hashes := map[uint64]string{}
	for name, fill := range map[string]func(plog.LogRecord){
		"nothing":   func(plog.LogRecord) {},
		"time":      func(r plog.LogRecord) { r.SetTimestamp(1) },
		"observed":  func(r plog.LogRecord) { r.SetObservedTimestamp(1) },
		"body":      func(r plog.LogRecord) { r.Body().SetStr("a") },
		"int":       func(r plog.LogRecord) { r.Attributes().PutInt("a", 1) },
		"other int": func(r plog.LogRecord) { r.Attributes().PutInt("a", 2) },
		"double":    func(r plog.LogRecord) { r.Attributes().PutDouble("a", 1) },
		"bool":      func(r plog.LogRecord) { r.Attributes().PutBool("a", true) },
		"bytes":     func(r plog.LogRecord) { r.Attributes().PutEmptyBytes("a").FromRaw([]byte{1, 2}) },
		"list":      func(r plog.LogRecord) { r.Body().SetEmptySlice().AppendEmpty().SetStr("a") },
		"map":       func(r plog.LogRecord) { r.Body().SetEmptyMap().PutStr("a", "b") },
		"span":      func(r plog.LogRecord) { r.SetSpanID(pcommon.SpanID{1}) },
	} {
		r := plog.NewLogRecord()
		fill(r)
		h := hashOfRecord(r)
		require.Emptyf(t, hashes[h], "%s is as %s", name, hashes[h])
		hashes[h] = name
		require.Equal(t, h, hashOfRecord(r))
	}
}

func TestItems_SayWhoSentThem(t *testing.T) {
	for name, test := range map[string]struct {
		resource map[string]any
		want     Sender
	}{
		"all": {map[string]any{
			"service.name": "shop", "service.namespace": "n", "deployment.environment.name": "prod", "service.version": "2.1.0",
			"service.instance.id": "i", "k8s.pod.name": "p", "host.name": "h", "k8s.node.name": "node",
		}, Sender{"n", "shop", "prod", "2.1.0", "i", "node"}},
		"a pod":      {map[string]any{"service.name": "shop", "k8s.pod.name": "p", "host.name": "h"}, Sender{"", "shop", "unknown", "", "p", "h"}},
		"a host":     {map[string]any{"service.name": "shop", "host.name": "h"}, Sender{"", "shop", "unknown", "", "h", "h"}},
		"nothing":    {nil, Sender{"", "unknown_service", "unknown", "", "", ""}},
		"a bad name": {map[string]any{"service.name": "a\xff\x00"}, Sender{"", "a\uFFFD\uFFFD", "unknown", "", "", ""}},
		"a long name": {
			map[string]any{"service.name": strings.Repeat("x", 1<<20)}, Sender{"", strings.Repeat("x", 1<<10), "unknown", "", "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			td := ptrace.NewTraces()
			rs := td.ResourceSpans().AppendEmpty()
			require.NoError(t, rs.Resource().Attributes().FromRaw(test.resource))
			rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
			td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty() // of a resource without spans nothing is told
			var w walked
			newItems().Traces(td, &w)
			require.Equal(t, []Sender{test.want}, w.senders)
		})
	}
}

func TestItems_OfTidemarkItselfAreNone(t *testing.T) {
	td := ptrace.NewTraces()
	self := td.ResourceSpans().AppendEmpty()
	self.Resource().Attributes().PutBool(AttrSelf, true)
	self.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	ss := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty()
	ss.Scope().SetName(ScopeName)
	ss.Spans().AppendEmpty()
	var w walked
	newItems().Traces(td, &w)
	require.Equal(t, walked{own: 2}, w)
}

func TestOperations_AreBounded(t *testing.T) {
	o := NewOperations()
	for n := range 3 * maxOperations {
		name := fmt.Sprintf("letter %c%c%c%c", 'a'+n%26, 'a'+n/26%26, 'a'+n/676%26, 'a'+n/17576%26)
		require.Equal(t, name, o.event(name))
		require.LessOrEqual(t, len(o.names), maxOperations)
	}
}

// steady is a batch as a busy service sends it.
func steady(spans int) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "shop")
	rs.Resource().Attributes().PutStr("service.version", "2.1.0")
	ss := rs.ScopeSpans().AppendEmpty()
	for n := range spans {
		span := ss.Spans().AppendEmpty()
		span.SetKind(ptrace.SpanKindServer)
		span.SetName("GET /users/4711")
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(noon))
		span.TraceState().FromRaw("ot=th:8")
		if n%2 == 0 {
			span.Attributes().PutStr("http.request.method", "GET")
			span.Attributes().PutStr("http.route", "/users/{id}")
		}
	}
	return td
}

// nobody takes what a walk tells and keeps nothing.
type nobody struct{ entries int }

func (*nobody) From(*Sender) {}
func (*nobody) Own(int)      {}
func (v *nobody) Span(item *Item, _ ptrace.ResourceSpans, _ ptrace.ScopeSpans, _ ptrace.Span) {
	if item.Entry {
		v.entries++
	}
}

func TestItems_AllocateNothingForNamesThatCameBefore(t *testing.T) {
	td, w, v := steady(100), newItems(), &nobody{}
	w.Traces(td, v)
	require.Zero(t, testing.AllocsPerRun(20, func() { w.Traces(td, v) }))
	require.NotZero(t, v.entries)
}

func BenchmarkItems(b *testing.B) {
	td, w, v := steady(1000), newItems(), &nobody{}
	b.ReportAllocs()
	for b.Loop() {
		w.Traces(td, v)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/span")
}
