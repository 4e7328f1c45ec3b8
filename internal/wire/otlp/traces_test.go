package otlp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

var sent = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

var defaults = NewDefaultOptions()

// oneSpan returns a batch with one span of the service shop.
func oneSpan() (ptrace.Traces, ptrace.Span) {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "shop")
	ss := rs.ScopeSpans().AppendEmpty()
	ss.Scope().SetName("lib")
	span := ss.Spans().AppendEmpty()
	span.SetName("GET /cart")
	span.SetTraceID(pcommon.TraceID{1})
	span.SetSpanID(pcommon.SpanID{2})
	span.SetParentSpanID(pcommon.SpanID{3})
	span.SetKind(ptrace.SpanKindInternal)
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(sent))
	return td, span
}

func raise(span ptrace.Span, name string) ptrace.SpanEvent {
	ev := span.Events().AppendEmpty()
	ev.SetName(name)
	ev.SetTimestamp(pcommon.NewTimestampFromTime(sent.Add(-time.Second)))
	ev.Attributes().PutStr("exception.type", "CartError")
	ev.Attributes().PutStr("exception.message", "empty")
	ev.Attributes().PutStr("exception.stacktrace", "Traceback")
	return ev
}

// judged collects what the judge is given, and stamps everything.
func judged(records *[]exception.Record) Judge {
	return func(rec *exception.Record, _ *Attributes) (Stamp, bool) {
		*records = append(*records, *rec)
		return Stamp{Fingerprint: "v1:f", IssueID: "i", GroupReason: "r"}, true
	}
}

func TestFindInTraces_ReadsTheWholeRecord(t *testing.T) {
	td, span := oneSpan()
	span.Status().SetCode(ptrace.StatusCodeError)
	span.TraceState().FromRaw("vendor=1,ot=p:8;th:c")
	span.Attributes().PutStr("user.id", "ann")
	raise(span, "exception")
	resource := td.ResourceSpans().At(0).Resource().Attributes()
	resource.PutStr("service.namespace", "eu")
	resource.PutStr("service.version", "1.2.0")
	resource.PutStr("deployment.environment", "production")
	resource.PutStr("telemetry.sdk.language", "python")

	var got []exception.Record
	found := FindInTraces(td, defaults, judged(&got))
	assert.Equal(t, Found{Items: 1}, found)
	require.Len(t, got, 1)
	assert.Equal(t, exception.Record{
		Source: exception.SourceSpanEvent,
		Service: exception.Service{
			Name: "shop", Namespace: "eu", Version: "1.2.0", Environment: "production", Language: "python",
		},
		Name: "exception", Type: "CartError", Message: "empty", StackTrace: "Traceback",
		Scope: "lib", SpanName: "GET /cart", Level: exception.LevelError,
		Time: sent.Add(-time.Second), TraceID: exception.TraceID{1}, SpanID: exception.SpanID{2}, ParentID: exception.SpanID{3},
		Weight: 4, User: "ann",
	}, got[0])
}

func TestFindInTraces_WhatIsAnError(t *testing.T) {
	failed := func(s ptrace.Span) { s.Status().SetCode(ptrace.StatusCodeError) }
	entry := func(s ptrace.Span) { failed(s); s.SetKind(ptrace.SpanKindServer) }
	tests := map[string]struct {
		build   func(ptrace.Span)
		options func(*Options)
		want    []exception.Source
		found   Found
	}{
		"a healthy span":                        {build: func(ptrace.Span) {}, found: Found{NoError: 1}},
		"an event named exception":              {build: func(s ptrace.Span) { raise(s, "exception") }, want: []exception.Source{ev}},
		"an event named <operation>.exception":  {build: func(s ptrace.Span) { raise(s, "db.client.operation.exception") }, want: []exception.Source{ev}},
		"an event named app.crash":              {build: func(s ptrace.Span) { s.Events().AppendEmpty().SetName("app.crash") }, want: []exception.Source{ev}},
		"an event with an exception in it":      {build: func(s ptrace.Span) { raise(s, "oops") }, want: []exception.Source{ev}},
		"an event of another kind":              {build: func(s ptrace.Span) { s.Events().AppendEmpty().SetName("message") }, found: Found{NoError: 1}},
		"a name that only ends alike":           {build: func(s ptrace.Span) { s.Events().AppendEmpty().SetName("notanexception") }, found: Found{NoError: 1}},
		"two exceptions":                        {build: func(s ptrace.Span) { raise(s, "exception"); raise(s, "exception") }, want: []exception.Source{ev, ev}},
		"the status of an inner span":           {build: failed, found: Found{Inner: 1}},
		"the status of a server span":           {build: entry, want: []exception.Source{status}},
		"the status of a consumer span":         {build: func(s ptrace.Span) { failed(s); s.SetKind(ptrace.SpanKindConsumer) }, want: []exception.Source{status}},
		"the status of a root span":             {build: func(s ptrace.Span) { failed(s); s.SetParentSpanID(pcommon.SpanID{}) }, want: []exception.Source{status}},
		"the status under a remote parent":      {build: func(s ptrace.Span) { failed(s); s.SetFlags(0x300) }, want: []exception.Source{status}},
		"the status under a local parent":       {build: func(s ptrace.Span) { failed(s); s.SetFlags(0x100) }, found: Found{Inner: 1}},
		"any status, when all are wanted":       {build: failed, options: func(o *Options) { o.StatusErrors = StatusErrorsAll }, want: []exception.Source{status}},
		"no status, when they are off":          {build: entry, options: func(o *Options) { o.StatusErrors = StatusErrorsOff }, found: Found{Inner: 1}},
		"a status that its exception explains":  {build: func(s ptrace.Span) { entry(s); raise(s, "exception") }, want: []exception.Source{ev}},
		"an event of ours":                      {build: func(s ptrace.Span) { raise(s, "tidemark.issue.opened") }, found: Found{NoError: 1}},
		"an error counted by another tracker":   {build: func(s ptrace.Span) { raise(s, "exception").Attributes().PutStr(AttrIssueID, "x") }, found: Found{Elsewhere: 1}},
		"a status counted by another tracker":   {build: func(s ptrace.Span) { entry(s); s.Attributes().PutStr(AttrIssueID, "x") }, found: Found{Elsewhere: 1}},
		"an issue id that nobody is to believe": {build: func(s ptrace.Span) { raise(s, "exception").Attributes().PutStr(AttrIssueID, "x") }, options: func(o *Options) { o.TrustIssueID = false }, want: []exception.Source{ev}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			td, span := oneSpan()
			test.build(span)
			options := defaults
			if test.options != nil {
				test.options(&options)
			}
			var got []exception.Record
			found := FindInTraces(td, options, judged(&got))
			var sources []exception.Source
			for _, r := range got {
				sources = append(sources, r.Source)
			}
			assert.Equal(t, test.want, sources)
			test.found.Items = 1
			assert.Equal(t, test.found, found)
		})
	}
}

const (
	ev     = exception.SourceSpanEvent
	status = exception.SourceSpanStatus
)

func TestFindInTraces_OwnTelemetryIsLeftAlone(t *testing.T) {
	for name, own := range map[string]func(ptrace.ResourceSpans){
		"resource": func(rs ptrace.ResourceSpans) { rs.Resource().Attributes().PutBool(AttrSelf, true) },
		"scope": func(rs ptrace.ResourceSpans) {
			rs.ScopeSpans().At(0).Scope().SetName(ScopeName + "/receivers/issuesreceiver")
		},
	} {
		t.Run(name, func(t *testing.T) {
			td, span := oneSpan()
			raise(span, "exception")
			own(td.ResourceSpans().At(0))
			var got []exception.Record
			assert.Equal(t, Found{Items: 1, Own: 1}, FindInTraces(td, defaults, judged(&got)))
			assert.Empty(t, got)
		})
	}
}

func TestFindInTraces_Stamps(t *testing.T) {
	td, span := oneSpan()
	span.Status().SetCode(ptrace.StatusCodeError)
	first := raise(span, "exception")
	second := raise(span, "exception")
	second.Attributes().PutStr(AttrFingerprint, "made up outside")
	other := span.Events().AppendEmpty()
	other.SetName("message")
	n := 0
	FindInTraces(td, defaults, func(*exception.Record, *Attributes) (Stamp, bool) {
		n++
		return Stamp{Fingerprint: "v1:" + string(rune('0'+n)), IssueID: "i"}, true
	})
	assert.Equal(t, "v1:1", text(first.Attributes(), AttrFingerprint))
	assert.Equal(t, "v1:2", text(second.Attributes(), AttrFingerprint))
	assert.Equal(t, "v1:2", text(span.Attributes(), AttrFingerprint), "the last one")
	assert.Zero(t, other.Attributes().Len())
}

func TestFindInTraces_AHandledExceptionDoesNotStampItsSpan(t *testing.T) {
	td, span := oneSpan()
	event := raise(span, "exception")
	var got []exception.Record
	FindInTraces(td, defaults, judged(&got))
	assert.True(t, got[0].Handled)
	assert.Equal(t, exception.LevelWarning, got[0].Level)
	assert.Equal(t, "i", text(event.Attributes(), AttrIssueID))
	assert.Zero(t, span.Attributes().Len())
}

func TestWeightOfTraceState(t *testing.T) {
	for state, want := range map[string]float64{
		"": 1, "vendor=x": 1, "ot=th:8": 2, "ot=th:c": 4, "ot=th:0": 1, "ot=p:8;th:fff": 4096,
		"a=1, ot=rv:123;th:e": 8, "ot=th:": 1, "ot=th:zz": 1, "ot=th:fffffffffffffff": 1, "ot=th:-1": 1,
		"ot=th:ffffffffffffff": maxWeight, "xot=th:8": 1,
	} {
		assert.InDelta(t, want, weightOfTraceState(state), 1e-9, state)
	}
}

func BenchmarkFindInTraces_HealthySpan(b *testing.B) {
	td, span := oneSpan()
	for n := 1; n < 1000; n++ {
		span.CopyTo(td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().AppendEmpty())
	}
	b.ReportAllocs()
	for b.Loop() {
		FindInTraces(td, defaults, nil)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/span")
}
