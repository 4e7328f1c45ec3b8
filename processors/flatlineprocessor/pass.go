package flatlineprocessor

import (
	"context"
	"time"
	"unsafe"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/detect/match"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

// pass is one walk over a batch. It is used again, so that a batch whose streams are known allocates nothing.
type pass struct {
	watch *watch
	items *otlp.Items
	ctx   context.Context
	now   time.Time
	batch batch
	item  match.Item
	found []int
	split []byte

	declared, discovered, whereErrors, splitOverflow int64
}

func (p *pass) begin(ctx context.Context, now time.Time) {
	p.ctx, p.now = ctx, now
	p.item = match.Item{Signal: p.watch.signal}
	p.declared, p.discovered, p.whereErrors, p.splitOverflow = 0, 0, 0, 0
	signal := flatline.SignalSpan
	if p.watch.signal == match.SignalLogs {
		signal = flatline.SignalLog
	}
	p.batch = p.watch.streams.Begin(signal, now)
}

func (p *pass) commit() {
	w, sums := p.watch, p.batch.Commit()
	w.count(p.ctx, &sums)
	w.telemetry.ProcessorFlatlineEvents.Add(p.ctx, p.declared, w.events[0])
	w.telemetry.ProcessorFlatlineEvents.Add(p.ctx, p.discovered, w.events[1])
	w.telemetry.ProcessorFlatlineWhereErrors.Add(p.ctx, p.whereErrors)
	w.telemetry.ProcessorFlatlineSplitOverflow.Add(p.ctx, p.splitOverflow)
	p.release()
}

func (p *pass) abort() {
	p.batch.Abort()
	p.release()
}

// release lets go of what belongs to the batch.
func (p *pass) release() {
	p.ctx, p.batch, p.item = nil, nil, match.Item{}
	p.watch.passes.Put(p)
}

// From implements otlp.SpanVisitor and otlp.RecordVisitor.
func (p *pass) From(sender *otlp.Sender) {
	p.batch.From((*flatline.Sender)(sender))
	p.item.Values[match.FieldService] = sender.Service
}

// Own implements otlp.SpanVisitor and otlp.RecordVisitor.
func (p *pass) Own(items int) { p.batch.Own(items) }

// Span implements otlp.SpanVisitor.
func (p *pass) Span(item *otlp.Item, rs ptrace.ResourceSpans, ss ptrace.ScopeSpans, span ptrace.Span) {
	at := p.heard(item)
	v := &p.item.Values
	v[match.FieldSpanName], v[match.FieldRoute] = item.Name, item.Route
	v[match.FieldKind], v[match.FieldStatus] = item.Kind, item.Status
	p.found = p.watch.index.Match(&p.item, p.found[:0])
	for _, n := range p.found {
		d := &p.watch.definitions[n]
		if d.where != nil {
			allowed, err := d.where.AllowsSpan(p.ctx, rs, ss, span)
			if !p.allowed(n, allowed, err) {
				continue
			}
		}
		p.count(n, d, item, at, rs.Resource().Attributes(), span.Attributes())
	}
	p.discover(item, at)
}

// Record implements otlp.RecordVisitor.
func (p *pass) Record(item *otlp.Item, rl plog.ResourceLogs, sl plog.ScopeLogs, record plog.LogRecord) {
	at := p.heard(item)
	v := &p.item.Values
	v[match.FieldEventName], v[match.FieldSeverity] = item.Name, item.Severity
	p.found = p.watch.index.Match(&p.item, p.found[:0])
	for _, n := range p.found {
		d := &p.watch.definitions[n]
		if d.where != nil {
			allowed, err := d.where.AllowsRecord(p.ctx, rl, sl, record)
			if !p.allowed(n, allowed, err) {
				continue
			}
		}
		p.count(n, d, item, at, rl.Resource().Attributes(), record.Attributes())
	}
	p.discover(item, at)
}

// heard tells that the sender is alive, and returns the time of the item, which is that of its batch when it has none.
func (p *pass) heard(item *otlp.Item) time.Time {
	at := item.Time
	if at.IsZero() {
		at = p.now
	}
	p.batch.Item(item.ID, at, item.Entry, item.Root)
	return at
}

func (p *pass) allowed(n int, allowed bool, err error) bool {
	if err == nil {
		return allowed
	}
	p.whereErrors++
	if p.watch.unmatched.firstFault(n) {
		p.watch.logger.Warn("A where condition failed; what it fails for is not counted. This is said once for each stream",
			zap.String("stream", p.watch.definitions[n].name), zap.Error(err))
	}
	return false
}

func (p *pass) count(n int, d *definition, item *otlp.Item, at time.Time, resource, attributes pcommon.Map) {
	p.watch.unmatched.matched(n)
	p.declared++
	if len(d.split) == 0 {
		p.batch.Declared(n, "", at, item.Weight)
		return
	}
	p.split = appendSplit(p.split[:0], d.split, resource, attributes)
	// The text is read until Declared returns and not kept, so it need not be a copy.
	name, overflow := p.watch.streams.Split(n, unsafe.String(unsafe.SliceData(p.split), len(p.split)))
	if overflow {
		p.splitOverflow++
	}
	p.batch.Declared(n, name, at, item.Weight)
}

// discover counts the item for the stream that it belongs to by itself, also when it is declared: a declaration may be wider than
// one operation.
func (p *pass) discover(item *otlp.Item, at time.Time) {
	if item.Operation == "" {
		return
	}
	p.discovered++
	p.batch.Discovered(item.Operation, at, item.Weight)
}
