package latencyregressionprocessor

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/match"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

// pass is one walk over a batch. It is used again, so that a batch whose operations are known allocates nothing.
type pass struct {
	processor *tracesProcessor
	items     *otlp.Items
	ctx       context.Context
	now       time.Time
	batch     *engine.LatencyBatch
	item      match.Item
	found     []int
	namer     *breakdown.Namer
	names     breakdown.Attributes
	call      engine.Call
	ref       breakdown.SpanRef

	excluded, whereErrors int64
}

func (p *pass) begin(ctx context.Context, now time.Time) {
	p.ctx, p.now, p.excluded, p.whereErrors = ctx, now, 0, 0
	p.item = match.Item{Signal: match.SignalSpans}
	p.batch = p.processor.latencies.Begin(now)
}

func (p *pass) commit() {
	of, sums := p.processor, p.batch.Commit()
	of.count(p.ctx, &sums)
	of.telemetry.ProcessorLatencyRegressionExcluded.Add(p.ctx, p.excluded)
	of.telemetry.ProcessorLatencyRegressionWhereErrors.Add(p.ctx, p.whereErrors)
	p.release()
}

func (p *pass) abort() {
	p.batch.Abort()
	p.release()
}

// release lets go of what belongs to the batch.
func (p *pass) release() {
	p.ctx, p.batch, p.item, p.call, p.names = nil, nil, match.Item{}, engine.Call{}, breakdown.Attributes{}
	p.processor.passes.Put(p)
}

// From implements otlp.SpanVisitor.
func (p *pass) From(s *otlp.Sender) {
	p.batch.From(s.Namespace, s.Service, s.Environment, s.Version, s.Instance, s.Host)
	p.item.Values[match.FieldService] = s.Service
}

// Own implements otlp.SpanVisitor.
func (p *pass) Own(items int) { p.batch.Own(items) }

// Span implements otlp.SpanVisitor.
func (p *pass) Span(item *otlp.Item, rs ptrace.ResourceSpans, ss ptrace.ScopeSpans, span ptrace.Span) {
	at := item.Time
	if at.IsZero() {
		at = p.now
	}
	p.batch.Item(item.ID, at)
	var operation slowdown.OperationID
	if item.Called != "" {
		if p.watched(item, rs, ss, span) {
			operation = p.called(item, at, span)
		} else {
			p.excluded++
		}
	}
	p.trace(item, operation, span)
}

// called counts a call. One without a start has no duration, which the detector counts as odd.
func (p *pass) called(item *otlp.Item, at time.Time, span ptrace.Span) slowdown.OperationID {
	start := item.Start
	if start.IsZero() {
		start = at
	}
	p.call = engine.Call{
		Operation: item.Called, Failed: item.Status == "error", Stratum: otlp.Trait(span), Start: start,
		Duration: float64(at.Sub(start).Nanoseconds()), Weight: item.Weight,
	}
	return p.batch.Call(&p.call)
}

// trace hands on spans of the traces that are looked at.
func (p *pass) trace(item *otlp.Item, operation slowdown.OperationID, span ptrace.Span) {
	trace := span.TraceID()
	if trace.IsEmpty() || item.ID == 0 || !p.processor.latencies.Samples(trace) {
		return
	}
	p.ref = breakdown.SpanRef{
		Trace: trace, ID: span.SpanID(), Parent: span.ParentSpanID(), Start: int64(span.StartTimestamp()), End: int64(span.EndTimestamp()),
	}
	p.ref.Entry = item.Root || span.Kind() == ptrace.SpanKindServer || span.Kind() == ptrace.SpanKindConsumer
	if p.ref.Entry {
		p.batch.Part(&p.ref, operation, breakdown.Part{})
		return
	}
	p.names = breakdown.Attributes{Kind: item.Kind, Name: item.Name}
	for key, value := range span.Attributes().All() {
		if value.Type() == pcommon.ValueTypeStr {
			p.names.Set(key, value.Str())
		}
	}
	p.batch.Part(&p.ref, 0, p.namer.Part(&p.names))
}

// watched says whether the operation is to be watched.
func (p *pass) watched(item *otlp.Item, rs ptrace.ResourceSpans, ss ptrace.ScopeSpans, span ptrace.Span) bool {
	s := &p.processor.selection
	if s.include != nil || s.exclude != nil {
		v := &p.item.Values
		v[match.FieldSpanName], v[match.FieldRoute], v[match.FieldKind], v[match.FieldStatus] = item.Name, item.Route, item.Kind, item.Status
	}
	if s.include != nil && !p.fits(s.include) || s.exclude != nil && p.fits(s.exclude) {
		return false
	}
	if s.where == nil {
		return true
	}
	allowed, err := s.where.AllowsSpan(p.ctx, rs, ss, span)
	if err == nil {
		return allowed
	}
	p.whereErrors++
	if !p.processor.faulty.Swap(true) {
		p.processor.logger.Warn("The where condition failed; calls for which it fails are not counted. This is said once", zap.Error(err))
	}
	return false
}

func (p *pass) fits(index *match.Index) bool {
	p.found = index.Match(&p.item, p.found[:0])
	return len(p.found) > 0
}
