package otlp

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// stampAll decides the same about every error, reads all its attributes, and counts.
func stampAll(judged *int) Judge {
	return func(rec *exception.Record, attributes *Attributes) (Stamp, bool) {
		*judged++
		attributes.Select(func(string) bool { return true })
		if len(rec.SpanName) > maxNameBytes || len(rec.Scope) > maxNameBytes || len(rec.Name) > maxNameBytes || rec.Weight < 1 || rec.Weight > maxWeight {
			panic("a record over its limits")
		}
		return Stamp{Fingerprint: "v1:f", IssueID: "i", GroupReason: "r"}, true
	}
}

// FuzzFindInTraces reads any request that the Collector can decode. What was stamped is recognised, and
// nothing but stamps is changed.
func FuzzFindInTraces(f *testing.F) {
	td, span := oneSpan()
	span.Status().SetCode(ptrace.StatusCodeError)
	span.TraceState().FromRaw("ot=th:8")
	raise(span, "exception").Attributes().PutEmptyMap("exception.message").PutEmptySlice("a").AppendEmpty().SetDouble(1)
	data, err := new(ptrace.ProtoMarshaler).MarshalTraces(td)
	require.NoError(f, err)
	f.Add(data)
	td, span = oneSpan()
	span.Status().SetCode(ptrace.StatusCodeError)
	span.SetKind(ptrace.SpanKindServer)
	data, err = new(ptrace.ProtoMarshaler).MarshalTraces(td)
	require.NoError(f, err)
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		td, err := new(ptrace.ProtoUnmarshaler).UnmarshalTraces(data)
		if err != nil {
			return
		}
		before := ptrace.NewTraces()
		td.CopyTo(before)
		var first, second int
		found := FindInTraces(td, defaults, stampAll(&first))
		again := FindInTraces(td, defaults, stampAll(&second))
		if found.Items != td.SpanCount() || second != 0 || again.Elsewhere != first+found.Elsewhere {
			t.Fatalf("%+v judged %d, then %+v judged %d", found, first, again, second)
		}
		require.Equal(t, withoutStamps(t, before), withoutStamps(t, td))
	})
}

// withoutStamps returns the bytes of spans without what is ours.
func withoutStamps(t *testing.T, td ptrace.Traces) []byte {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				removeOurs(span.Attributes())
				for _, ev := range span.Events().All() {
					removeOurs(ev.Attributes())
				}
			}
		}
	}
	data, err := new(ptrace.ProtoMarshaler).MarshalTraces(td)
	require.NoError(t, err)
	return data
}

func removeOurs(m pcommon.Map) {
	m.RemoveIf(func(key string, _ pcommon.Value) bool { return strings.HasPrefix(key, Prefix) })
}

// FuzzFindInLogs does the same with log records.
func FuzzFindInLogs(f *testing.F) {
	for _, build := range []func(plog.LogRecord){
		func(lr plog.LogRecord) { lr.Body().SetStr("lost\nTraceback (most recent call last):\n") },
		func(lr plog.LogRecord) { lr.Body().SetEmptyMap().PutEmptyMap("err").PutStr("stack", "Error: x") },
		func(lr plog.LogRecord) { lr.Attributes().PutStr("exception.type", "\xff") },
		func(lr plog.LogRecord) { lr.SetEventName("app.crash") },
	} {
		ld := plog.NewLogs()
		lr := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
		lr.SetSeverityNumber(plog.SeverityNumberError)
		build(lr)
		data, err := new(plog.ProtoMarshaler).MarshalLogs(ld)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		ld, err := new(plog.ProtoUnmarshaler).UnmarshalLogs(data)
		if err != nil {
			return
		}
		before := plog.NewLogs()
		ld.CopyTo(before)
		var first, second int
		found := FindInLogs(ld, defaults, stampAll(&first))
		again := FindInLogs(ld, defaults, stampAll(&second))
		if found.Items != ld.LogRecordCount() || second != 0 || again.Elsewhere != first+found.Elsewhere {
			t.Fatalf("%+v judged %d, then %+v judged %d", found, first, again, second)
		}
		require.Equal(t, logsWithoutStamps(t, before), logsWithoutStamps(t, ld))
	})
}

func logsWithoutStamps(t *testing.T, ld plog.Logs) []byte {
	for _, rl := range ld.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, lr := range sl.LogRecords().All() {
				removeOurs(lr.Attributes())
			}
		}
	}
	data, err := new(plog.ProtoMarshaler).MarshalLogs(ld)
	require.NoError(t, err)
	return data
}

// FuzzDecodeChange reads any log record as an issue change. What could be read can be written again, and
// reads the same then.
func FuzzDecodeChange(f *testing.F) {
	doc := document()
	logs, err := EncodeChange(&doc, sent)
	require.NoError(f, err)
	data, err := new(plog.ProtoMarshaler).MarshalLogs(logs)
	require.NoError(f, err)
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		ld, err := new(plog.ProtoUnmarshaler).UnmarshalLogs(data)
		if err != nil {
			return
		}
		for _, rl := range ld.ResourceLogs().All() {
			for _, sl := range rl.ScopeLogs().All() {
				for _, lr := range sl.LogRecords().All() {
					checkDecode(t, lr)
				}
			}
		}
	})
}

func checkDecode(t *testing.T, lr plog.LogRecord) {
	doc, err := DecodeChange(lr)
	if err != nil {
		if !utf8.ValidString(lr.EventName()) {
			return
		}
		require.True(t, utf8.ValidString(err.Error()), "%q", err.Error())
		return
	}
	written, err := EncodeChange(&doc, sent)
	require.NoError(t, err)
	again, err := DecodeChange(written.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0))
	require.NoError(t, err)
	require.Equal(t, doc, again)
}
