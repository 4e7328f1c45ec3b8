package errorgroupprocessor

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/processors/errorgroupprocessor/internal/metadatatest"
)

var errRefused = errors.New("no room")

// host has the extensions it is given.
type host map[component.ID]component.Component

func (h host) GetExtensions() map[component.ID]component.Component { return h }

// next takes what passes, or refuses it.
type next struct {
	consumertest.TracesSink
	logs   consumertest.LogsSink
	refuse bool
}

func (n *next) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	if n.refuse {
		return errRefused
	}
	return n.TracesSink.ConsumeTraces(ctx, td)
}

func (n *next) ConsumeLogs(ctx context.Context, ld plog.Logs) error {
	if n.refuse {
		return errRefused
	}
	return n.logs.ConsumeLogs(ctx, ld)
}

// fixture is an error group in a pipeline of traces and one of logs, with a tracker.
type fixture struct {
	traces    processor.Traces
	logs      processor.Logs
	next      *next
	telemetry *componenttest.Telemetry
	directory string
	tracker   component.Component
}

// newFixture starts a tracker and the processors. Unless it is told otherwise nothing is configured.
func newFixture(t *testing.T, change ...func(*Config)) *fixture {
	t.Helper()
	f := &fixture{directory: t.TempDir()}
	factory := issuetrackerextension.NewFactory()
	tracker := factory.CreateDefaultConfig().(*issuetrackerextension.Config)
	tracker.Directory, tracker.AllowNetworkFileSystem, tracker.HTTP.NetAddr.Endpoint = f.directory, true, ""
	tracker.CommitWait = time.Hour // a slow disk fails no test
	var err error
	f.tracker, err = factory.Create(t.Context(), extensiontest.NewNopSettings(factory.Type()), tracker)
	require.NoError(t, err)
	require.NoError(t, f.tracker.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, f.tracker.Shutdown(context.Background())) })
	f.make(t, change...)
	f.start(t, host{component.MustNewID("issue_tracker"): f.tracker})
	return f
}

// make makes the processors and does not start them.
func (f *fixture) make(t *testing.T, change ...func(*Config)) {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	for _, c := range change {
		c(cfg)
	}
	f.next, f.telemetry = &next{}, componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, f.telemetry.Shutdown(context.Background())) })
	set := metadatatest.NewSettings(f.telemetry)
	var err error
	f.traces, err = NewFactory().CreateTraces(t.Context(), set, cfg, f.next)
	require.NoError(t, err)
	f.logs, err = NewFactory().CreateLogs(t.Context(), set, cfg, f.next)
	require.NoError(t, err)
}

func (f *fixture) start(t *testing.T, h component.Host) {
	t.Helper()
	for _, p := range []component.Component{f.traces, f.logs} {
		require.NoError(t, p.Start(t.Context(), h))
		t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) })
	}
}

// issues stops the tracker and returns what it has kept.
func (f *fixture) issues(t *testing.T) []issue.Issue {
	t.Helper()
	require.NoError(t, f.tracker.Shutdown(t.Context()))
	db, err := store.Open(t.Context(), store.Settings{Path: filepath.Join(f.directory, "tidemark.db"), Force: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	page, err := db.Issues(t.Context(), store.Query{Limit: 100})
	require.NoError(t, err)
	return page.Issues
}

// wantOutcomes checks what telemetry tells: the errors by outcome, and the items.
func (f *fixture) wantOutcomes(t *testing.T, items int64, outcomes map[string]int64) {
	t.Helper()
	var points []metricdata.DataPoint[int64]
	for outcome, n := range outcomes {
		points = append(points, metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attribute.String("outcome", outcome))})
	}
	metadatatest.AssertEqualProcessorErrorGroupErrors(t, f.telemetry, points, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualProcessorErrorGroupItems(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: items}}, metricdatatest.IgnoreTimestamp())
}

var (
	_ consumer.Traces = (*next)(nil)
	_ consumer.Logs   = (*next)(nil)
)

// newTraces returns a batch of a service, and where its spans go.
func newTraces(service string) (ptrace.Traces, ptrace.SpanSlice) {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", service)
	ss := rs.ScopeSpans().AppendEmpty()
	ss.Scope().SetName("http")
	return td, ss.Spans()
}

// addSpan adds the n-th span, which is in Error because of an exception unless its type is empty.
func addSpan(spans ptrace.SpanSlice, n byte, name, exceptionType string) ptrace.Span {
	span := spans.AppendEmpty()
	span.SetTraceID(pcommon.TraceID{1, n})
	span.SetSpanID(pcommon.SpanID{2, n})
	span.SetName(name)
	span.SetKind(ptrace.SpanKindServer)
	at := pcommon.NewTimestampFromTime(time.Now())
	span.SetStartTimestamp(at)
	span.SetEndTimestamp(at)
	span.Attributes().PutStr("http.route", "/pay")
	if exceptionType == "" {
		return span
	}
	span.Status().SetCode(ptrace.StatusCodeError)
	event := span.Events().AppendEmpty()
	event.SetName("exception")
	event.SetTimestamp(at)
	event.Attributes().PutStr("exception.type", exceptionType)
	event.Attributes().PutStr("exception.message", "card declined")
	return span
}

// newLogs returns a batch of a service, and where its records go.
func newLogs(service string) (plog.Logs, plog.LogRecordSlice) {
	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", service)
	return ld, rl.ScopeLogs().AppendEmpty().LogRecords()
}

func addRecord(records plog.LogRecordSlice, severity plog.SeverityNumber, body string) plog.LogRecord {
	lr := records.AppendEmpty()
	lr.SetSeverityNumber(severity)
	lr.SetTimestamp(pcommon.NewTimestampFromTime(time.Now()))
	lr.Body().SetStr(body)
	return lr
}

func addException(records plog.LogRecordSlice, severity plog.SeverityNumber, exceptionType string) plog.LogRecord {
	lr := addRecord(records, severity, "payment failed")
	lr.Attributes().PutStr("exception.type", exceptionType)
	lr.Attributes().PutStr("exception.message", "card declined")
	return lr
}

func copyOfTraces(td ptrace.Traces) ptrace.Traces {
	c := ptrace.NewTraces()
	td.CopyTo(c)
	return c
}

func copyOfLogs(ld plog.Logs) plog.Logs {
	c := plog.NewLogs()
	ld.CopyTo(c)
	return c
}

// stamps returns what is ours of attributes.
func stamps(m pcommon.Map) map[string]any {
	ours := map[string]any{}
	for key, value := range m.All() {
		if strings.HasPrefix(key, "tidemark.") {
			ours[key] = value.AsRaw()
		}
	}
	return ours
}

func removeStamps(m pcommon.Map) {
	m.RemoveIf(func(key string, _ pcommon.Value) bool { return strings.HasPrefix(key, "tidemark.") })
}
