package otlp

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// fail makes a span an error by its status.
func fail(span ptrace.Span) {
	span.Status().SetCode(ptrace.StatusCodeError)
	span.SetKind(ptrace.SpanKindServer)
}

// errorFiles returns one error each, in every encoding.
func errorFiles(t testing.TB) map[string][]byte {
	t.Helper()
	td, span := oneSpan()
	fail(span)
	ld, lr := oneRecord()
	lr.SetSeverityNumber(plog.SeverityNumberError)
	lr.Body().SetStr("boom")
	must := func(data []byte, err error) []byte {
		require.NoError(t, err)
		return data
	}
	spanJSON := must(new(ptrace.JSONMarshaler).MarshalTraces(td))
	logJSON := must(new(plog.JSONMarshaler).MarshalLogs(ld))
	lr.Attributes().PutStr("k", "v")
	return map[string][]byte{
		"traces as JSON":     spanJSON,
		"logs as JSON":       logJSON,
		"with white space":   append([]byte("\ufeff\n "), logJSON...),
		"snake case":         []byte(`{"resource_logs":[{"scope_logs":[{"log_records":[{"severity_number":17}]}]}]}`),
		"traces as protobuf": must(new(ptrace.ProtoMarshaler).MarshalTraces(td)),
		"logs as protobuf":   must(new(plog.ProtoMarshaler).MarshalLogs(ld)),
	}
}

func TestReadFile_TheContentSaysWhatItIs(t *testing.T) {
	for name, data := range errorFiles(t) {
		t.Run(name, func(t *testing.T) {
			f, ok, err := ReadFile(data)
			require.NoError(t, err)
			require.True(t, ok)
			var got []exception.Record
			assert.Equal(t, Found{Items: 1}, f.Find(defaults, judged(&got)))
			assert.Len(t, got, 1)
		})
	}
}

func TestReadFile_OneMessagePerLine(t *testing.T) {
	files := errorFiles(t)
	data := append(append(files["traces as JSON"], '\n'), files["logs as JSON"]...)
	data = append(data, "\n{\"resourceMetrics\":[]}\n\n"...)
	f, ok, err := ReadFile(data)
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Len(t, f.Traces, 1)
	assert.Len(t, f.Logs, 1)
	assert.Equal(t, 1, f.Metrics)
}

func TestReadFile_OtherTextIsNoTelemetryAndNoError(t *testing.T) {
	for _, text := range []string{"", "boom", "Traceback (most recent call last):\n", "\x1b[31mError\x1b[0m: x\n    at f (a.js:1:1)", "{ not quoted", "ärger"} {
		_, ok, err := ReadFile([]byte(text))
		require.NoError(t, err, text)
		assert.False(t, ok, text)
	}
}

func TestReadFile_SaysWhatIsWrong(t *testing.T) {
	metrics := pmetric.NewMetrics()
	metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty().SetName("m")
	encoded, err := new(pmetric.ProtoMarshaler).MarshalMetrics(metrics)
	require.NoError(t, err)
	f, ok, err := ReadFile(encoded)
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, 1, f.Metrics)

	for _, tt := range []struct{ name, data, says string }{
		{"other JSON", `{"hello": "world"}`, "neither resourceSpans nor resourceLogs"},
		{"an empty object", `{}`, "message 1, which ends at byte 2"},
		{"JSON that ends early", `{"resourceLogs": [`, "message 1, at byte"},
		{"a second line that is wrong", `{"resourceLogs": []}` + "\n" + `{"x": 1}`, "message 2"},
		{"a number in a list of messages", `{"resourceLogs": []} 7`, "this is no object"},
		{"logs that are none", `{"resourceLogs": 7}`, "no OTLP logs"},
		{"traces that are none", `{"resourceSpans": "x"}`, "no OTLP traces"},
		{"bytes", "\x00\x01\x02\xff", ErrNotOTLP.Error()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, ok, err := ReadFile([]byte(tt.data))
			assert.False(t, ok)
			assert.ErrorContains(t, err, tt.says)
		})
	}
}

func TestAttributes_StampedIsThatOfTheErrorItself(t *testing.T) {
	td, span := oneSpan()
	fail(span)
	span.Attributes().PutStr(AttrFingerprint, "v1:span")
	untrusting := defaults
	untrusting.TrustIssueID = false
	var got []Stamp
	judge := func(_ *exception.Record, a *Attributes) (Stamp, bool) {
		got = append(got, a.Stamped())
		return Stamp{}, false
	}
	FindInTraces(td, untrusting, judge)
	raise(span, "exception").Attributes().PutStr(AttrIssueID, "i")
	FindInTraces(td, untrusting, judge)
	assert.Equal(t, []Stamp{{Fingerprint: "v1:span"}, {IssueID: "i"}}, got)
}

func FuzzReadFile(f *testing.F) {
	for _, data := range errorFiles(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, ok, err := ReadFile(data)
		if ok && err != nil {
			t.Fatalf("read, and %v", err)
		}
		file.Find(defaults, func(*exception.Record, *Attributes) (Stamp, bool) { return Stamp{}, false })
	})
}
