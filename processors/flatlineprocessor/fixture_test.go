package flatlineprocessor

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/processors/flatlineprocessor/internal/metadatatest"
)

var (
	errRefused = errors.New("no room")
	noon       = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
)

// event is what was counted for a stream.
type event struct {
	service    string
	definition int
	name       string
	at         time.Time
	weight     float64
}

// fakeStreams remembers what was committed. A limit of splits is that of all definitions.
type fakeStreams struct {
	splits   int
	known    []string
	events   []event
	items    int
	entries  int
	own      int
	aborted  int
	statuses []flatline.Status
	asked    int
}

func (f *fakeStreams) Begin(flatline.Signal, time.Time) batch { return &fakeBatch{to: f} }

func (f *fakeStreams) Split(_ int, values string) (string, bool) {
	if !slices.Contains(f.known, values) {
		if len(f.known) == f.splits {
			return engine.OtherSplit, true
		}
		f.known = append(f.known, string([]byte(values)))
	}
	return string([]byte(values)), false
}

func (f *fakeStreams) Streams() []flatline.Status {
	f.asked++
	return f.statuses
}

type fakeBatch struct {
	to                  *fakeStreams
	service             string
	events              []event
	items, entries, own int
}

func (b *fakeBatch) From(s *flatline.Sender) { b.service = s.Service }
func (b *fakeBatch) Own(items int)           { b.own += items }
func (b *fakeBatch) Item(_ uint64, _ time.Time, entry, _ bool) {
	b.items++
	if entry {
		b.entries++
	}
}

func (b *fakeBatch) Declared(definition int, split string, at time.Time, weight float64) {
	b.events = append(b.events, event{b.service, definition, split, at, weight})
}

func (b *fakeBatch) Discovered(name string, at time.Time, weight float64) {
	b.events = append(b.events, event{b.service, -1, name, at, weight})
}

func (b *fakeBatch) Commit() ledger.Sums {
	b.to.events, b.to.items, b.to.entries, b.to.own = append(b.to.events, b.events...), b.to.items+b.items, b.to.entries+b.entries, b.to.own+b.own
	return ledger.Sums{ledger.FateReceived: uint64(b.items), ledger.FateCounted: uint64(len(b.events))}
}

func (b *fakeBatch) Abort() { b.to.aborted++ }

// fixture is the processor in both kinds of pipeline, with a tracker that only remembers.
type fixture struct {
	traces    *tracesProcessor
	logs      *logsProcessor
	sink      *consumertest.TracesSink
	logSink   *consumertest.LogsSink
	streams   *fakeStreams
	telemetry *componenttest.Telemetry
	tracesLog *observer.ObservedLogs
	now       time.Time
}

func newFixture(t testing.TB, change ...func(*Config)) *fixture {
	cfg := createDefaultConfig().(*Config)
	for _, c := range change {
		c(cfg)
	}
	require.NoError(t, cfg.Validate())
	f := &fixture{
		sink: &consumertest.TracesSink{}, logSink: &consumertest.LogsSink{}, streams: &fakeStreams{splits: 2},
		telemetry: componenttest.NewTelemetry(), now: noon,
	}
	t.Cleanup(func() { require.NoError(t, f.telemetry.Shutdown(context.Background())) })
	f.traces, f.logs = f.pipelines(t, cfg)
	return f
}

func (f *fixture) pipelines(t testing.TB, cfg *Config) (*tracesProcessor, *logsProcessor) {
	set := metadatatest.NewSettings(f.telemetry)
	core, log := observer.New(zap.InfoLevel)
	set.Logger, f.tracesLog = zap.New(core), log
	traces, err := createTraces(context.Background(), set, cfg, f.sink)
	require.NoError(t, err)
	set.Logger = zap.NewNop()
	logs, err := createLogs(context.Background(), set, cfg, f.logSink)
	require.NoError(t, err)
	tp, lp := traces.(*tracesProcessor), logs.(*logsProcessor)
	for _, w := range []*watch{tp.watch, lp.watch} {
		w.streams = f.streams
		w.now = func(context.Context, otlp.Received) time.Time { return f.now }
		t.Cleanup(func() { require.NoError(t, w.Shutdown(context.Background())) })
	}
	return tp, lp
}

// declare declares streams and leaves out discovered ones.
func declare(streams ...StreamConfig) func(*Config) {
	return func(c *Config) { c.Streams, c.Discover.Enabled = streams, false }
}

// newTraces returns a batch of a service, and where its spans go.
func newTraces(service string) (ptrace.Traces, ptrace.SpanSlice) {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", service)
	return td, rs.ScopeSpans().AppendEmpty().Spans()
}

func addSpan(spans ptrace.SpanSlice, name string, attributes map[string]any) ptrace.Span {
	span := spans.AppendEmpty()
	span.SetSpanID(pcommon.SpanID{byte(spans.Len()), 1})
	span.SetKind(ptrace.SpanKindServer)
	span.SetName(name)
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(noon))
	if err := span.Attributes().FromRaw(attributes); err != nil {
		panic(err)
	}
	return span
}

func newLogs(service string) (plog.Logs, plog.LogRecordSlice) {
	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", service)
	return ld, rl.ScopeLogs().AppendEmpty().LogRecords()
}
