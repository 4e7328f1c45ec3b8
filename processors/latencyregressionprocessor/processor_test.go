package latencyregressionprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
	"github.com/tidemark-otel/tidemark/processors/latencyregressionprocessor/internal/metadatatest"
)

func TestLatencyRegression_CountsCallsOfServersAndConsumers(t *testing.T) {
	f := newFixture(t)
	td, spans := newBatch("shop")
	f.add(spans, "GET /users/4711", nil)
	f.add(spans, "GET /users/4712", nil).Status().SetCode(ptrace.StatusCodeError)
	f.add(spans, "orders", nil).SetKind(ptrace.SpanKindConsumer)
	f.add(spans, "SELECT", map[string]any{"db.system.name": "postgresql"}).SetKind(ptrace.SpanKindClient)
	f.add(spans, "GET /healthz", nil)
	require.NoError(t, f.ConsumeTraces(t.Context(), td))
	items := f.latencies.Stats().Items
	require.EqualValues(t, 5, items[ledger.FateReceived])
	require.EqualValues(t, 3, items[ledger.FateCounted]+items[ledger.FateOverflow], "neither clients nor probes are calls")
	metadatatest.AssertEqualProcessorLatencyRegressionExcluded(t, f.telemetry, []metricdata.DataPoint[int64]{{Value: 0}}, metricdatatest.IgnoreTimestamp())
}

func TestLatencyRegression_LeavesOutWhatIsExcluded(t *testing.T) {
	f := newFixture(t, func(c *Config) {
		c.Include = []MatchConfig{{Service: "shop*"}}
		c.Exclude = []MatchConfig{{Route: "/admin/*"}}
		c.Where = `attributes["user.kind"] != "robot"`
	})
	td, spans := newBatch("shop-1")
	f.add(spans, "GET", map[string]any{"http.route": "/pay"})
	f.add(spans, "GET", map[string]any{"http.route": "/admin/users"})
	f.add(spans, "GET", map[string]any{"http.route": "/pay", "user.kind": "robot"})
	require.NoError(t, f.ConsumeTraces(t.Context(), td))
	td, spans = newBatch("depot")
	f.add(spans, "GET", map[string]any{"http.route": "/pay"})
	require.NoError(t, f.ConsumeTraces(t.Context(), td))
	items := f.latencies.Stats().Items
	require.EqualValues(t, 1, items[ledger.FateCounted]+items[ledger.FateOverflow])
	metadatatest.AssertEqualProcessorLatencyRegressionExcluded(t, f.telemetry, []metricdata.DataPoint[int64]{{Value: 3}}, metricdatatest.IgnoreTimestamp())
}

func TestLatencyRegression_FaultsOfTheConditionAreCountedAndSaidOnce(t *testing.T) {
	f := newFixture(t, func(c *Config) { c.Where = `Int(ParseJSON(attributes["body"])["n"]) > 1` })
	td, spans := newBatch("shop")
	for _, body := range []string{`{"n":2}`, "{", "[", `{"n":1}`} {
		f.add(spans, "s", map[string]any{"body": body})
	}
	require.NoError(t, f.ConsumeTraces(t.Context(), td))
	metadatatest.AssertEqualProcessorLatencyRegressionWhereErrors(t, f.telemetry, []metricdata.DataPoint[int64]{{Value: 2}}, metricdatatest.IgnoreTimestamp())
	require.Len(t, f.log.TakeAll(), 1)
}

func TestLatencyRegression_DataPassesUnchanged(t *testing.T) {
	f := newFixture(t, func(c *Config) { c.Where = `IsMatch(name, ".*")` })
	td, spans := newBatch("shop")
	for range 20 {
		span := f.add(spans, "GET /users/4711", map[string]any{"a": []any{1, "x"}, "http.route": "/users/\xff"})
		span.TraceState().FromRaw("ot=th:8,x=y")
		span.Events().AppendEmpty().SetName("exception")
		span.Links().AppendEmpty().SetTraceID(pcommon.TraceID{1})
	}
	want, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(td)
	require.NoError(t, err)
	td.MarkReadOnly()
	require.False(t, f.Capabilities().MutatesData)
	require.NoError(t, f.ConsumeTraces(t.Context(), td))
	require.Equal(t, []ptrace.Traces{td}, f.sink.AllTraces())
	got, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(td)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestLatencyRegression_ARefusedBatchIsNotCountedAndOneThatComesTwiceOnce(t *testing.T) {
	f := newFixture(t)
	td, spans := newBatch("shop")
	f.add(spans, "GET /", nil)
	f.next = consumertest.NewErr(errRefused)
	require.ErrorIs(t, f.ConsumeTraces(t.Context(), td), errRefused)
	metadatatest.AssertEqualProcessorLatencyRegressionRefusedBatches(t, f.telemetry, []metricdata.DataPoint[int64]{{Value: 1}}, metricdatatest.IgnoreTimestamp())
	f.next = f.sink
	require.NoError(t, f.ConsumeTraces(t.Context(), td))
	require.NoError(t, f.ConsumeTraces(t.Context(), td))
	items := f.latencies.Stats().Items
	require.EqualValues(t, 1, items[ledger.FateRefused])
	require.EqualValues(t, 1, items[ledger.FateRepeated])
	require.EqualValues(t, 1, items[ledger.FateCounted]+items[ledger.FateOverflow])
}

func TestLatencyRegression_WithoutATrackerDataPassesAndThatIsSaid(t *testing.T) {
	f := newFixture(t, func(c *Config) { c.Tracker = "none" })
	f.latencies = nil
	require.NoError(t, f.Start(t.Context(), componenttest.NewNopHost()))
	td, spans := newBatch("shop")
	f.add(spans, "s", nil)
	require.NoError(t, f.ConsumeTraces(t.Context(), td))
	require.Equal(t, 1, f.sink.SpanCount())
	require.Len(t, f.log.TakeAll(), 1)
}

func TestLatencyRegression_WithoutAnExtensionItSaysWhichLinesToAdd(t *testing.T) {
	f := newFixture(t)
	require.ErrorContains(t, f.Start(t.Context(), componenttest.NewNopHost()), "extensions: [issue_tracker]")
}

func TestLatencyRegression_BadInputIsCountedAsFarAsItGoes(t *testing.T) {
	f := newFixture(t)
	td, spans := newBatch(strings.Repeat("s", 1<<20))
	f.add(spans, strings.Repeat("n", 1<<20), nil).TraceState().FromRaw("ot=th:NaN")
	f.add(spans, "no end", nil).SetEndTimestamp(0)
	f.add(spans, "no start", nil).SetStartTimestamp(0)
	f.add(spans, "ends before it starts", nil).SetStartTimestamp(pcommon.NewTimestampFromTime(noon.AddDate(100, 0, 0)))
	f.add(spans, "\xff\x00", nil).SetTraceID(pcommon.TraceID{})
	f.add(spans, "no id", nil).SetSpanID(pcommon.SpanID{})
	f.add(spans, "its own parent", nil).SetParentSpanID(pcommon.SpanID{7: 7})
	td.ResourceSpans().AppendEmpty()
	require.NoError(t, f.ConsumeTraces(t.Context(), td))
	require.NoError(t, f.ConsumeTraces(t.Context(), ptrace.NewTraces()))
	f.tracker.Advance(noon.AddDate(0, 0, 1))
	items := f.latencies.Stats().Items
	require.EqualValues(t, 7, items[ledger.FateReceived])
	metadatatest.AssertEqualProcessorLatencyRegressionItems(t, f.telemetry, []metricdata.DataPoint[int64]{
		{Value: 7, Attributes: attribute.NewSet(attribute.String("fate", "received"))},
		{Value: int64(items[ledger.FateCounted]), Attributes: attribute.NewSet(attribute.String("fate", "counted"))},
	}, metricdatatest.IgnoreTimestamp())
}
