package otlp

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// Names of what we add to telemetry. Everything of ours begins with Prefix.
const (
	Prefix = "tidemark."

	AttrFingerprint = Prefix + "fingerprint"
	AttrIssueID     = Prefix + "issue.id"
	AttrGroupReason = Prefix + "group.reason"
	AttrSelf        = Prefix + "self" // on a resource: our own telemetry

	attrIssueKind     = Prefix + "issue.kind"
	attrIssueState    = Prefix + "issue.state"
	attrIssueTitle    = Prefix + "issue.title"
	attrIssueCulprit  = Prefix + "issue.culprit"
	attrIssueLevel    = Prefix + "issue.level"
	attrIssueTier     = Prefix + "issue.tier"
	attrIssueCount    = Prefix + "issue.count"
	attrIssueFirstRel = Prefix + "issue.first_release"
	attrIssueLastRel  = Prefix + "issue.last_release"
	attrSchemaVersion = Prefix + "schema.version"
	attrChangeID      = Prefix + "change.id"
	attrChangeVersion = Prefix + "change.version"
	attrChangePrev    = Prefix + "change.previous_state"
	attrChangeReason  = Prefix + "change.reason"
	attrChangeActor   = Prefix + "change.actor"

	// EventPrefix begins the EventName of every issue change; the kind of change follows.
	EventPrefix = Prefix + "issue."
	// ScopeName is the instrumentation scope of what we emit.
	ScopeName = "github.com/tidemark-otel/tidemark"
)

var severities = map[string]plog.SeverityNumber{
	"debug": plog.SeverityNumberDebug, "info": plog.SeverityNumberInfo, "warning": plog.SeverityNumberWarn,
	"error": plog.SeverityNumberError, "fatal": plog.SeverityNumberFatal,
}

// EncodeChange returns one issue document as one log record: the EventName says what happened, the
// resource is the service it is about, trace and span id are those of the exemplar, attributes
// hold what people filter on and the body is the whole document. observed is the time of sending.
func EncodeChange(doc *event.Document, observed time.Time) (plog.Logs, error) {
	logs := plog.NewLogs()
	rl := logs.ResourceLogs().AppendEmpty()
	resource := rl.Resource().Attributes()
	putText(resource, "service.name", doc.Issue.Service)
	putText(resource, "service.namespace", doc.Issue.ServiceNamespace)
	putText(resource, "service.version", doc.Issue.LastRelease)
	putText(resource, "deployment.environment.name", doc.Issue.Environment)
	sl := rl.ScopeLogs().AppendEmpty()
	sl.Scope().SetName(ScopeName)

	lr := sl.LogRecords().AppendEmpty()
	lr.SetEventName(EventPrefix + doc.Change.Kind)
	lr.SetTimestamp(pcommon.NewTimestampFromTime(doc.Change.At))
	lr.SetObservedTimestamp(pcommon.NewTimestampFromTime(observed))
	lr.SetSeverityNumber(severities[doc.Issue.Level])
	lr.SetSeverityText(doc.Issue.Level)
	if doc.Exemplar != nil {
		setIDs(lr, doc.Exemplar)
	}
	a := lr.Attributes()
	putText(a, attrSchemaVersion, doc.SchemaVersion)
	putText(a, attrChangeID, doc.Change.ID)
	a.PutInt(attrChangeVersion, doc.Change.Version)
	putText(a, attrChangePrev, doc.Change.PreviousState)
	putText(a, attrChangeReason, doc.Change.Reason)
	putText(a, attrChangeActor, doc.Change.Actor)
	if doc.Finding != nil {
		putText(a, attrIssueTier, doc.Finding.Tier)
	}
	putText(a, AttrIssueID, doc.Issue.ID)
	putText(a, attrIssueKind, doc.Issue.Kind)
	putText(a, attrIssueState, doc.Issue.State)
	putText(a, attrIssueTitle, doc.Issue.Title)
	putText(a, attrIssueCulprit, doc.Issue.Culprit)
	putText(a, attrIssueLevel, doc.Issue.Level)
	a.PutInt(attrIssueCount, doc.Issue.Count)
	putText(a, attrIssueFirstRel, doc.Issue.FirstRelease)
	putText(a, attrIssueLastRel, doc.Issue.LastRelease)
	putText(a, AttrFingerprint, doc.Issue.Fingerprint)
	putText(a, AttrGroupReason, doc.Issue.GroupReason)

	body, err := toMap(doc)
	if err != nil {
		return logs, err
	}
	if err := lr.Body().SetEmptyMap().FromRaw(body); err != nil {
		return logs, fmt.Errorf("encode the change %s: %w", doc.Change.ID, err)
	}
	return logs, nil
}

// IsChange says whether a log record is an issue change.
func IsChange(lr plog.LogRecord) bool {
	return strings.HasPrefix(lr.EventName(), EventPrefix)
}

// DecodeChange reads an issue change back. The error says what is wrong with the record.
func DecodeChange(lr plog.LogRecord) (event.Document, error) {
	if !IsChange(lr) {
		return event.Document{}, fmt.Errorf("event name %q does not begin with %s: the record is no issue change", clipName(lr.EventName()), EventPrefix)
	}
	if lr.Body().Type() != pcommon.ValueTypeMap {
		return event.Document{}, fmt.Errorf("the body of %s is a %s and not a map: a processor behind the issues receiver has changed it", clipName(lr.EventName()), lr.Body().Type())
	}
	if tooDeep(lr.Body(), maxDepth) {
		return event.Document{}, fmt.Errorf("the body of %s is nested deeper than an issue document", clipName(lr.EventName()))
	}
	data, err := json.Marshal(lr.Body().Map().AsRaw())
	if err != nil {
		return event.Document{}, fmt.Errorf("read the body of %s: %w", clipName(lr.EventName()), err)
	}
	doc, err := event.Unmarshal(data)
	if err != nil {
		return event.Document{}, err
	}
	if doc.Change.ID == "" || doc.Issue.ID == "" {
		return event.Document{}, fmt.Errorf("the body of %s has no change.id or no issue.id", clipName(lr.EventName()))
	}
	return doc, nil
}

// toMap turns the document into the plain values that pdata takes, whole numbers as int64.
func toMap(doc *event.Document) (map[string]any, error) {
	data, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("encode the change %s: %w", doc.Change.ID, err)
	}
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.UseNumber()
	var m map[string]any
	if err := dec.Decode(&m); err != nil {
		return nil, fmt.Errorf("encode the change %s: %w", doc.Change.ID, err)
	}
	return wholeNumbers(m).(map[string]any), nil
}

func wholeNumbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = wholeNumbers(e)
		}
	case []any:
		for i, e := range v {
			v[i] = wholeNumbers(e)
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	}
	return v
}

func putText(m pcommon.Map, key, value string) {
	if value != "" {
		m.PutStr(key, value)
	}
}

func setIDs(lr plog.LogRecord, e *event.Exemplar) {
	var trace pcommon.TraceID
	var span pcommon.SpanID
	if id, err := hex.DecodeString(e.TraceID); err == nil && copy(trace[:], id) == len(trace) {
		lr.SetTraceID(trace)
	}
	if id, err := hex.DecodeString(e.SpanID); err == nil && copy(span[:], id) == len(span) {
		lr.SetSpanID(span)
	}
}
