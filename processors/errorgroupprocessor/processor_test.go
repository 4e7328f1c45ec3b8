package errorgroupprocessor

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/processors/errorgroupprocessor/internal/metadatatest"
)

func TestErrorGroup_ErrorsOfBothSignalsBecomeIssues(t *testing.T) {
	f := newFixture(t)
	td, spans := newTraces("payment")
	addSpan(spans, 1, "POST /pay", "DeclinedError")
	addSpan(spans, 2, "POST /pay", "DeclinedError")
	addSpan(spans, 3, "POST /pay", "")
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	ld, records := newLogs("cart")
	addException(records, plog.SeverityNumberError, "EmptyError")
	addRecord(records, plog.SeverityNumberInfo, "all is well")
	require.NoError(t, f.logs.ConsumeLogs(t.Context(), ld))

	f.wantOutcomes(t, 5, map[string]int64{"reported": 3})
	stamped := stamps(spans.At(0).Events().At(0).Attributes())
	got := map[string]float64{}
	for _, i := range f.issues(t) {
		got[i.Title] = i.Count
		if i.Service == "payment" {
			assert.Equal(t, map[string]any{
				"tidemark.fingerprint": i.Fingerprint, "tidemark.issue.id": string(i.ID), "tidemark.group.reason": i.GroupReason,
			}, stamped)
		}
	}
	assert.Equal(t, map[string]float64{"DeclinedError: card declined": 2, "EmptyError: card declined": 1}, got)
}

func TestErrorGroup_ARefusedBatchIsNotCountedAndOnceWhenItComesAgain(t *testing.T) {
	f := newFixture(t)
	td, spans := newTraces("payment")
	addSpan(spans, 1, "POST /pay", "DeclinedError")
	ld, records := newLogs("cart")
	addException(records, plog.SeverityNumberError, "EmptyError")

	f.next.refuse = true
	require.ErrorIs(t, f.traces.ConsumeTraces(t.Context(), copyOfTraces(td)), errRefused)
	require.ErrorIs(t, f.logs.ConsumeLogs(t.Context(), copyOfLogs(ld)), errRefused)
	metadatatest.AssertEqualProcessorErrorGroupRefusedBatches(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: 2}}, metricdatatest.IgnoreTimestamp())
	_, err := f.telemetry.GetMetric("otelcol_processor_error_group_errors")
	require.Error(t, err, "nothing is counted")

	f.next.refuse = false
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), copyOfTraces(td)))
	require.NoError(t, f.logs.ConsumeLogs(t.Context(), copyOfLogs(ld)))
	f.wantOutcomes(t, 2, map[string]int64{"reported": 2})
	list := f.issues(t)
	require.Len(t, list, 2)
	for _, i := range list {
		assert.EqualValues(t, 1, i.Observed, i.Title)
	}
}

func TestErrorGroup_ABatchThatComesAgainWithOurStampsIsCountedOnce(t *testing.T) {
	for _, trusted := range []bool{true, false} {
		t.Run(fmt.Sprintf("trust_issue_id %t", trusted), func(t *testing.T) {
			f := newFixture(t, func(c *Config) { c.TrustIssueID = trusted })
			td, spans := newTraces("payment")
			addSpan(spans, 1, "POST /pay", "DeclinedError")
			ld, records := newLogs("payment")
			addException(records, plog.SeverityNumberError, "OutOfStockError")
			f.next.refuse = true
			for range 2 {
				require.ErrorIs(t, f.traces.ConsumeTraces(t.Context(), td), errRefused)
				require.ErrorIs(t, f.logs.ConsumeLogs(t.Context(), ld), errRefused)
			}
			require.NotEmpty(t, stamps(spans.At(0).Events().At(0).Attributes()))
			f.next.refuse = false
			require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
			require.NoError(t, f.logs.ConsumeLogs(t.Context(), ld))
			f.wantOutcomes(t, 2, map[string]int64{"reported": 2})
			list := f.issues(t)
			require.Len(t, list, 2)
			for _, i := range list {
				assert.EqualValues(t, 1, i.Observed, i.Title)
			}
			if trusted {
				require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
				f.wantOutcomes(t, 3, map[string]int64{"reported": 2, "elsewhere": 1})
			}
		})
	}
}

func TestErrorGroup_ABatchThatIsOnlyRefusedLeavesNoIssue(t *testing.T) {
	f := newFixture(t)
	td, spans := newTraces("payment")
	addSpan(spans, 1, "POST /pay", "DeclinedError")
	f.next.refuse = true
	require.ErrorIs(t, f.traces.ConsumeTraces(t.Context(), td), errRefused)
	assert.Empty(t, f.issues(t))
}

func TestErrorGroup_WithoutATrackerOnlyTheFingerprintIsStamped(t *testing.T) {
	with := newFixture(t)
	f := &fixture{}
	f.make(t, func(c *Config) { c.Tracker = issuetrackerextension.None })
	f.start(t, componenttest.NewNopHost())
	td, spans := newTraces("payment")
	addSpan(spans, 1, "POST /pay", "DeclinedError")
	reported := copyOfTraces(td)
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	f.wantOutcomes(t, 1, map[string]int64{"grouped": 1})
	got := stamps(spans.At(0).Events().At(0).Attributes())

	require.NoError(t, with.traces.ConsumeTraces(t.Context(), reported))
	list := with.issues(t)
	require.Len(t, list, 1)
	assert.Equal(t, map[string]any{
		"tidemark.fingerprint": list[0].Fingerprint, "tidemark.group.reason": list[0].GroupReason,
	}, got, "the same as with a tracker, and no id")
}

func TestErrorGroup_WithoutATrackerTheIDOfAnotherStays(t *testing.T) {
	f := &fixture{}
	f.make(t, func(c *Config) { c.Tracker = issuetrackerextension.None })
	f.start(t, componenttest.NewNopHost())
	ld, records := newLogs("cart")
	lr := addException(records, plog.SeverityNumberError, "EmptyError")
	lr.Attributes().PutStr("tidemark.issue.id", "counted-elsewhere")
	require.NoError(t, f.logs.ConsumeLogs(t.Context(), ld))
	f.wantOutcomes(t, 1, map[string]int64{"grouped": 1})
	assert.Equal(t, "counted-elsewhere", stamps(lr.Attributes())["tidemark.issue.id"], "so that the next tracker does not count it")
}

func TestErrorGroup_WithoutATrackerARefusedBatchIsPassedOnAgain(t *testing.T) {
	f := &fixture{}
	f.make(t, func(c *Config) { c.Tracker = issuetrackerextension.None })
	f.start(t, componenttest.NewNopHost())
	ld, records := newLogs("cart")
	addException(records, plog.SeverityNumberError, "EmptyError")
	f.next.refuse = true
	require.ErrorIs(t, f.logs.ConsumeLogs(t.Context(), ld), errRefused)
	f.next.refuse = false
	require.NoError(t, f.logs.ConsumeLogs(t.Context(), ld))
	f.wantOutcomes(t, 1, map[string]int64{"grouped": 1})
}

func TestErrorGroup_StartSaysWhatIsMissing(t *testing.T) {
	f := newFixture(t)
	running := host{component.MustNewID("issue_tracker"): f.tracker}
	for _, test := range []struct {
		name, tracker string
		host          component.Host
		says          string
	}{
		{"no tracker", "", componenttest.NewNopHost(), "extensions:\n  issue_tracker:\n\nservice:\n  extensions: [issue_tracker]"},
		{"another tracker", "issue_tracker/eu", running, `there is no extension "issue_tracker/eu"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			own := &fixture{}
			own.make(t, func(c *Config) { c.Tracker = test.tracker })
			assert.ErrorContains(t, own.traces.Start(t.Context(), test.host), test.says)
			assert.ErrorContains(t, own.logs.Start(t.Context(), test.host), test.says)
			require.NoError(t, own.traces.Shutdown(t.Context()))
			require.NoError(t, own.logs.Shutdown(t.Context()))
		})
	}
}

func TestErrorGroup_TheSameIDWithOtherSettingsFailsAtStart(t *testing.T) {
	f := newFixture(t)
	other := &fixture{}
	other.make(t, func(c *Config) { c.MinSeverity = "error" })
	running := host{component.MustNewID("issue_tracker"): f.tracker}
	assert.ErrorContains(t, other.traces.Start(t.Context(), running), "error_group is used with different settings in this process")
}

func TestErrorGroup_ShutdownWithoutStartAndTwice(t *testing.T) {
	f := &fixture{}
	f.make(t)
	for _, p := range []component.Component{f.traces, f.logs} {
		require.NoError(t, p.Shutdown(t.Context()))
		require.NoError(t, p.Shutdown(t.Context()))
	}
}

func TestErrorGroup_StampsTheData(t *testing.T) {
	f := &fixture{}
	f.make(t)
	assert.True(t, f.traces.Capabilities().MutatesData)
	assert.True(t, f.logs.Capabilities().MutatesData)
}

func TestErrorGroup_TracesAreOtherwiseUnchanged(t *testing.T) {
	f := newFixture(t)
	td, spans := newTraces("payment")
	addSpan(spans, 1, "POST /pay", "DeclinedError").Attributes().PutEmptyBytes("raw").FromRaw([]byte{0, 255})
	addSpan(spans, 2, "POST /pay", "").Status().SetCode(ptrace.StatusCodeError)
	addSpan(spans, 3, "GET /", "").TraceState().FromRaw("ot=th:8")
	before := copyOfTraces(td)
	require.NoError(t, f.traces.ConsumeTraces(t.Context(), td))
	require.Len(t, f.next.AllTraces(), 1)
	after := f.next.AllTraces()[0]
	stamped := 0
	for _, span := range after.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		stamped += len(stamps(span.Attributes()))
		removeStamps(span.Attributes())
		for _, event := range span.Events().All() {
			stamped += len(stamps(event.Attributes()))
			removeStamps(event.Attributes())
		}
	}
	assert.Equal(t, 9, stamped, "the event, its span, and the span that is in Error without an exception")
	marshaler := &ptrace.ProtoMarshaler{}
	want, err := marshaler.MarshalTraces(before)
	require.NoError(t, err)
	got, err := marshaler.MarshalTraces(after)
	require.NoError(t, err)
	assert.Equal(t, want, got)
}

func TestErrorGroup_LogsAreOtherwiseUnchanged(t *testing.T) {
	f := newFixture(t)
	ld, records := newLogs("cart")
	addException(records, plog.SeverityNumberError, "EmptyError").Attributes().PutEmptySlice("list").AppendEmpty().SetInt(1)
	addRecord(records, plog.SeverityNumberError, "cart 42 is empty").SetDroppedAttributesCount(3)
	addRecord(records, plog.SeverityNumberInfo, "all is well")
	before := copyOfLogs(ld)
	require.NoError(t, f.logs.ConsumeLogs(t.Context(), ld))
	require.Len(t, f.next.logs.AllLogs(), 1)
	after := f.next.logs.AllLogs()[0]
	stamped := 0
	for _, lr := range after.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().All() {
		stamped += len(stamps(lr.Attributes()))
		removeStamps(lr.Attributes())
	}
	assert.Equal(t, 6, stamped)
	marshaler := &plog.ProtoMarshaler{}
	want, err := marshaler.MarshalLogs(before)
	require.NoError(t, err)
	got, err := marshaler.MarshalLogs(after)
	require.NoError(t, err)
	assert.Equal(t, want, got)
}
