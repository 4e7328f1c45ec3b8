package latencyregressionprocessor

import (
	"context"
	"encoding/binary"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/processors/latencyregressionprocessor/internal/metadatatest"
)

var (
	errRefused = errors.New("no room")
	noon       = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
)

// fixture is the processor in a pipeline, with a detector and nothing that runs beside it.
type fixture struct {
	*tracesProcessor
	sink      *consumertest.TracesSink
	telemetry *componenttest.Telemetry
	log       *observer.ObservedLogs
	tracker   *engine.Tracker
	id        uint64
}

func newFixture(t testing.TB, change ...func(*Config)) *fixture {
	cfg := createDefaultConfig().(*Config)
	cfg.Breakdown.SampleOneIn = 1
	for _, c := range change {
		c(cfg)
	}
	require.NoError(t, cfg.Validate())
	f := &fixture{sink: &consumertest.TracesSink{}, telemetry: componenttest.NewTelemetry()}
	t.Cleanup(func() { require.NoError(t, f.telemetry.Shutdown(context.Background())) })
	set := metadatatest.NewSettings(f.telemetry)
	core, log := observer.New(zap.InfoLevel)
	set.Logger, f.log = zap.New(core), log
	p, err := newTraces(set, cfg, f.sink)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) })
	db, err := store.Open(context.Background(), store.Settings{Path: filepath.Join(t.TempDir(), "t.db"), Force: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	f.tracker, err = engine.New(engine.Settings{DB: db, Scrubber: scrub.New(scrub.Settings{}), Policy: issue.NewDefaultPolicy(), Instance: "a"})
	require.NoError(t, err)
	p.latencies, err = f.tracker.Latencies("latency_regression", p.settings)
	require.NoError(t, err)
	p.now = func(context.Context, otlp.Received) time.Time { return noon }
	f.tracesProcessor = p
	return f
}

// newBatch returns a batch of a service, and where its spans go.
func newBatch(service string) (ptrace.Traces, ptrace.SpanSlice) {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	a := rs.Resource().Attributes()
	a.PutStr("service.name", service)
	a.PutStr("service.version", "4.2.0")
	a.PutStr("service.instance.id", "web-1")
	return td, rs.ScopeSpans().AppendEmpty().Spans()
}

// add appends a call of 100 ms that ended a second before noon.
func (f *fixture) add(spans ptrace.SpanSlice, name string, attributes map[string]any) ptrace.Span {
	f.id++
	span := spans.AppendEmpty()
	var id pcommon.SpanID
	binary.BigEndian.PutUint64(id[:], f.id)
	span.SetSpanID(id)
	span.SetTraceID(pcommon.TraceID{1, 15: id[7]})
	span.SetKind(ptrace.SpanKindServer)
	span.SetName(name)
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(noon.Add(-1100 * time.Millisecond)))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(noon.Add(-time.Second)))
	if err := span.Attributes().FromRaw(attributes); err != nil {
		panic(err)
	}
	return span
}
