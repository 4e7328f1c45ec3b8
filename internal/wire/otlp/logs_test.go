package otlp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func oneRecord() (plog.Logs, plog.LogRecord) {
	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", "shop")
	sl := rl.ScopeLogs().AppendEmpty()
	sl.Scope().SetName("shop.cart")
	lr := sl.LogRecords().AppendEmpty()
	lr.SetTimestamp(pcommon.NewTimestampFromTime(sent))
	return ld, lr
}

func TestFindInLogs_WhatIsAnError(t *testing.T) {
	raised := func(lr plog.LogRecord) { lr.Attributes().PutStr("exception.type", "CartError") }
	tests := map[string]struct {
		build func(plog.LogRecord)
		want  *exception.Record // the parts that matter
		found Found
	}{
		"an INFO line":                    {build: func(lr plog.LogRecord) { lr.SetSeverityNumber(plog.SeverityNumberInfo); lr.Body().SetStr("hello") }, found: Found{NoError: 1}},
		"a WARN line":                     {build: func(lr plog.LogRecord) { lr.SetSeverityNumber(plog.SeverityNumberWarn) }, found: Found{NoError: 1}},
		"a line without severity":         {build: func(lr plog.LogRecord) { lr.Body().SetStr("hello") }, found: Found{NoError: 1}},
		"an ERROR line":                   {build: func(lr plog.LogRecord) { lr.SetSeverityNumber(plog.SeverityNumberError); lr.Body().SetStr("boom 7") }, want: &exception.Record{Message: "boom 7", Level: exception.LevelError}},
		"a FATAL line":                    {build: func(lr plog.LogRecord) { lr.SetSeverityNumber(plog.SeverityNumberFatal2); lr.Body().SetStr("boom") }, want: &exception.Record{Message: "boom", Level: exception.LevelFatal}},
		"a line whose severity is a text": {build: func(lr plog.LogRecord) { lr.SetSeverityText("Critical"); lr.Body().SetStr("boom") }, want: &exception.Record{Message: "boom", Level: exception.LevelFatal}},
		"an exception at WARN is handled": {build: func(lr plog.LogRecord) { raised(lr); lr.SetSeverityNumber(plog.SeverityNumberWarn) }, want: &exception.Record{Type: "CartError", Level: exception.LevelWarning, Handled: true}},
		"an exception at INFO is none":    {build: func(lr plog.LogRecord) { raised(lr); lr.SetSeverityNumber(plog.SeverityNumberInfo) }, found: Found{BelowLevel: 1}},
		"an exception without severity":   {build: raised, want: &exception.Record{Type: "CartError", Level: exception.LevelError}},
		"an event name of an exception":   {build: func(lr plog.LogRecord) { lr.SetEventName("http.server.request.exception") }, want: &exception.Record{Name: "http.server.request.exception", Level: exception.LevelError}},
		"a crash is fatal":                {build: func(lr plog.LogRecord) { lr.SetEventName("app.crash") }, want: &exception.Record{Name: "app.crash", Level: exception.LevelFatal}},
		"the event name of older senders": {build: func(lr plog.LogRecord) { lr.Attributes().PutStr("event.name", "exception") }, want: &exception.Record{Name: "exception", Level: exception.LevelError}},
		"an event of ours":                {build: func(lr plog.LogRecord) { raised(lr); lr.SetEventName("tidemark.issue.opened") }, found: Found{Own: 1}},
		"an error counted elsewhere":      {build: func(lr plog.LogRecord) { raised(lr); lr.Attributes().PutStr(AttrIssueID, "x") }, found: Found{Elsewhere: 1}},
		"a message template beside the body": {build: func(lr plog.LogRecord) {
			lr.SetSeverityNumber(plog.SeverityNumberError)
			lr.Body().SetStr("boom 7")
			lr.Attributes().PutStr("message_template.text", "boom {n}")
		}, want: &exception.Record{Message: "boom 7", Template: "boom {n}", Level: exception.LevelError}},
		"an attribute of the wrong type": {build: func(lr plog.LogRecord) {
			lr.Attributes().PutInt("exception.type", 5)
			lr.Attributes().PutEmptySlice("exception.message").AppendEmpty().SetStr("x")
		}, want: &exception.Record{Type: "5", Message: `["x"]`, Level: exception.LevelError}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			ld, lr := oneRecord()
			test.build(lr)
			var got []exception.Record
			found := FindInLogs(ld, defaults, judged(&got))
			test.found.Items = 1
			assert.Equal(t, test.found, found)
			if test.want == nil {
				assert.Empty(t, got)
				return
			}
			require.Len(t, got, 1)
			test.want.Source = exception.SourceLogRecord
			test.want.Service = exception.Service{Name: "shop", Environment: "unknown"}
			test.want.Scope, test.want.Time, test.want.Weight = "shop.cart", sent, 1
			assert.Equal(t, *test.want, got[0])
			assert.Equal(t, "v1:f", text(lr.Attributes(), AttrFingerprint))
		})
	}
}

func TestFindInLogs_ReadsBodyMaps(t *testing.T) {
	for name, test := range map[string]struct {
		body map[string]any
		want exception.Record
	}{
		"conventions as flat keys": {
			map[string]any{"exception.type": "E", "exception.message": "m", "exception.stacktrace": "s", "message": "line"},
			exception.Record{Type: "E", Message: "m", StackTrace: "s"},
		},
		"pino": {
			map[string]any{"msg": "line", "err": map[string]any{"type": "E", "message": "m", "stack": "s"}},
			exception.Record{Type: "E", Message: "m", StackTrace: "s"},
		},
		"log4j2": {
			map[string]any{"message": "line", "thrown": map[string]any{"name": "E", "message": "m", "extendedStackTrace": "s"}},
			exception.Record{Type: "E", Message: "m", StackTrace: "s"},
		},
		"Elastic common schema": {
			map[string]any{"message": "line", "error.type": "E", "error.message": "m", "error.stack_trace": "s"},
			exception.Record{Type: "E", Message: "m", StackTrace: "s"},
		},
		"logback": {
			map[string]any{"message": "line", "stack_trace": "s"},
			exception.Record{Message: "line", StackTrace: "s"},
		},
		"python-json-logger": {
			map[string]any{"message": "line", "exc_info": "s"},
			exception.Record{Message: "line", StackTrace: "s"},
		},
		"Serilog": {
			map[string]any{"@m": "line 7", "@mt": "line {n}"},
			exception.Record{Message: "line 7", Template: "line {n}"},
		},
		"values of the wrong type": {
			map[string]any{"message": int64(7), "stack": map[string]any{"a": int64(1)}, "err": int64(1)},
			exception.Record{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			ld, lr := oneRecord()
			lr.SetSeverityNumber(plog.SeverityNumberError)
			require.NoError(t, lr.Body().SetEmptyMap().FromRaw(test.body))
			var got []exception.Record
			FindInLogs(ld, defaults, judged(&got))
			require.Len(t, got, 1)
			assert.Equal(t, test.want, exception.Record{
				Type: got[0].Type, Message: got[0].Message, StackTrace: got[0].StackTrace, Template: got[0].Template,
			})
		})
	}
}

func TestFindInLogs_ChangesNothingButOurAttributes(t *testing.T) {
	ld, lr := oneRecord()
	lr.SetSeverityNumber(plog.SeverityNumberError)
	lr.Body().SetStr("boom")
	lr.Attributes().PutStr("code.line", "7")
	before := plog.NewLogs()
	ld.CopyTo(before)
	var got []exception.Record
	FindInLogs(ld, defaults, judged(&got))
	assert.NotEqual(t, before, ld)
	lr.Attributes().RemoveIf(func(k string, _ pcommon.Value) bool { return k[:len(Prefix)] == Prefix })
	assert.Equal(t, before, ld)
}

func TestAttributes_SelectPutsTheNearestLast(t *testing.T) {
	td, span := oneSpan()
	event := raise(span, "exception")
	event.Attributes().PutStr("code.function.name", "event")
	span.Attributes().PutStr("code.function.name", "span")
	td.ResourceSpans().At(0).Resource().Attributes().PutStr("code.function.name", "resource")
	var got []exception.Attribute
	FindInTraces(td, defaults, func(_ *exception.Record, a *Attributes) (Stamp, bool) {
		got = a.Select(func(key string) bool { return key == "code.function.name" })
		return Stamp{}, false
	})
	assert.Equal(t, []exception.Attribute{
		{Key: "code.function.name", Value: "resource"}, {Key: "code.function.name", Value: "span"}, {Key: "code.function.name", Value: "event"},
	}, got)
	assert.Equal(t, 4, event.Attributes().Len(), "a judge that declines leaves the data as it is")
}

func BenchmarkFindInLogs_HealthyRecord(b *testing.B) {
	ld, lr := oneRecord()
	lr.SetSeverityNumber(plog.SeverityNumberInfo)
	lr.Body().SetStr("hello")
	for n := 1; n < 1000; n++ {
		lr.CopyTo(ld.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().AppendEmpty())
	}
	b.ReportAllocs()
	for b.Loop() {
		FindInLogs(ld, defaults, nil)
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/1000/float64(time.Nanosecond), "ns/record")
}
