package sentry

// Event is an error as the backend stores it: the payload of an item of type "event".
// https://develop.sentry.dev/sdk/data-model/event-payloads/
type Event struct {
	EventID     string            `json:"event_id"`
	Timestamp   string            `json:"timestamp"`
	Platform    string            `json:"platform"`
	Level       string            `json:"level"`
	Logger      string            `json:"logger,omitempty"`
	Transaction string            `json:"transaction,omitempty"`
	ServerName  string            `json:"server_name,omitempty"`
	Release     string            `json:"release,omitempty"`
	Environment string            `json:"environment,omitempty"`
	Fingerprint []string          `json:"fingerprint"`
	LogEntry    *LogEntry         `json:"logentry,omitempty"`
	Exception   *Exceptions       `json:"exception,omitempty"`
	Tags        map[string]string `json:"tags"`
	User        *User             `json:"user,omitempty"`
	Contexts    Contexts          `json:"contexts"`
	Extra       map[string]string `json:"extra,omitempty"`
	SDK         SDK               `json:"sdk"`

	// Truncated says that something was cut to stay within the limits.
	Truncated bool `json:"-"`
}

// LogEntry is the message of an error that has no exception.
type LogEntry struct {
	Formatted string `json:"formatted"`
}

// Exceptions is a chain, root cause first. The list is wrapped because not all backends take a bare one.
type Exceptions struct {
	Values []Exception `json:"values"`
}

// Exception is one link of a chain. Type or Value is set.
type Exception struct {
	Type       string      `json:"type,omitempty"`
	Value      string      `json:"value,omitempty"`
	Mechanism  *Mechanism  `json:"mechanism,omitempty"`
	Stacktrace *Stacktrace `json:"stacktrace,omitempty"`
}

// Mechanism says how an exception was caught and, when there are several, how it belongs to the others. The
// ids are numbers within the event: 0 is the exception that was recorded.
type Mechanism struct {
	Type string `json:"type"`
	// Handled is told of the exception that was recorded alone.
	Handled          *bool  `json:"handled,omitempty"`
	Source           string `json:"source,omitempty"`
	ExceptionID      *int   `json:"exception_id,omitempty"`
	ParentID         *int   `json:"parent_id,omitempty"`
	IsExceptionGroup bool   `json:"is_exception_group,omitempty"`
}

// Stacktrace is a list of frames, the caller first and the one that raised last.
type Stacktrace struct {
	Frames []Frame `json:"frames"`
}

// Frame is one line of a stack trace.
type Frame struct {
	Filename    string `json:"filename,omitempty"`
	AbsPath     string `json:"abs_path,omitempty"`
	Module      string `json:"module,omitempty"`
	Function    string `json:"function,omitempty"`
	Line        int    `json:"lineno,omitempty"`
	Column      int    `json:"colno,omitempty"`
	ContextLine string `json:"context_line,omitempty"`
	InApp       bool   `json:"in_app"`
}

// User is who had the error. The id is a keyed hash.
type User struct {
	ID string `json:"id"`
}

// Contexts is what backends show beside the error.
type Contexts struct {
	Trace    *Trace       `json:"trace,omitempty"`
	OTel     *OTel        `json:"otel,omitempty"`
	Tidemark IssueContext `json:"tidemark"`
}

// Trace links the error with its span.
type Trace struct {
	TraceID string `json:"trace_id"`
	SpanID  string `json:"span_id"`
}

// OTel holds the attributes of the exemplar.
type OTel struct {
	Attributes map[string]string `json:"attributes"`
}

// IssueContext is what Tidemark knows of the issue beyond this one error.
type IssueContext struct {
	Change       string `json:"change"`
	Reason       string `json:"reason"`
	Kind         string `json:"kind"`
	State        string `json:"state"`
	Fingerprint  string `json:"fingerprint"`
	GroupReason  string `json:"group_reason"`
	FirstSeen    string `json:"first_seen"`
	LastSeen     string `json:"last_seen"`
	FirstRelease string `json:"first_release,omitempty"`
	LastRelease  string `json:"last_release,omitempty"`
	Users        *int64 `json:"users,omitempty"`
	// Proof says in one sentence why the issue is open again, Fix where somebody said that it had been fixed.
	Proof string `json:"proof,omitempty"`
	Fix   string `json:"fix,omitempty"`
	// MutedUntil says what ends its mute.
	MutedUntil string `json:"muted_until,omitempty"`
	Assignee   string `json:"assignee,omitempty"`
	// What a detector found: how loud it may be, its figures, the suspect and why.
	Tier       string `json:"tier,omitempty"`
	Onset      string `json:"onset,omitempty"`
	Figures    string `json:"figures,omitempty"`
	Suspect    string `json:"suspect,omitempty"`
	Odds       string `json:"odds,omitempty"`
	Meanwhile  string `json:"meanwhile,omitempty"`
	RenamedTo  string `json:"renamed_to,omitempty"`
	LinkTrace  string `json:"link_trace,omitempty"`
	LinkLogs   string `json:"link_logs,omitempty"`
	LinkSource string `json:"link_source,omitempty"`
	LinkIssue  string `json:"link_issue,omitempty"`
}

// SDK names the sender.
type SDK struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// SDKName is the name under which Tidemark introduces itself.
const SDKName = "tidemark"
