package flatlineprocessor

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/detect/match"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/processors/flatlineprocessor/internal/metadata"
)

// watch is what the signals have in common: it reads a batch, hands it on, and counts it when the next consumer has
// accepted it.
type watch struct {
	id          component.ID
	config      *Config
	signal      match.Signal
	definitions []definition
	index       *match.Index
	settings    flatline.Settings
	logger      *zap.Logger
	telemetry   *metadata.TelemetryBuilder
	events      [2]metric.MeasurementOption // by source
	fates       []metric.MeasurementOption  // by ledger.Fate
	passes      sync.Pool
	unmatched   *unmatched

	// From Start on; nil without a tracker.
	streams streams
	now     func(context.Context, otlp.Received) time.Time
}

func newWatch(set processor.Settings, config *Config, signal match.Signal) (*watch, error) {
	definitions, index, settings, err := compile(config)
	if err != nil {
		return nil, err
	}
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	w := &watch{
		id: set.ID, config: config, signal: signal, definitions: definitions, index: index, settings: settings,
		logger: set.Logger, telemetry: telemetry, unmatched: newUnmatched(definitions, signal),
	}
	w.events = [2]metric.MeasurementOption{option("source", "declared"), option("source", "discovered")}
	for _, f := range ledger.Fates() {
		w.fates = append(w.fates, option("fate", f.String()))
	}
	operations := otlp.NewOperations()
	w.passes.New = func() any {
		return &pass{watch: w, items: otlp.NewItems(operations, config.ReleaseFrom, config.Discover.Enabled)}
	}
	return w, nil
}

func option(key, value string) metric.MeasurementOption {
	return metric.WithAttributeSet(attribute.NewSet(attribute.String(key, value)))
}

// Start finds the tracker.
func (w *watch) Start(_ context.Context, host component.Host) error {
	if w.config.Tracker == issuetrackerextension.None {
		w.logger.Info("No stream is watched here: the tracker is none. Data passes through")
		return nil
	}
	tracker, err := issuetrackerextension.Find(host, w.config.Tracker)
	if err != nil {
		return err
	}
	found, err := tracker.Flatlines(w.id, w.settings, *w.config)
	if err != nil {
		return err
	}
	w.streams, w.now = shared{found}, tracker.Now
	return nil
}

// Shutdown stops the telemetry.
func (w *watch) Shutdown(context.Context) error {
	w.telemetry.Shutdown()
	return nil
}

// Capabilities says that data is only read.
func (*watch) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

// process reads a batch with read, hands it on with send, and counts it when that returned nil.
func (w *watch) process(ctx context.Context, received otlp.Received, read func(*pass), send func() error) error {
	if w.streams == nil {
		return send()
	}
	now := w.now(ctx, received)
	p := w.passes.Get().(*pass)
	p.begin(ctx, now)
	read(p)
	if err := send(); err != nil {
		p.abort()
		w.telemetry.ProcessorFlatlineRefusedBatches.Add(ctx, 1)
		return err
	}
	p.commit()
	for _, stream := range w.unmatched.due(now, w.streams) {
		w.logger.Warn("Nothing matched a declared stream yet: compare its match with the data. `tidemark streams` lists it until something does",
			zap.String("stream", stream))
	}
	return nil
}

func (w *watch) count(ctx context.Context, sums *ledger.Sums) {
	for fate, n := range sums {
		if n > 0 {
			w.telemetry.ProcessorFlatlineItems.Add(ctx, int64(n), w.fates[fate])
		}
	}
}

type tracesProcessor struct {
	*watch
	next consumer.Traces
}

// ConsumeTraces implements consumer.Traces.
func (p *tracesProcessor) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	return p.process(ctx, otlp.ReceivedTraces(td),
		func(of *pass) { of.items.Traces(td, of) },
		func() error { return p.next.ConsumeTraces(ctx, td) })
}

type logsProcessor struct {
	*watch
	next consumer.Logs
}

// ConsumeLogs implements consumer.Logs.
func (p *logsProcessor) ConsumeLogs(ctx context.Context, ld plog.Logs) error {
	return p.process(ctx, otlp.ReceivedLogs(ld),
		func(of *pass) { of.items.Logs(ld, of) },
		func() error { return p.next.ConsumeLogs(ctx, ld) })
}
