package sentry

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// Reason is why a change makes no event.
type Reason string

// The reasons.
const (
	// ReasonNotExpressible: the protocol has no word for what happened. Nobody can be told by an
	// event that an issue was resolved or muted.
	ReasonNotExpressible Reason = "not_expressible"
	// ReasonNothingNew: the change tells a count; its exemplar has been sent before.
	ReasonNothingNew Reason = "nothing_new"
)

// Timestamps have microseconds and the letter Z: what every backend parses.
const timestampLayout = "2006-01-02T15:04:05.000000Z"

// Tags that every event has, beside "service".
const (
	tagIssueID = "tidemark.issue.id"
	tagCount   = "tidemark.count"
	tagChange  = "tidemark.change"
	tagService = "service"
)

// Attributes of the exemplar that have a field of their own.
const (
	attrHostName  = "host.name"
	attrHTTPRoute = "http.route"
)

// EventFromDocument returns the event that a change makes, or an empty event and the reason why there
// is none: opened, regressed and escalated make one, updated does when it brings a new exemplar.
// version is that of the sender.
func EventFromDocument(doc *event.Document, version string) (Event, Reason) {
	switch issue.ChangeKind(doc.Change.Kind) {
	case issue.ChangeOpened, issue.ChangeRegressed, issue.ChangeEscalated:
	case issue.ChangeUpdated:
		if doc.Exemplar == nil || !doc.Exemplar.New {
			return Event{}, ReasonNothingNew
		}
	default:
		return Event{}, ReasonNotExpressible
	}
	var cut trimmed
	e := fromIssue(doc, &cut)
	e.SDK = SDK{Name: SDKName, Version: version}
	if doc.Exemplar != nil {
		e.addExemplar(doc.Exemplar, doc.Issue.Service, &cut)
	}
	if doc.Finding != nil {
		e.addFinding(doc.Finding, &cut)
	}
	if e.Exception == nil && e.LogEntry == nil {
		e.LogEntry = &LogEntry{Formatted: cut.text(doc.Issue.Title, maxMessage)}
	}
	if e.Transaction == "" {
		e.Transaction = cut.text(doc.Issue.Culprit, maxTransaction)
	}
	e.Truncated = doc.Truncated || cut.fields > 0
	return e, ""
}

// eventID is derived from the change, so that a second delivery is the same event.
func eventID(changeID string) string {
	sum := sha256.Sum256([]byte(changeID))
	return hex.EncodeToString(sum[:16])
}

// fromIssue fills what is known without an exemplar.
func fromIssue(doc *event.Document, cut *trimmed) Event {
	i := &doc.Issue
	var links event.Links
	if doc.Links != nil {
		links = *doc.Links
	}
	e := Event{
		EventID:     eventID(doc.Change.ID),
		Timestamp:   timestamp(doc.Change.At),
		Platform:    platform(""),
		Level:       level(i.Level),
		Release:     release(i.Service, i.LastRelease),
		Environment: environment(i.Environment),
		Fingerprint: []string{i.ID},
		Tags: map[string]string{
			tagIssueID: cut.tag(i.ID),
			tagCount:   strconv.FormatInt(i.Count, 10),
			tagChange:  cut.tag(doc.Change.Kind),
			tagService: cut.tag(i.Service),
		},
		Contexts: Contexts{Tidemark: IssueContext{
			Change: doc.Change.ID, Reason: doc.Change.Reason,
			Kind: i.Kind, State: i.State, Fingerprint: i.Fingerprint, GroupReason: i.GroupReason,
			FirstSeen: timestamp(i.FirstSeen), LastSeen: timestamp(i.LastSeen),
			FirstRelease: cut.text(i.FirstRelease, maxRelease), LastRelease: cut.text(i.LastRelease, maxRelease),
			Users:     i.Users,
			LinkTrace: links.Trace, LinkLogs: links.Logs, LinkSource: links.Source, LinkIssue: links.Issue,
		}},
	}
	e.Contexts.Tidemark.addLife(doc, cut)
	return e
}

// addLife fills what people decided about the issue, and why that does not hold any more.
func (c *IssueContext) addLife(doc *event.Document, cut *trimmed) {
	fix := doc.Issue.Resolution
	if p := doc.Change.Proof; p != nil {
		c.Proof = cut.text(p.Words, maxWords)
		fix = p.Fix
	}
	if fix != nil {
		c.Fix = cut.text(fix.Words(), maxWords)
	}
	if m := doc.Issue.Mute; m != nil {
		c.MutedUntil = cut.text(m.Words(), maxWords)
	}
	c.Assignee = cut.text(doc.Issue.Assignee, maxWords)
}

// addExemplar fills what one occurrence tells.
func (e *Event) addExemplar(x *event.Exemplar, service string, cut *trimmed) {
	if !x.Time.IsZero() {
		e.Timestamp = timestamp(x.Time)
	}
	e.Platform = platform(x.Language)
	e.Level = level(x.Level)
	e.Release = release(service, x.Release)
	e.ServerName = cut.text(x.Attributes[attrHostName], maxServerName)
	e.Transaction = cut.text(x.Attributes[attrHTTPRoute], maxTransaction)
	if e.Transaction == "" {
		e.Transaction = cut.text(x.SpanName, maxTransaction)
	}
	if x.Source == "log_record" {
		e.Logger = cut.text(x.Scope, maxLogger)
	}
	if x.UserHash != "" {
		e.User = &User{ID: x.UserHash}
	}
	if x.TraceID != "" && x.SpanID != "" {
		e.Contexts.Trace = &Trace{TraceID: x.TraceID, SpanID: x.SpanID}
	}
	if len(x.Attributes) > 0 {
		e.Contexts.OTel = &OTel{Attributes: x.Attributes}
	}
	if x.RawStack != "" {
		e.Extra = map[string]string{"stack_trace": cut.text(x.RawStack, maxExtra)}
	}
	e.addExceptions(x, cut)
}

// addExceptions fills the chain, or the message of an error that has neither a type nor a stack.
func (e *Event) addExceptions(x *event.Exemplar, cut *trimmed) {
	if len(x.Exceptions) == 0 {
		return
	}
	if message, ok := messageOnly(x.Exceptions); ok {
		if message != "" {
			e.LogEntry = &LogEntry{Formatted: cut.text(message, maxMessage)}
		}
		return
	}
	values := make([]Exception, len(x.Exceptions))
	for i := range x.Exceptions {
		values[i] = newException(&x.Exceptions[i], cut)
	}
	addMechanisms(values, x)
	e.Exception = &Exceptions{Values: values}
}

// messageOnly returns the message of an error without type and frames.
func messageOnly(chain []event.Exception) (message string, ok bool) {
	for i := range chain {
		if chain[i].Type != "" || len(chain[i].Frames) > 0 {
			return "", false
		}
	}
	return chain[len(chain)-1].Message, true
}

// noMessage stands for the text of an exception that has neither type nor message: one of both is required.
const noMessage = "(no message)"

func newException(x *event.Exception, cut *trimmed) Exception {
	out := Exception{Type: cut.text(x.Type, maxType), Value: cut.text(x.Message, maxValue)}
	if out.Type == "" && out.Value == "" {
		out.Value = noMessage
	}
	if len(x.Frames) == 0 {
		return out
	}
	frames := make([]Frame, len(x.Frames))
	for i, f := range x.Frames {
		frames[i] = Frame{
			Filename: cut.text(f.File, maxFilename), Module: cut.text(f.Module, maxModule),
			Function: cut.text(f.Function, maxFunction), Line: max(f.Line, 0), Column: max(f.Column, 0),
			ContextLine: cut.text(f.SourceLine, maxContextLine), InApp: f.InApp,
		}
		if isAbsolute(f.File) {
			frames[i].AbsPath = cut.text(f.File, maxAbsPath)
		}
	}
	out.Stacktrace = &Stacktrace{Frames: frames}
	return out
}

// isAbsolute says whether a file is a whole path or URL: "/app/a.py", `C:\a.cs`, "https://x/a.js".
func isAbsolute(file string) bool {
	return strings.HasPrefix(file, "/") || strings.HasPrefix(file, `\\`) || strings.Contains(file, "://") ||
		len(file) > 2 && file[1] == ':' && (file[2] == '\\' || file[2] == '/')
}

func timestamp(t time.Time) string { return t.UTC().Format(timestampLayout) }

// level returns a level that the protocol knows; those of Tidemark have the same names.
func level(s string) string {
	switch s {
	case "fatal", "warning", "info", "debug":
		return s
	default:
		return "error"
	}
}

// platform returns the backend's name for telemetry.sdk.language. It decides how frames are shown.
func platform(language string) string {
	switch language {
	case "python", "java", "go", "ruby", "php", "perl":
		return language
	case "kotlin", "scala", "groovy":
		return "java"
	case "node", "nodejs":
		return "node"
	case "webjs", "javascript":
		return "javascript"
	case "dotnet", "csharp":
		return "csharp"
	case "rust", "cpp", "c":
		return "native"
	case "swift":
		return "cocoa"
	case "elixir", "erlang":
		return "elixir"
	default:
		return "other"
	}
}
