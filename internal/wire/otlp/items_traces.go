package otlp

import (
	"encoding/binary"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Traces tells the visitor of every span. It only reads.
func (w *Items) Traces(td ptrace.Traces, v SpanVisitor) {
	resources := td.ResourceSpans()
	for r := range resources.Len() {
		rs := resources.At(r)
		resource := rs.Resource().Attributes()
		own, said := isOwnResource(resource), false
		for s := range rs.ScopeSpans().Len() {
			ss := rs.ScopeSpans().At(s)
			spans := ss.Spans()
			if own || isOwnScope(ss.Scope().Name()) {
				v.Own(spans.Len())
				continue
			}
			if !said && spans.Len() > 0 {
				w.sender, said = senderOf(resource, w.releaseFrom), true
				v.From(&w.sender)
			}
			for n := range spans.Len() {
				span := spans.At(n)
				w.span(span)
				v.Span(&w.item, rs, ss, span)
			}
		}
	}
}

func (w *Items) span(span ptrace.Span) {
	kind, failed := span.Kind(), span.Status().Code() == ptrace.StatusCodeError
	id := span.SpanID()
	w.item = Item{
		ID:     binary.BigEndian.Uint64(id[:]),
		Time:   timeOf(span.EndTimestamp(), span.StartTimestamp()),
		Start:  timeOf(span.StartTimestamp()),
		Weight: weightOfTraceState(span.TraceState().AsRaw()),
		Entry:  isEntry(span), Root: span.ParentSpanID().IsEmpty(),
		Name: clipName(span.Name()), Route: routeOf(span.Attributes()),
		Kind: kindName(kind), Status: "ok",
	}
	if failed {
		w.item.Status = "error"
	}
	if kind != ptrace.SpanKindServer && kind != ptrace.SpanKindConsumer {
		return
	}
	op := w.operations.of(span, w.item.Route)
	w.item.Entry = w.item.Entry && !op.probe
	if !w.discover || op.probe {
		return
	}
	w.item.Called = op.name
	if !failed {
		w.item.Operation = op.name
	}
}
