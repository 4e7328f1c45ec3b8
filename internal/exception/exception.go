package exception

import (
	"strings"
	"time"
)

// Exception is one link of a chain of exceptions.
type Exception struct {
	Link
	// Type is the type as the runtime names it, with its package: "java.io.IOException",
	// "ValueError", "*fs.PathError". Empty when the runtime gave none.
	Type string
	// Message is the text without the type, possibly of several lines.
	Message string
	// Stack is where it was raised. It has no frames when the runtime gave none.
	Stack Stack
}

// Stack is a list of frames, outermost caller first and the frame that raised last.
type Stack struct {
	Frames []Frame
	// Truncated says that the text held more frames than were kept, or that it was cut.
	Truncated bool
}

// Innermost returns the frame that raised, or nil for an empty stack.
func (s *Stack) Innermost() *Frame {
	if len(s.Frames) == 0 {
		return nil
	}
	return &s.Frames[len(s.Frames)-1]
}

// Frame is one line of a stack trace.
type Frame struct {
	// Function is the function or method without its module: "OrderService.place", "(*DB).Query".
	Function string
	// Module is what the language calls a module, package or namespace: "com.acme.shop",
	// "github.com/acme/shop/db". Empty when the runtime prints none.
	Module string
	// File is the path or URL as printed.
	File string
	// Line and Column count from one; zero means unknown.
	Line, Column int
	// SourceLine is the source code that the runtime printed with the frame (Python).
	SourceLine string
	// InApp says that the code belongs to the application and not to a library.
	InApp bool
}

// Level is how bad one error is by its own account.
type Level uint8

// Levels in rising order. The zero value is unknown and is treated as an error.
const (
	LevelUnknown Level = iota
	LevelDebug
	LevelInfo
	LevelWarning
	LevelError
	LevelFatal
)

// String returns the lower-case name, as it stands in the API, in events and in Sentry.
func (l Level) String() string {
	switch l {
	case LevelDebug:
		return "debug"
	case LevelInfo:
		return "info"
	case LevelWarning:
		return "warning"
	case LevelFatal:
		return "fatal"
	default:
		return "error"
	}
}

// ParseLevel is the inverse of Level.String. ok is false for any other text.
func ParseLevel(s string) (level Level, ok bool) {
	for l := LevelDebug; l <= LevelFatal; l++ {
		if l.String() == s {
			return l, true
		}
	}
	return LevelUnknown, false
}

// Source is the kind of telemetry that carried an error.
type Source uint8

// The sources of an error.
const (
	SourceSpanEvent  Source = iota + 1 // an event of a span
	SourceLogRecord                    // a log record, with or without an exception
	SourceSpanStatus                   // a span whose status is Error, with no exception
)

// String returns the name used in telemetry and explanations.
func (s Source) String() string {
	switch s {
	case SourceSpanEvent:
		return "span_event"
	case SourceLogRecord:
		return "log_record"
	case SourceSpanStatus:
		return "span_status"
	default:
		return "unknown"
	}
}

// ParseSource is the inverse of Source.String. ok is false for any other text.
func ParseSource(s string) (source Source, ok bool) {
	for source = SourceSpanEvent; source <= SourceSpanStatus; source++ {
		if source.String() == s {
			return source, true
		}
	}
	return 0, false
}

// IsEventName says whether the name of a span event or log record announces an exception: "exception",
// "<operation>.exception" or "app.crash". Loggers give their records no such name, instrumentations do.
func IsEventName(name string) bool {
	return name == "exception" || name == "app.crash" || strings.HasSuffix(name, ".exception")
}

// TraceID and SpanID are the ids of W3C Trace Context; all zero means none.
type (
	TraceID [16]byte
	SpanID  [8]byte
)

// Service is who had the error.
type Service struct {
	Name      string // service.name, or "unknown_service"
	Namespace string // service.namespace
	// Version is service.version, the release. Empty when the sender gave none.
	Version string
	// Environment is deployment.environment.name, else deployment.environment, else "unknown".
	Environment string
	// Language is telemetry.sdk.language, "" when absent.
	Language string
}

// Defaults for resources that do not say who they are.
const (
	UnknownService     = "unknown_service"
	UnknownEnvironment = "unknown"
)

// Record is an error in the words of the telemetry, before anything has been decided.
// Its strings may point into a buffer of the sender's batch: what is kept longer than the
// batch must be cloned (scrub does).
type Record struct {
	Source Source
	Service
	// Name is the name of the span event or the EventName of the log record.
	Name string
	// Type, Message and StackTrace are exception.type, .message and .stacktrace. For a log record
	// without them Message is the body; for a span status it is the status description.
	Type, Message, StackTrace string
	// Template is a message template sent along with the message, "" when there is none.
	Template string
	// Scope is the instrumentation scope or logger; SpanName the name of the span, "" for log records.
	Scope, SpanName string
	Level           Level
	// Handled: the application dealt with it (an exception on a span that is not in Error,
	// a log record of WARN).
	Handled bool
	// Time is the time the sender gave, zero if none.
	Time     time.Time
	TraceID  TraceID
	SpanID   SpanID
	ParentID SpanID // of the span; zero for log records
	// Weight is the number of occurrences this one stands for: 1/probability of sampling, at least 1.
	Weight float64
	// User is what identifies the end user, in the clear; "" when unknown. It is hashed at once.
	User string
}

// Attribute is one key and its value as text.
type Attribute struct {
	Key, Value string
}

// Occurrence is one error with everything about it that may be stored or sent: scrubbed,
// bounded, and owning its memory.
type Occurrence struct {
	Source Source
	Service
	Time     time.Time
	TraceID  TraceID
	SpanID   SpanID
	SpanName string
	Scope    string
	Level    Level
	Handled  bool
	// Exceptions is the chain, root cause first and the outermost (the one that was recorded) last; Link
	// says how each belongs to another.
	// It is never empty: an error without exception has one element whose Type may be empty.
	Exceptions []Exception
	// RawStack is the scrubbed text when it could not be parsed, else "".
	RawStack string
	// UserHash is the keyed hash of the user id in hexadecimal, "" when there was none.
	UserHash string
	// Attributes are those of the allow-list, sorted by key: of the resource, the span and the record.
	Attributes []Attribute
	// DroppedAttributes counts those over the limit (not those outside the allow-list).
	DroppedAttributes int
}

// Outermost returns the exception that was recorded: the last of the chain.
func (o *Occurrence) Outermost() *Exception {
	return &o.Exceptions[len(o.Exceptions)-1]
}
