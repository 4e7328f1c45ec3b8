package flatlineprocessor

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/processors/flatlineprocessor/internal/metadatatest"
)

func TestFlatline_CountsWhatWasDeclared(t *testing.T) {
	f := newFixture(t, declare(
		StreamConfig{Name: "attempts", Match: MatchConfig{SpanName: "POST /signup"}},
		StreamConfig{Name: "signups", Match: MatchConfig{SpanName: "POST /signup", Status: "ok"}, Where: `attributes["user.kind"] == "human"`},
		StreamConfig{Name: "shipped", Match: MatchConfig{EventName: "order.*", Severity: "info"}, Where: `log.body == "done"`},
	))
	td, spans := newTraces("shop")
	addSpan(spans, "POST /signup", map[string]any{"user.kind": "human"}).TraceState().FromRaw("ot=th:8")
	addSpan(spans, "POST /signup", map[string]any{"user.kind": "robot"})
	addSpan(spans, "POST /signup", map[string]any{"user.kind": "human"}).Status().SetCode(ptrace.StatusCodeError)
	addSpan(spans, "GET /", nil)
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	ld, records := newLogs("depot")
	for _, body := range []string{"done", "failed"} {
		r := records.AppendEmpty()
		r.SetEventName("order.shipped")
		r.SetSeverityNumber(plog.SeverityNumberInfo)
		r.Body().SetStr(body)
	}
	require.NoError(t, f.logs.ConsumeLogs(t.Context(), ld))
	require.Equal(t, []event{
		{"shop", 0, "", noon, 2}, {"shop", 1, "", noon, 2}, {"shop", 0, "", noon, 1}, {"shop", 0, "", noon, 1}, {"depot", 2, "", noon, 1},
	}, f.streams.events)
	require.Equal(t, 6, f.streams.items)
	require.Equal(t, 4, f.streams.entries)
	metadatatest.AssertEqualProcessorFlatlineEvents(t, f.telemetry, []metricdata.DataPoint[int64]{
		{Value: 5, Attributes: attribute.NewSet(attribute.String("source", "declared"))},
		{Value: 0, Attributes: attribute.NewSet(attribute.String("source", "discovered"))},
	}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualProcessorFlatlineItems(t, f.telemetry, []metricdata.DataPoint[int64]{
		{Value: 6, Attributes: attribute.NewSet(attribute.String("fate", "received"))},
		{Value: 5, Attributes: attribute.NewSet(attribute.String("fate", "counted"))},
	}, metricdatatest.IgnoreTimestamp())
}

func TestFlatline_DiscoversOperationsThatSucceedAndEvents(t *testing.T) {
	f := newFixture(t)
	td, spans := newTraces("shop")
	addSpan(spans, "GET /users/4711", nil)
	addSpan(spans, "GET /users/4712", nil).Status().SetCode(ptrace.StatusCodeError)
	addSpan(spans, "SELECT", nil).SetKind(ptrace.SpanKindClient)
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	ld, records := newLogs("shop")
	records.AppendEmpty().SetEventName("user.signed_up")
	records.AppendEmpty().Body().SetStr("plain")
	require.NoError(t, f.logs.ConsumeLogs(t.Context(), ld))
	require.Equal(t, []event{{"shop", -1, "server GET /users/<num>", noon, 1}, {"shop", -1, "user.signed_up", noon, 1}}, f.streams.events)
}

func TestFlatline_SplitsAndSumsUpTheRest(t *testing.T) {
	f := newFixture(t, declare(StreamConfig{
		Name: "signups", Match: MatchConfig{SpanName: "s"}, SplitBy: []string{"attributes.plan", "resource.attributes.service.name"}, MaxSplits: 2,
	}))
	td, spans := newTraces("shop")
	for _, plan := range []any{"free", 7, "free", "gold", nil} {
		addSpan(spans, "s", map[string]any{"plan": plan})
	}
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	var names []string
	for _, e := range f.streams.events {
		names = append(names, e.name)
	}
	require.Equal(t, []string{"free, shop", "7, shop", "free, shop", "other", "other"}, names)
	metadatatest.AssertEqualProcessorFlatlineSplitOverflow(t, f.telemetry, []metricdata.DataPoint[int64]{{Value: 2}}, metricdatatest.IgnoreTimestamp())
}

func TestFlatline_DataPassesUnchanged(t *testing.T) {
	f := newFixture(t, func(c *Config) {
		c.Streams = []StreamConfig{{Name: "a", Match: MatchConfig{Service: "?*"}, Where: `IsMatch(name, ".*")`, SplitBy: []string{"attributes.a"}}}
	})
	td, spans := newTraces("shop")
	ld, records := newLogs("shop")
	for range 20 {
		span := addSpan(spans, "GET /users/4711", map[string]any{"a": []any{1, "x"}, "http.route": "/users/\xff", "tidemark.issue.id": "x"})
		span.TraceState().FromRaw("ot=th:8,x=y")
		span.Events().AppendEmpty().SetName("exception")
		span.Links().AppendEmpty().SetTraceID(pcommon.TraceID{1})
		record := records.AppendEmpty()
		record.SetEventName("e")
		record.Body().SetEmptyMap().PutStr("a", "b")
	}
	before, logsBefore := ptrace.NewTraces(), plog.NewLogs()
	td.CopyTo(before)
	ld.CopyTo(logsBefore)
	td.MarkReadOnly()
	ld.MarkReadOnly()
	require.False(t, f.traces.Capabilities().MutatesData)
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	require.NoError(t, f.logs.ConsumeLogs(t.Context(), ld))
	require.Equal(t, []ptrace.Traces{td}, f.sink.AllTraces())
	require.Equal(t, []plog.Logs{ld}, f.logSink.AllLogs())
	want, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(before)
	require.NoError(t, err)
	got, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(td)
	require.NoError(t, err)
	require.Equal(t, want, got)
	want, err = (&plog.ProtoMarshaler{}).MarshalLogs(logsBefore)
	require.NoError(t, err)
	got, err = (&plog.ProtoMarshaler{}).MarshalLogs(ld)
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.Equal(t, 40, f.streams.items)
}

func TestFlatline_ARefusedBatchIsNotCounted(t *testing.T) {
	f := newFixture(t)
	f.traces.next, f.logs.next = consumertest.NewErr(errRefused), consumertest.NewErr(errRefused)
	td, spans := newTraces("shop")
	addSpan(spans, "GET /", nil)
	ld, records := newLogs("shop")
	records.AppendEmpty().SetEventName("a")
	require.ErrorIs(t, f.traces.ConsumeTraces(t.Context(), td), errRefused)
	require.ErrorIs(t, f.logs.ConsumeLogs(t.Context(), ld), errRefused)
	require.Empty(t, f.streams.events)
	require.Equal(t, 2, f.streams.aborted)
	metadatatest.AssertEqualProcessorFlatlineRefusedBatches(t, f.telemetry, []metricdata.DataPoint[int64]{{Value: 2}}, metricdatatest.IgnoreTimestamp())
}

func TestFlatline_FaultsOfAConditionAreCountedAndSaidOnce(t *testing.T) {
	f := newFixture(t, declare(StreamConfig{Name: "a", Match: MatchConfig{SpanName: "s"}, Where: `Int(ParseJSON(attributes["body"])["n"]) > 1`}))
	td, spans := newTraces("shop")
	for _, body := range []string{`{"n":2}`, "{", "[", `{"n":1}`} {
		addSpan(spans, "s", map[string]any{"body": body})
	}
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	require.Len(t, f.streams.events, 1)
	metadatatest.AssertEqualProcessorFlatlineWhereErrors(t, f.telemetry, []metricdata.DataPoint[int64]{{Value: 2}}, metricdatatest.IgnoreTimestamp())
	require.Len(t, f.tracesLog.TakeAll(), 1)
}

func TestFlatline_StreamsThatNeverMatchedAreSaidOnceAfterAnHour(t *testing.T) {
	f := newFixture(t, declare(
		StreamConfig{Name: "here", Match: MatchConfig{SpanName: "s"}},
		StreamConfig{Name: "nowhere", Match: MatchConfig{SpanName: "S"}},
		StreamConfig{Name: "in another pipeline", Match: MatchConfig{SpanName: "p"}},
		StreamConfig{Name: "of logs", Match: MatchConfig{EventName: "e"}},
	))
	f.streams.statuses = []flatline.Status{{Key: flatline.Key{Definition: 2}, Declared: true, LastEvent: noon}, {Key: flatline.Key{Definition: 1}, Declared: true}}
	var said []string
	for _, after := range []time.Duration{0, 59 * time.Minute, time.Hour, 2 * time.Hour} {
		td, spans := newTraces("shop")
		addSpan(spans, "s", nil)
		f.now = noon.Add(after)
		require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
		said = append(said, after.String())
		for _, entry := range f.tracesLog.TakeAll() {
			said = append(said, entry.ContextMap()["stream"].(string))
		}
	}
	require.Equal(t, []string{"0s", "59m0s", "1h0m0s", "nowhere", "2h0m0s"}, said)
	require.Equal(t, 1, f.streams.asked)
}

func TestFlatline_WithoutATrackerDataPassesAndThatIsSaid(t *testing.T) {
	f := newFixture(t, func(c *Config) { c.Tracker = "none" })
	f.traces.streams = nil
	require.NoError(t, f.traces.Start(t.Context(), componenttest.NewNopHost()))
	td, spans := newTraces("shop")
	addSpan(spans, "s", nil)
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	require.Equal(t, 1, f.sink.SpanCount())
	require.Len(t, f.tracesLog.TakeAll(), 1)
}

func TestFlatline_WithoutAnExtensionItSaysWhichLinesToAdd(t *testing.T) {
	f := newFixture(t)
	require.ErrorContains(t, f.traces.Start(t.Context(), componenttest.NewNopHost()), "extensions: [issue_tracker]")
}

func TestFlatline_BadInputIsCountedAsFarAsItGoes(t *testing.T) {
	f := newFixture(t, func(c *Config) {
		c.Streams = []StreamConfig{{Name: "all", Match: MatchConfig{Service: "?*"}, SplitBy: []string{"attributes.a"}, MaxSplits: 2}}
	})
	td, spans := newTraces(strings.Repeat("s", 1<<20))
	addSpan(spans, strings.Repeat("n", 1<<20), map[string]any{"a": strings.Repeat("v", 1<<20)}).TraceState().FromRaw("ot=th:NaN")
	addSpan(spans, "", map[string]any{"a": []any{"x"}}).SetEndTimestamp(0)
	addSpan(spans, "\xff\x00", map[string]any{"a": "\xff"}).TraceState().FromRaw("ot=th:ffffffffffffff")
	for n := range spans.Len() {
		spans.At(n).SetSpanID(pcommon.SpanID{})
	}
	td.ResourceSpans().AppendEmpty()
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), ptrace.NewTraces()))
	require.NoError(t, f.logs.ConsumeLogs(t.Context(), plog.NewLogs()))
	require.Len(t, f.streams.events, 6)
	for _, e := range f.streams.events {
		require.LessOrEqual(t, len(e.name), 300)
		require.LessOrEqual(t, len(e.service), 1<<10)
		require.True(t, e.weight >= 1 && e.weight <= 1<<32)
		require.Equal(t, noon, e.at)
	}
}
