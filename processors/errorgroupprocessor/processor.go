package errorgroupprocessor

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/processors/errorgroupprocessor/internal/metadata"
)

// errorGroup is what the signals have in common: it judges a batch, hands it on, and counts it when
// the next consumer has accepted it.
type errorGroup struct {
	id        component.ID
	config    *Config
	options   otlp.Options
	telemetry *metadata.TelemetryBuilder
	errors    *engine.Errors                 // from Start on
	tracker   *issuetrackerextension.Tracker // nil without one
}

func newErrorGroup(set processor.Settings, config *Config) (*errorGroup, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	return &errorGroup{
		id:        set.ID,
		config:    config,
		options:   config.options(),
		telemetry: telemetry,
	}, nil
}

// Start finds the tracker.
func (p *errorGroup) Start(_ context.Context, host component.Host) error {
	ignore, rules := engine.Ignore(p.config.Ignore), framerule.New(p.config.rules())
	if p.config.Tracker == issuetrackerextension.None {
		// Nobody counts here, so what others have counted is stamped again like all else.
		p.options.TrustIssueID = false
		p.errors = engine.NewGrouper(ignore, rules)
		return nil
	}
	tracker, err := issuetrackerextension.Find(host, p.config.Tracker)
	if err != nil {
		return err
	}
	p.tracker = tracker
	p.errors, err = tracker.Errors(p.id, ignore, rules, *p.config)
	return err
}

// Shutdown stops the telemetry.
func (p *errorGroup) Shutdown(context.Context) error {
	p.telemetry.Shutdown()
	return nil
}

// Capabilities says that the data is stamped.
func (p *errorGroup) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

// process judges a batch with find, hands it on with send, and counts it when that returned nil.
func (p *errorGroup) process(ctx context.Context, received otlp.Received, find func(otlp.Options, otlp.Judge) otlp.Found, send func() error) error {
	batch := p.errors.Begin(p.now(ctx, received))
	options := p.options
	options.Refused, options.Release = batch.Refused, batch.Sight
	stamped := 0
	found := find(options, func(rec *exception.Record, attributes *otlp.Attributes) (otlp.Stamp, bool) {
		stamp, ok := batch.Judge(rec, attributes)
		if ok {
			stamped++
		}
		return otlp.Stamp(stamp), ok
	})
	if err := send(); err != nil {
		batch.Abort()
		p.telemetry.ProcessorErrorGroupRefusedBatches.Add(ctx, 1)
		return err
	}
	accepted := time.Now()
	if result, waited := batch.Commit(ctx); waited {
		p.telemetry.ProcessorErrorGroupCommitWait.Record(ctx, time.Since(accepted).Seconds(),
			metric.WithAttributeSet(attribute.NewSet(attribute.String("result", result.String()))))
	}
	p.telemetry.ProcessorErrorGroupStamped.Add(ctx, int64(stamped))
	p.count(ctx, found, batch)
	return nil
}

// now returns the receive time of a batch.
func (p *errorGroup) now(ctx context.Context, received otlp.Received) time.Time {
	if p.tracker == nil {
		return time.Now()
	}
	p.tracker.Strip(ctx, received)
	return p.tracker.Now(ctx, received)
}

func (p *errorGroup) count(ctx context.Context, found otlp.Found, batch *engine.Batch) {
	p.telemetry.ProcessorErrorGroupItems.Add(ctx, int64(found.Items))
	for outcome, n := range batch.Outcomes {
		p.add(ctx, engine.Outcome(outcome).String(), n)
	}
	p.add(ctx, "own", found.Own)
	p.add(ctx, "elsewhere", found.Elsewhere)
	p.add(ctx, "below_level", found.BelowLevel)
	p.addFlaws(ctx, "time", batch.Mistimed)
	p.addFlaws(ctx, "depth", found.TooDeep)
	p.addFlaws(ctx, "attributes", found.Unread)
}

func (p *errorGroup) add(ctx context.Context, outcome string, n int) {
	if n > 0 {
		p.telemetry.ProcessorErrorGroupErrors.Add(ctx, int64(n),
			metric.WithAttributeSet(attribute.NewSet(attribute.String("outcome", outcome))))
	}
}

func (p *errorGroup) addFlaws(ctx context.Context, flaw string, n int) {
	if n > 0 {
		p.telemetry.ProcessorErrorGroupFlaws.Add(ctx, int64(n),
			metric.WithAttributeSet(attribute.NewSet(attribute.String("flaw", flaw))))
	}
}

type tracesProcessor struct {
	*errorGroup
	next consumer.Traces
}

// ConsumeTraces implements consumer.Traces.
func (p *tracesProcessor) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	return p.process(ctx, otlp.ReceivedTraces(td),
		func(o otlp.Options, judge otlp.Judge) otlp.Found { return otlp.FindInTraces(td, o, judge) },
		func() error { return p.next.ConsumeTraces(ctx, td) })
}

type logsProcessor struct {
	*errorGroup
	next consumer.Logs
}

// ConsumeLogs implements consumer.Logs.
func (p *logsProcessor) ConsumeLogs(ctx context.Context, ld plog.Logs) error {
	return p.process(ctx, otlp.ReceivedLogs(ld),
		func(o otlp.Options, judge otlp.Judge) otlp.Found { return otlp.FindInLogs(ld, o, judge) },
		func() error { return p.next.ConsumeLogs(ctx, ld) })
}
