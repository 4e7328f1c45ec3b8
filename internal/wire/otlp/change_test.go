package otlp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

func document() event.Document {
	users := int64(3)
	return event.Document{
		SchemaVersion: event.SchemaVersion,
		Change: event.Change{
			ID: "abc-2", Kind: "regressed", Version: 2, At: sent, PreviousState: "resolved", Reason: "returned", Actor: "tidemark",
		},
		Issue: event.Issue{
			ID: "abc", Kind: "error", State: "regressed", StateSince: sent, Title: "CartError: empty", Culprit: "cart.load",
			Level: "error", Service: "shop", ServiceNamespace: "eu", Environment: "production", Fingerprint: "v1:f",
			GroupReason: "in_app_frames", Count: 1 << 60, Observed: 7, Users: &users, FirstSeen: sent.Add(-time.Hour), LastSeen: sent,
			FirstRelease: "1.0.0", LastRelease: "1.1.0",
		},
		Releases: []event.Release{{Release: "1.0.0", Count: 5, Observed: 5, FirstSeen: sent, LastSeen: sent}},
		Exemplar: &event.Exemplar{
			ID: "e", New: true, Time: sent, Source: "span_event", Level: "error", Release: "1.1.0", Language: "python",
			TraceID: "0102030405060708090a0b0c0d0e0f10", SpanID: "0102030405060708",
			Exceptions: []event.Exception{{Type: "CartError", Message: "empty", Frames: []event.Frame{{Function: "load", Module: "cart", Line: 7, InApp: true}}}},
			Attributes: map[string]string{"http.route": "/cart"},
		},
	}
}

func TestChange_RoundTrip(t *testing.T) {
	doc := document()
	logs, err := EncodeChange(&doc, sent.Add(time.Second))
	require.NoError(t, err)

	// Through the wire, as an exporter in another process would get it.
	data, err := new(plog.ProtoMarshaler).MarshalLogs(logs)
	require.NoError(t, err)
	logs, err = new(plog.ProtoUnmarshaler).UnmarshalLogs(data)
	require.NoError(t, err)

	resource := logs.ResourceLogs().At(0)
	assert.Equal(t, map[string]any{
		"service.name": "shop", "service.namespace": "eu", "service.version": "1.1.0", "deployment.environment.name": "production",
	}, resource.Resource().Attributes().AsRaw())
	lr := resource.ScopeLogs().At(0).LogRecords().At(0)
	assert.Equal(t, "tidemark.issue.regressed", lr.EventName())
	assert.Equal(t, "0102030405060708090a0b0c0d0e0f10", lr.TraceID().String())
	assert.Equal(t, "0102030405060708", lr.SpanID().String())
	assert.Equal(t, plog.SeverityNumberError, lr.SeverityNumber())
	assert.Equal(t, "abc-2", text(lr.Attributes(), attrChangeID))
	got, err := DecodeChange(lr)
	require.NoError(t, err)
	assert.Equal(t, doc, got)
}

func TestChange_OfAFindingHasItsTierAndNoTrace(t *testing.T) {
	doc := document()
	doc.Exemplar, doc.Issue.Kind = nil, "flatline"
	doc.Finding = &event.Finding{Tier: "page", Onset: sent, DecidedAt: sent, Expected: 412, Ratio: 0.25, Words: []string{"why"}}
	logs, err := EncodeChange(&doc, sent)
	require.NoError(t, err)
	lr := logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
	attributes := lr.Attributes().AsRaw()
	assert.Equal(t, "page", attributes["tidemark.issue.tier"])
	assert.Equal(t, "flatline", attributes["tidemark.issue.kind"])
	assert.True(t, lr.TraceID().IsEmpty())
	again, err := DecodeChange(lr)
	require.NoError(t, err)
	assert.Equal(t, doc, again)
}

func TestEncodeChange_IsOursSoThatNobodyJudgesIt(t *testing.T) {
	doc := document()
	logs, err := EncodeChange(&doc, sent)
	require.NoError(t, err)
	assert.Equal(t, Found{Items: 1, Own: 1}, FindInLogs(logs, defaults, nil))
}

func TestDecodeChange_SaysWhatIsWrong(t *testing.T) {
	for name, test := range map[string]struct {
		build func(plog.LogRecord)
		want  string
	}{
		"no change":                        {func(lr plog.LogRecord) { lr.SetEventName("exception") }, "does not begin with tidemark.issue."},
		"a body that was turned into text": {func(lr plog.LogRecord) { lr.Body().SetStr("{}") }, "is a Str and not a map"},
		"a body without ids":               {func(lr plog.LogRecord) { lr.Body().SetEmptyMap() }, "no change.id"},
		"a body of other types":            {func(lr plog.LogRecord) { lr.Body().SetEmptyMap().PutInt("issue", 1) }, "read an issue document"},
	} {
		t.Run(name, func(t *testing.T) {
			lr := plog.NewLogRecord()
			lr.SetEventName(EventPrefix + "opened")
			test.build(lr)
			_, err := DecodeChange(lr)
			assert.ErrorContains(t, err, test.want)
		})
	}
}
