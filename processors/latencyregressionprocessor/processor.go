package latencyregressionprocessor

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception/template"
	"github.com/tidemark-otel/tidemark/internal/issue/ledger"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/processors/latencyregressionprocessor/internal/metadata"
)

// tracesProcessor reads a batch, hands it on, and counts it when the next consumer has accepted it.
type tracesProcessor struct {
	id        component.ID
	config    *Config
	selection selection
	settings  slowdown.Settings
	next      consumer.Traces
	logger    *zap.Logger
	telemetry *metadata.TelemetryBuilder
	fates     []metric.MeasurementOption // by ledger.Fate
	passes    sync.Pool
	faulty    atomic.Bool // a fault of the condition was said

	// From Start on; nil without a tracker.
	latencies *engine.Latencies
	now       func(context.Context, otlp.Received) time.Time
}

func newTraces(set processor.Settings, config *Config, next consumer.Traces) (*tracesProcessor, error) {
	selection, settings, err := compile(config)
	if err != nil {
		return nil, err
	}
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	p := &tracesProcessor{
		id: set.ID, config: config, selection: selection, settings: settings, next: next, logger: set.Logger, telemetry: telemetry,
	}
	for _, f := range ledger.Fates() {
		p.fates = append(p.fates, metric.WithAttributeSet(attribute.NewSet(attribute.String("fate", f.String()))))
	}
	operations := otlp.NewOperations()
	p.passes.New = func() any {
		return &pass{processor: p, items: otlp.NewItems(operations, config.ReleaseFrom, true), namer: breakdown.NewNamer(template.Of)}
	}
	return p, nil
}

// Start finds the tracker.
func (p *tracesProcessor) Start(_ context.Context, host component.Host) error {
	if p.config.Tracker == issuetrackerextension.None {
		p.logger.Info("No operation is watched here: the tracker is none. Data passes through")
		return nil
	}
	tracker, err := issuetrackerextension.Find(host, p.config.Tracker)
	if err != nil {
		return err
	}
	if p.latencies, err = tracker.Latencies(p.id, p.settings, *p.config); err != nil {
		return err
	}
	p.now = tracker.Now
	return nil
}

// Shutdown stops the telemetry.
func (p *tracesProcessor) Shutdown(context.Context) error {
	p.telemetry.Shutdown()
	return nil
}

// Capabilities says that data is only read.
func (*tracesProcessor) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

// ConsumeTraces implements consumer.Traces.
func (p *tracesProcessor) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	if p.latencies == nil {
		return p.next.ConsumeTraces(ctx, td)
	}
	w := p.passes.Get().(*pass)
	w.begin(ctx, p.now(ctx, otlp.ReceivedTraces(td)))
	w.items.Traces(td, w)
	if err := p.next.ConsumeTraces(ctx, td); err != nil {
		w.abort()
		p.telemetry.ProcessorLatencyRegressionRefusedBatches.Add(ctx, 1)
		return err
	}
	w.commit()
	return nil
}

func (p *tracesProcessor) count(ctx context.Context, sums *ledger.Sums) {
	for fate, n := range sums {
		if n > 0 {
			p.telemetry.ProcessorLatencyRegressionItems.Add(ctx, int64(n), p.fates[fate])
		}
	}
}
