package otlp

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// Bits of Span.flags that tell whether the parent is in another process.
const (
	flagHasIsRemote = 0x100
	flagIsRemote    = 0x200
)

// FindInTraces gives every error in the spans to the judge and stamps what it decided. A healthy
// span costs a look at its status and its number of events. Nothing else is changed.
func FindInTraces(td ptrace.Traces, opts Options, judge Judge) Found {
	w := spanWalk{opts: opts, judge: judge}
	for _, rs := range td.ResourceSpans().All() {
		w.resource(rs)
	}
	return w.found
}

// spanWalk is one pass over a batch. The record is reused for every error.
type spanWalk struct {
	opts  Options
	judge Judge
	found Found
	rec   exception.Record
	attrs Attributes
	// service is that of the resource at hand.
	service exception.Service
	// common is what all errors of the span at hand have in common, once there is one.
	common    exception.Record
	hasCommon bool
}

func (w *spanWalk) resource(rs ptrace.ResourceSpans) {
	resource := rs.Resource().Attributes()
	own := isOwnResource(resource)
	if !own {
		w.service = serviceOf(resource, w.opts.ReleaseFrom)
	}
	items := 0
	for _, ss := range rs.ScopeSpans().All() {
		spans := ss.Spans()
		w.found.Items += spans.Len()
		if own || isOwnScope(ss.Scope().Name()) {
			w.found.Own += spans.Len()
			continue
		}
		items += spans.Len()
		for i := range spans.Len() {
			span := spans.At(i)
			failed := span.Status().Code() == ptrace.StatusCodeError
			if !failed && span.Events().Len() == 0 {
				w.found.NoError++
				continue
			}
			w.attrs = Attributes{span: span.Attributes(), hasSpan: true, resource: resource, found: &w.found}
			w.hasCommon = false
			w.span(span, w.service, ss.Scope().Name(), failed)
		}
	}
	w.opts.release(&w.service, resource, items)
}

// span judges the exceptions of one span, and its status when it has none.
func (w *spanWalk) span(span ptrace.Span, service exception.Service, scope string, failed bool) {
	var last Stamp
	exceptions, stamped := 0, false
	for _, ev := range span.Events().All() {
		attrs := ev.Attributes()
		if isOwnName(ev.Name()) || !exception.IsEventName(ev.Name()) && !hasException(attrs) {
			continue
		}
		exceptions++
		if w.elsewhere(attrs) {
			continue
		}
		w.begin(span, service, scope, failed)
		w.rec.Source = exception.SourceSpanEvent
		w.rec.Name = clipName(ev.Name())
		w.rec.Time = timeOf(ev.Timestamp(), span.EndTimestamp())
		fillException(&w.rec, attrs)
		if user := firstText(attrs, userKeys); user != "" {
			w.rec.User = user
		}
		if mapTooDeep(attrs, maxDepth) {
			w.found.TooDeep++
		}
		w.attrs.record, w.attrs.hasRecord = attrs, true
		if stamp, ok := w.judge(&w.rec, &w.attrs); ok {
			stamp.put(attrs)
			last, stamped = stamp, true
		}
	}
	switch {
	case exceptions > 0:
		if stamped && failed {
			last.put(span.Attributes())
		}
	case failed && w.countsByStatus(span):
		if w.elsewhere(span.Attributes()) {
			return
		}
		w.begin(span, service, scope, failed)
		w.rec.Source = exception.SourceSpanStatus
		w.rec.Message = span.Status().Message()
		w.rec.Time = timeOf(span.EndTimestamp(), span.StartTimestamp())
		w.attrs.hasRecord = false
		if stamp, ok := w.judge(&w.rec, &w.attrs); ok {
			stamp.put(span.Attributes())
		}
	case failed:
		w.found.Inner++
	default:
		w.found.NoError++
	}
}

// begin resets the record to what all errors of the span have in common, which is read once: a span may
// have a hundred thousand events, and a long trace state besides.
func (w *spanWalk) begin(span ptrace.Span, service exception.Service, scope string, failed bool) {
	if !w.hasCommon {
		w.common, w.hasCommon = commonOf(span, service, scope, failed), true
	}
	w.rec = w.common
}

func commonOf(span ptrace.Span, service exception.Service, scope string, failed bool) exception.Record {
	rec := exception.Record{
		Service:  service,
		Scope:    clipName(scope),
		SpanName: clipName(span.Name()),
		Level:    exception.LevelError,
		Handled:  !failed,
		TraceID:  exception.TraceID(span.TraceID()),
		SpanID:   exception.SpanID(span.SpanID()),
		ParentID: exception.SpanID(span.ParentSpanID()),
		Weight:   weightOfTraceState(span.TraceState().AsRaw()),
		User:     firstText(span.Attributes(), userKeys),
	}
	if rec.Handled {
		rec.Level = exception.LevelWarning
	}
	return rec
}

func (w *spanWalk) countsByStatus(span ptrace.Span) bool {
	switch w.opts.StatusErrors {
	case StatusErrorsOff:
		return false
	case StatusErrorsAll:
		return true
	}
	return isEntry(span)
}

// isEntry says whether a span is where its service was called.
func isEntry(span ptrace.Span) bool {
	switch {
	case span.Kind() == ptrace.SpanKindServer, span.Kind() == ptrace.SpanKindConsumer, span.ParentSpanID().IsEmpty():
		return true
	}
	return span.Flags()&(flagHasIsRemote|flagIsRemote) == flagHasIsRemote|flagIsRemote
}

func (w *spanWalk) elsewhere(attrs pcommon.Map) bool {
	if !w.opts.elsewhere(attrs) {
		return false
	}
	w.found.Elsewhere++
	return true
}

// put writes the stamp onto an exception's span event, log record or span, over whatever stood there.
func (s Stamp) put(m pcommon.Map) {
	m.PutStr(AttrFingerprint, s.Fingerprint)
	putText(m, AttrGroupReason, s.GroupReason)
	if s.IssueID != "" {
		m.PutStr(AttrIssueID, s.IssueID)
	}
}
