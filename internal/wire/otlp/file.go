package otlp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// File is the telemetry of a file, in the order in which it stands there.
type File struct {
	Traces []ptrace.Traces
	Logs   []plog.Logs
	// Metrics counts the batches of metrics, which hold no errors.
	Metrics int
}

// ErrNotOTLP says that bytes are neither text nor telemetry.
var ErrNotOTLP = errors.New("this is neither text nor OTLP: use a stack trace as text, or OTLP traces or logs as JSON (also one per line) or protobuf")

// ReadFile reads OTLP as JSON, one message or many after each other, as the file exporter writes
// them, or one protobuf message. ok is false for any other text, which is no error. The content
// decides, not a name.
func ReadFile(data []byte) (f File, ok bool, err error) {
	switch {
	case looksLikeJSON(data):
		f, err = readJSON(data)
		return f, err == nil, err
	case isText(data):
		return File{}, false, nil
	}
	f, err = readProtobuf(data)
	return f, err == nil, err
}

// Find gives every error of the file to the judge.
func (f *File) Find(opts Options, judge Judge) Found {
	var found Found
	for _, td := range f.Traces {
		found.Add(FindInTraces(td, opts, judge))
	}
	for _, ld := range f.Logs {
		found.Add(FindInLogs(ld, opts, judge))
	}
	return found
}

// looksLikeJSON: an object whose first key is quoted. No stack trace begins like that.
func looksLikeJSON(data []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(data, " \t\r\n\ufeff"), []byte("{"))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return ok && len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
}

// isText: UTF-8 without control characters but those that lay out text or colour it.
func isText(data []byte) bool {
	for _, c := range data {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1b' {
			return false
		}
	}
	return utf8.Valid(data)
}

// message is what tells the kinds of OTLP JSON apart.
type message struct {
	Spans     json.RawMessage `json:"resourceSpans"`
	Logs      json.RawMessage `json:"resourceLogs"`
	Metrics   json.RawMessage `json:"resourceMetrics"`
	SpansOld  json.RawMessage `json:"resource_spans"`
	LogsOld   json.RawMessage `json:"resource_logs"`
	MetricOld json.RawMessage `json:"resource_metrics"`
}

func readJSON(data []byte) (File, error) {
	var f File
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	d := json.NewDecoder(bytes.NewReader(data))
	for n := 1; ; n++ {
		var raw json.RawMessage
		if err := d.Decode(&raw); errors.Is(err, io.EOF) {
			return f, nil
		} else if err != nil {
			return File{}, fmt.Errorf("read JSON message %d, at byte %d: %w", n, d.InputOffset(), err)
		}
		if err := f.addJSON(raw); err != nil {
			return File{}, fmt.Errorf("read JSON message %d, which ends at byte %d: %w", n, d.InputOffset(), err)
		}
	}
}

func (f *File) addJSON(raw []byte) error {
	var m message
	if err := json.Unmarshal(raw, &m); err != nil {
		return fmt.Errorf("this is no object: %w", err)
	}
	switch {
	case m.Spans != nil || m.SpansOld != nil:
		td, err := new(ptrace.JSONUnmarshaler).UnmarshalTraces(raw)
		if err != nil {
			return fmt.Errorf("these are no OTLP traces: %w", err)
		}
		f.Traces = append(f.Traces, td)
	case m.Logs != nil || m.LogsOld != nil:
		ld, err := new(plog.JSONUnmarshaler).UnmarshalLogs(raw)
		if err != nil {
			return fmt.Errorf("these are no OTLP logs: %w", err)
		}
		f.Logs = append(f.Logs, ld)
	case m.Metrics != nil || m.MetricOld != nil:
		f.Metrics++
	default:
		return errors.New("this is JSON, but not OTLP: it has neither resourceSpans nor resourceLogs")
	}
	return nil
}

// readProtobuf tries the three kinds. Their fields have other wire types, so that only data that
// says next to nothing is read by more than one; a span without an id is none.
func readProtobuf(data []byte) (File, error) {
	if td, err := new(ptrace.ProtoUnmarshaler).UnmarshalTraces(data); err == nil && haveIDs(td) {
		return File{Traces: []ptrace.Traces{td}}, nil
	}
	if ld, err := new(plog.ProtoUnmarshaler).UnmarshalLogs(data); err == nil && ld.LogRecordCount() > 0 {
		return File{Logs: []plog.Logs{ld}}, nil
	}
	if md, err := new(pmetric.ProtoUnmarshaler).UnmarshalMetrics(data); err == nil && md.MetricCount() > 0 {
		return File{Metrics: 1}, nil
	}
	return File{}, ErrNotOTLP
}

func haveIDs(td ptrace.Traces) bool {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				if span.TraceID().IsEmpty() {
					return false
				}
			}
		}
	}
	return td.SpanCount() > 0
}
