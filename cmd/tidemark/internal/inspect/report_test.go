package inspect_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/inspect"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

var update = flag.Bool("update", false, "write the golden files")

// logs returns the records of a service.
func logs(service string, build ...func(plog.LogRecord)) plog.Logs {
	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", service)
	records := rl.ScopeLogs().AppendEmpty().LogRecords()
	for _, b := range build {
		b(records.AppendEmpty())
	}
	return ld
}

func raised(severity plog.SeverityNumber, typ, message string) func(plog.LogRecord) {
	return func(lr plog.LogRecord) {
		lr.SetSeverityNumber(severity)
		lr.Attributes().PutStr("exception.type", typ)
		lr.Attributes().PutStr("exception.message", message)
	}
}

// everything is a file with one of each.
func everything() *otlp.File {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	healthy, inner, failed := spans.AppendEmpty(), spans.AppendEmpty(), spans.AppendEmpty()
	healthy.SetName("GET /")
	inner.SetParentSpanID(pcommon.SpanID{1})
	inner.Status().SetCode(ptrace.StatusCodeError)
	failed.SetName("GET /cart")
	failed.Status().SetCode(ptrace.StatusCodeError)
	return &otlp.File{Traces: []ptrace.Traces{td}, Metrics: 1, Logs: []plog.Logs{
		logs("shop",
			raised(plog.SeverityNumberError, "CartError", "order 1 is empty"),
			raised(plog.SeverityNumberWarn, "RetryError", "again"),
			raised(plog.SeverityNumberInfo, "Quiet", "below"),
			func(lr plog.LogRecord) { lr.SetSeverityNumber(plog.SeverityNumberInfo) },
			func(lr plog.LogRecord) { lr.SetEventName("tidemark.issue.opened") },
			func(lr plog.LogRecord) {
				raised(plog.SeverityNumberError, "CartError", "order 22 is empty")(lr)
				lr.Attributes().PutStr("tidemark.issue.id", "aaaaaaaaaaaaaaaaaaaa")
				lr.Attributes().PutStr("tidemark.fingerprint", "v1:0011")
			},
		),
		logs("web\x1b[31m", raised(plog.SeverityNumberError, "CartError", "order 3 is empty")),
	}}
}

func TestFile_TextIsExactlyThis(t *testing.T) {
	report := inspect.File(everything(), explain.RuleSet{})
	var b bytes.Buffer
	require.NoError(t, report.WriteText(&b))
	compareGolden(t, "report.txt", b.Bytes())
	assert.False(t, strings.ContainsFunc(b.String(), func(r rune) bool { return unicode.IsControl(r) && r != '\n' }))

	encoded, err := report.JSON()
	require.NoError(t, err)
	b.Reset()
	require.NoError(t, json.Indent(&b, encoded, "", "  "))
	compareGolden(t, "report.json", b.Bytes())
}

func TestFile_NoErrorsAreSaidToBeNone(t *testing.T) {
	report := inspect.File(&otlp.File{Metrics: 2}, explain.RuleSet{})
	var b bytes.Buffer
	require.NoError(t, report.WriteText(&b))
	assert.Contains(t, b.String(), "       0  errors\n")
	assert.NotContains(t, b.String(), "As issues")
}

func TestFile_LeavesTheDataAsItIs(t *testing.T) {
	f := everything()
	before, err := new(plog.JSONMarshaler).MarshalLogs(f.Logs[0])
	require.NoError(t, err)
	inspect.File(f, explain.RuleSet{})
	after, err := new(plog.JSONMarshaler).MarshalLogs(f.Logs[0])
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))
}

func TestFile_IsBoundedAndCountsTheRest(t *testing.T) {
	var build []func(plog.LogRecord)
	for i := range inspect.MaxIssues + 3 {
		build = append(build, raised(plog.SeverityNumberError, "E", strings.Repeat("x", i+1)))
	}
	for range inspect.MaxNumbers + 1 {
		build = append(build, raised(plog.SeverityNumberError, "E", "x"))
	}
	report := inspect.File(&otlp.File{Logs: []plog.Logs{logs("shop", build...)}}, explain.RuleSet{})
	assert.Len(t, report.Issues, inspect.MaxIssues)
	assert.Equal(t, 3, report.Unlisted)
	assert.Equal(t, inspect.MaxIssues+3, report.Fingerprints)
	assert.Len(t, report.Explained, inspect.MaxExplained)
	assert.Equal(t, inspect.MaxNumbers+2, report.Issues[0].Errors)
	assert.Len(t, report.Issues[0].Numbers, inspect.MaxNumbers)
	var b bytes.Buffer
	require.NoError(t, report.WriteText(&b))
	assert.Contains(t, b.String(), fmt.Sprintf("%d more fingerprints are not explained", inspect.MaxIssues+3-inspect.MaxExplained))
	assert.Contains(t, b.String(), "3 more errors are of issues that are not listed")
}

func compareGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}
