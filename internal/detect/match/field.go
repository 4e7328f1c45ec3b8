package match

// Field is a property of a span or a log record that patterns are compared with.
type Field uint8

// The fields. Those that tell most streams apart come first: an Index looks patterns up by the first that is exact.
const (
	FieldSpanName Field = iota
	FieldRoute
	FieldEventName
	FieldService
	FieldSeverity
	FieldKind
	FieldStatus
	Fields int = iota
)

var fieldNames = [Fields]string{"span_name", "route", "event_name", "service", "severity", "kind", "status"}

// String returns the key in the configuration.
func (f Field) String() string {
	if int(f) < Fields {
		return fieldNames[f]
	}
	return "unknown"
}

// Item is a span or a log record. The strings are only read; a field that it does not have is empty.
type Item struct {
	Signal Signal
	Values [Fields]string
}

// Signal is what kind of telemetry an item is.
type Signal uint8

// The signals.
const (
	SignalSpans Signal = iota
	SignalLogs
	signals int = iota
)

var signalNames = [signals]string{"spans", "logs"}

// String returns the name used in the configuration.
func (s Signal) String() string {
	if int(s) < signals {
		return signalNames[s]
	}
	return "unknown"
}

// The words of fields that have few.
var (
	// Kinds of spans.
	Kinds = []string{"server", "consumer", "client", "producer", "internal"}
	// Severities of log records; those in between (WARN2) have the name of their range.
	Severities = []string{"trace", "debug", "info", "warn", "error", "fatal"}
	// StatusOK is every span whose status is not Error: most servers leave it unset when all is well.
	StatusOK    = "ok"
	StatusError = "error"
)

var words = [Fields][]string{FieldKind: Kinds, FieldSeverity: Severities, FieldStatus: {StatusOK, StatusError}}

var has = [signals][Fields]bool{
	SignalSpans: {FieldSpanName: true, FieldRoute: true, FieldService: true, FieldKind: true, FieldStatus: true},
	SignalLogs:  {FieldEventName: true, FieldService: true, FieldSeverity: true},
}
