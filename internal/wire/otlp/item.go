package otlp

import (
	"time"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Item is what a span or a log record says about streams of events. Strings point into the batch or are kept by Operations.
type Item struct {
	// ID tells it from others of its batch: of a span its span id, of a log record a hash of what it says. 0: nothing does.
	ID uint64
	// Time is the end of the span, or the time of the log record; zero when it has none.
	Time time.Time
	// Weight is how many there were before sampling, at least 1.
	Weight float64
	// Entry says that the service was called here, and not by a probe, which asks for nothing but a sign of life. Root says
	// that nobody who is traced called it.
	Entry, Root bool
	// Operation names the stream of events that it belongs to by itself: a server or consumer span that did not fail and is
	// no probe, or the event of a log record. "" for all else. An operation that only fails is no longer done.
	Operation string
	// Called is the operation of a server or consumer span that is no probe, whatever came of it; asked for together with Operation.
	Called string
	// Start of a span, zero when it has none.
	Start time.Time
	// Name is that of the span or of the log record's event.
	Name  string
	Route string
	// Kind, Status and Severity are lower case words; Status is "ok" for a span whose status is not Error.
	Kind, Status, Severity string
}

// SpanVisitor is told of each span that is not Tidemark's own. The values are valid during the call only.
type SpanVisitor interface {
	// From says who sent the spans that follow.
	From(sender *Sender)
	Span(item *Item, rs ptrace.ResourceSpans, ss ptrace.ScopeSpans, span ptrace.Span)
	// Own counts spans of Tidemark itself.
	Own(items int)
}

// RecordVisitor is SpanVisitor for log records.
type RecordVisitor interface {
	From(sender *Sender)
	Record(item *Item, rl plog.ResourceLogs, sl plog.ScopeLogs, record plog.LogRecord)
	Own(items int)
}

// Items walks over batches. It may be used again and allocates nothing by itself, but not by two at once.
type Items struct {
	operations  *Operations
	releaseFrom []string
	// discover: Operation is wanted.
	discover bool
	sender   Sender
	item     Item
}

// NewItems returns a walk. releaseFrom are the resource attributes that name the release; discover asks for operations.
func NewItems(operations *Operations, releaseFrom []string, discover bool) *Items {
	return &Items{operations: operations, releaseFrom: releaseFrom, discover: discover}
}
