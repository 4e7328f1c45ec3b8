package errorgroupprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func TestOutcomes_OfTraces(t *testing.T) {
	for _, test := range []struct {
		name     string
		change   func(*Config)
		add      func(ptrace.SpanSlice)
		items    int64
		outcomes map[string]int64
	}{
		{"healthy spans have none", nil, func(spans ptrace.SpanSlice) {
			addSpan(spans, 1, "GET /", "")
		}, 1, nil},
		{"an exception is reported, and its status explained by it", nil, func(spans ptrace.SpanSlice) {
			addSpan(spans, 1, "GET /", "A")
		}, 1, map[string]int64{"reported": 1}},
		{"the parent tells it again", nil, func(spans ptrace.SpanSlice) {
			child := addSpan(spans, 1, "SELECT", "A")
			parent := addSpan(spans, 2, "GET /", "A")
			parent.SetTraceID(child.TraceID())
			child.SetParentSpanID(parent.SpanID())
		}, 2, map[string]int64{"reported": 1, "chain": 1}},
		{"the sender sends it again", nil, func(spans ptrace.SpanSlice) {
			addSpan(spans, 1, "GET /", "A").CopyTo(spans.AppendEmpty())
		}, 2, map[string]int64{"reported": 1, "retry": 1}},
		{"a status without an exception waits for one", nil, func(spans ptrace.SpanSlice) {
			addSpan(spans, 1, "GET /", "").Status().SetCode(ptrace.StatusCodeError)
		}, 1, map[string]int64{"held": 1}},
		{"a status of the trace of an exception is explained", nil, func(spans ptrace.SpanSlice) {
			child := addSpan(spans, 1, "SELECT", "A")
			parent := addSpan(spans, 2, "GET /", "")
			parent.SetTraceID(child.TraceID())
			parent.Status().SetCode(ptrace.StatusCodeError)
		}, 2, map[string]int64{"reported": 1, "explained": 1}},
		{"a status counts for nothing when it is off", func(c *Config) { c.StatusErrors = "off" }, func(spans ptrace.SpanSlice) {
			addSpan(spans, 1, "GET /", "").Status().SetCode(ptrace.StatusCodeError)
		}, 1, nil},
		{"what another tracker has counted is not counted again", nil, func(spans ptrace.SpanSlice) {
			addSpan(spans, 1, "GET /", "A").Events().At(0).Attributes().PutStr("tidemark.issue.id", "x")
		}, 1, map[string]int64{"elsewhere": 1}},
		{"unless that is not trusted", func(c *Config) { c.TrustIssueID = false }, func(spans ptrace.SpanSlice) {
			addSpan(spans, 1, "GET /", "A").Events().At(0).Attributes().PutStr("tidemark.issue.id", "x")
		}, 1, map[string]int64{"reported": 1}},
		{"types, messages, services and names of spans can be ignored", func(c *Config) {
			c.Ignore = IgnoreConfig{Types: []string{"*.Cancelled?rror"}, Messages: []string{"x"}, SpanNames: []string{"GET /health*"}}
		}, func(spans ptrace.SpanSlice) {
			addSpan(spans, 1, "GET /", "asyncio.CancelledError")
			addSpan(spans, 2, "GET /", "CancelledError")
			addSpan(spans, 3, "GET /healthz", "A")
			addSpan(spans, 4, "GET /", "A")
		}, 4, map[string]int64{"ignored": 2, "reported": 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t, orNothing(test.change))
			td, spans := newTraces("payment")
			test.add(spans)
			require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
			f.wantOutcomesOrNone(t, test.items, test.outcomes)
		})
	}
}

func TestOutcomes_OfLogs(t *testing.T) {
	for _, test := range []struct {
		name     string
		change   func(*Config)
		add      func(plog.LogRecordSlice)
		items    int64
		outcomes map[string]int64
	}{
		{"records below ERROR have none", nil, func(records plog.LogRecordSlice) {
			addRecord(records, plog.SeverityNumberWarn, "slow")
		}, 1, nil},
		{"an ERROR is reported with or without an exception", nil, func(records plog.LogRecordSlice) {
			addRecord(records, plog.SeverityNumberError, "no")
			addException(records, plog.SeverityNumberWarn, "A")
		}, 2, map[string]int64{"reported": 2}},
		{"an exception below the severity is none", nil, func(records plog.LogRecordSlice) {
			addException(records, plog.SeverityNumberInfo, "A")
		}, 1, map[string]int64{"below_level": 1}},
		{"the severity can be lowered", func(c *Config) { c.MinSeverity = "info" }, func(records plog.LogRecordSlice) {
			addException(records, plog.SeverityNumberInfo, "A")
		}, 1, map[string]int64{"reported": 1}},
		{"messages can be ignored", func(c *Config) { c.Ignore.Messages = []string{"health check * failed"} }, func(records plog.LogRecordSlice) {
			addRecord(records, plog.SeverityNumberError, "health check 7 failed")
			addRecord(records, plog.SeverityNumberError, "Health check 7 failed")
		}, 2, map[string]int64{"ignored": 1, "reported": 1}},
		{"services can be ignored", func(c *Config) { c.Ignore.Services = []string{"ca*"} }, func(records plog.LogRecordSlice) {
			addRecord(records, plog.SeverityNumberError, "no")
		}, 1, map[string]int64{"ignored": 1}},
		{"a retry of a sender without traces cannot be told from a second error", nil, func(records plog.LogRecordSlice) {
			addRecord(records, plog.SeverityNumberError, "no").CopyTo(records.AppendEmpty())
		}, 2, map[string]int64{"reported": 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t, orNothing(test.change))
			ld, records := newLogs("cart")
			test.add(records)
			require.NoError(t, f.logs.ConsumeLogs(t.Context(), ld))
			f.wantOutcomesOrNone(t, test.items, test.outcomes)
		})
	}
}

func TestOutcomes_SpanEventAndLogRecordOfOneErrorAreAPairAcrossPipelines(t *testing.T) {
	f := newFixture(t)
	td, spans := newTraces("payment")
	span := addSpan(spans, 1, "POST /pay", "DeclinedError")
	ld, records := newLogs("payment")
	lr := addException(records, plog.SeverityNumberError, "DeclinedError")
	lr.SetTraceID(span.TraceID())
	lr.SetSpanID(span.SpanID())
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	require.NoError(t, f.logs.ConsumeLogs(t.Context(), ld))
	f.wantOutcomes(t, 2, map[string]int64{"reported": 1, "pair": 1})
	assert.Equal(t, stamps(span.Events().At(0).Attributes()), stamps(lr.Attributes()), "one issue")
	list := f.issues(t)
	require.Len(t, list, 1)
	assert.EqualValues(t, 1, list[0].Observed)
}

func TestOutcomes_WhatIsIgnoredIsNotStamped(t *testing.T) {
	f := newFixture(t, func(c *Config) { c.Ignore.Types = []string{"*"} })
	td, spans := newTraces("payment")
	span := addSpan(spans, 1, "GET /", "A")
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	assert.Empty(t, stamps(span.Attributes()))
	assert.Empty(t, stamps(span.Events().At(0).Attributes()))
	assert.Empty(t, f.issues(t))
}

func TestOutcomes_OwnRecordsAreUntouched(t *testing.T) {
	for _, test := range []struct {
		name string
		make func(plog.ResourceLogs, plog.LogRecord)
	}{
		{"by the name of the event", func(_ plog.ResourceLogs, lr plog.LogRecord) { lr.SetEventName("tidemark.issue.opened") }},
		{"by the scope", func(rl plog.ResourceLogs, _ plog.LogRecord) {
			rl.ScopeLogs().At(0).Scope().SetName("github.com/tidemark-otel/tidemark/receivers/issuesreceiver")
		}},
		{"by the resource", func(rl plog.ResourceLogs, _ plog.LogRecord) {
			rl.Resource().Attributes().PutBool("tidemark.self", true)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			ld, records := newLogs("cart")
			lr := addException(records, plog.SeverityNumberError, "EmptyError")
			lr.Attributes().PutStr("tidemark.issue.id", "x")
			test.make(ld.ResourceLogs().At(0), lr)
			before := copyOfLogs(ld)
			require.NoError(t, f.logs.ConsumeLogs(t.Context(), ld))
			assert.Equal(t, before, ld)
			f.wantOutcomes(t, 1, map[string]int64{"own": 1})
			assert.Empty(t, f.issues(t))
		})
	}
}

func orNothing(change func(*Config)) func(*Config) {
	if change == nil {
		return func(*Config) {}
	}
	return change
}

// wantOutcomesOrNone is wantOutcomes that also takes that nothing was found.
func (f *fixture) wantOutcomesOrNone(t *testing.T, items int64, outcomes map[string]int64) {
	t.Helper()
	if len(outcomes) > 0 {
		f.wantOutcomes(t, items, outcomes)
		return
	}
	_, err := f.telemetry.GetMetric("otelcol_processor_error_group_errors")
	require.Error(t, err, "there is no such number yet")
}
