package sentry

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

var update = flag.Bool("update", false, "write the golden files anew")

var sentAt = time.Date(2026, 3, 1, 12, 0, 6, 0, time.FixedZone("CET", 3600))

const version = "0.1.0"

// opened returns the document of a new issue with all that a document can hold.
func opened(t testing.TB) *event.Document {
	t.Helper()
	data, err := os.ReadFile("testdata/opened.json")
	require.NoError(t, err)
	doc, err := event.Unmarshal(data)
	require.NoError(t, err)
	return &doc
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

// The documents whose envelopes are compared byte by byte.
var documents = []struct {
	name string
	edit func(*event.Document)
}{
	{"opened.golden", func(*event.Document) {}},
	{"opened_with_links.golden", func(d *event.Document) {
		d.Links = &event.Links{Trace: "https://jaeger.test/trace/4bf9", Source: "https://git.test/shop/views.py#L40", Issue: "https://tidemark.test/mfzw"}
	}},
	{"opened_group.golden", func(d *event.Document) {
		one := func(n int) *int { return &n }
		d.Exemplar.Exceptions = []event.Exception{
			{Type: "OSError", Message: "disk", Relation: "context", Parent: one(3), Depth: 1},
			{Type: "ValueError", Message: "no cause", Relation: "cause", Parent: one(2), Depth: 2},
			{Type: "KeyError", Message: "second", Relation: "member", Parent: one(3), Depth: 1, Member: 2, Alike: 3},
			{Type: "ExceptionGroup", Message: "both failed", Omitted: 1},
		}
	}},
	{"updated_log_message.golden", func(d *event.Document) {
		// A log record without exception, from a service that says little about itself.
		d.Change = event.Change{ID: d.Issue.ID + "-4", Kind: "updated", Version: 4, At: d.Change.At, Reason: "tenfold", Actor: "tidemark"}
		d.Issue.Environment, d.Issue.Users, d.Issue.Count = "unknown", nil, 30
		d.Issue.FirstRelease, d.Issue.LastRelease = "", ""
		d.Exemplar = &event.Exemplar{
			ID: "1", New: true, Time: d.Exemplar.Time, Source: "log_record", Level: "fatal", Handled: true,
			Scope: "shop.worker", Exceptions: []event.Exception{{Message: "could not reach the ledger"}},
		}
	}},
	{"regressed_unparsed_stack.golden", func(d *event.Document) {
		d.Change.ID, d.Change.Kind, d.Change.Version = d.Issue.ID+"-9", "regressed", 9
		d.Issue.Assignee = "ada"
		d.Change.Proof = &event.Proof{
			Verdict: "holds_fix", Words: "seen in 1.4.0, the release with the fix", Release: "1.4.0",
			Fix: &event.Resolution{Scope: "release", Release: "1.4.0"},
		}
		d.Exemplar.Language = "webjs"
		d.Exemplar.Exceptions = []event.Exception{{Type: "Error", Message: "boom"}}
		d.Exemplar.RawStack = "Error: boom\n  somewhere"
	}},
	{"opened_finding.golden", func(d *event.Document) {
		d.Exemplar, d.Links, d.Issue.Users = nil, nil, nil
		d.Change.Reason = "alarm"
		d.Issue.Kind, d.Issue.Title, d.Issue.Culprit, d.Issue.Level = "conversion", "No signups since 11:47 UTC", "signups", "warning"
		d.Finding = &event.Finding{
			Tier: "notice", Stream: "signups", Onset: d.Change.At, Summary: "0 of about 412 expected since 11:47 UTC", Release: "1.4.0", Odds: 40,
			Reference: &event.Reference{Stream: "attempts", Expected: 500, Seen: 498}, RenamedTo: "b", Children: []string{"a", "b"}, Words: []string{"why", "how"},
		}
	}},
	{"escalated_no_exemplar.golden", func(d *event.Document) {
		d.Change.ID, d.Change.Kind, d.Change.Version = d.Issue.ID+"-5", "escalated", 5
		d.Issue.Mute = &event.Mute{Escalation: true, Ends: d.Change.At}
		d.Exemplar = nil
	}},
}

func TestEnvelope_ExactBytes(t *testing.T) {
	dsn, err := ParseDSN("https://0123456789abcdef0123456789abcdef@sentry.example.com/42")
	require.NoError(t, err)
	for _, tt := range documents {
		t.Run(tt.name, func(t *testing.T) {
			doc := opened(t)
			tt.edit(doc)
			e, reason := EventFromDocument(doc, version)
			require.Empty(t, reason)
			data, truncated, err := Envelope(e, dsn, sentAt)
			require.NoError(t, err)
			assert.False(t, truncated)
			golden(t, tt.name, data)
		})
	}
}

func TestEventFromDocument_WhichChangesMakeAnEvent(t *testing.T) {
	tests := []struct {
		kind     string
		exemplar string // new, known, none
		want     Reason
	}{
		{"opened", "new", ""},
		{"opened", "known", ""},
		{"opened", "none", ""},
		{"regressed", "known", ""},
		{"escalated", "none", ""},
		{"updated", "new", ""},
		{"updated", "known", ReasonNothingNew},
		{"updated", "none", ReasonNothingNew},
		{"resolved", "new", ReasonNotExpressible},
		{"muted", "new", ReasonNotExpressible},
		{"unmuted", "new", ReasonNotExpressible},
		{"something later", "new", ReasonNotExpressible},
	}
	for _, tt := range tests {
		t.Run(tt.kind+" with exemplar "+tt.exemplar, func(t *testing.T) {
			doc := opened(t)
			doc.Change.Kind = tt.kind
			doc.Exemplar.New = tt.exemplar == "new"
			if tt.exemplar == "none" {
				doc.Exemplar = nil
			}
			e, reason := EventFromDocument(doc, version)
			assert.Equal(t, tt.want, reason)
			assert.Equal(t, reason == "", e.EventID != "")
		})
	}
}

func TestEventFromDocument_TheIDIsThatOfTheChange(t *testing.T) {
	first, _ := EventFromDocument(opened(t), version)
	again, _ := EventFromDocument(opened(t), "9.9.9")
	assert.Equal(t, first.EventID, again.EventID)
	assert.Regexp(t, "^[0-9a-f]{32}$", first.EventID)

	other := opened(t)
	other.Change.ID = "mfzwizltoqqgc4dqnrsq-2"
	second, _ := EventFromDocument(other, version)
	assert.NotEqual(t, first.EventID, second.EventID)
}

func TestEventFromDocument_Fields(t *testing.T) {
	tests := []struct {
		name string
		edit func(*event.Document)
		want func(*testing.T, Event)
	}{
		{"the span's name stands in for a missing route",
			func(d *event.Document) { delete(d.Exemplar.Attributes, "http.route") },
			func(t *testing.T, e Event) { assert.Equal(t, "POST /checkout", e.Transaction) }},
		{"the culprit stands in for both",
			func(d *event.Document) { d.Exemplar.Attributes, d.Exemplar.SpanName = nil, "" },
			func(t *testing.T, e Event) {
				assert.Equal(t, "handle_checkout", e.Transaction)
				assert.Empty(t, e.ServerName)
				assert.Nil(t, e.Contexts.OTel)
			}},
		{"a trace without a span is no trace context",
			func(d *event.Document) { d.Exemplar.SpanID = "" },
			func(t *testing.T, e Event) { assert.Nil(t, e.Contexts.Trace) }},
		{"a stack without a type is an exception",
			func(d *event.Document) {
				d.Exemplar.Exceptions = d.Exemplar.Exceptions[1:]
				d.Exemplar.Exceptions[0].Type = ""
			},
			func(t *testing.T, e Event) {
				require.NotNil(t, e.Exception)
				assert.Equal(t, "order 17 was not placed", e.Exception.Values[0].Value)
				assert.Nil(t, e.LogEntry)
			}},
		{"an exception with neither type nor message has a text all the same",
			func(d *event.Document) {
				d.Exemplar.Exceptions[0].Type, d.Exemplar.Exceptions[0].Message = "", ""
			},
			func(t *testing.T, e Event) { assert.Equal(t, noMessage, e.Exception.Values[0].Value) }},
		{"an error without type and message is told by its title",
			func(d *event.Document) { d.Exemplar.Exceptions = []event.Exception{{}} },
			func(t *testing.T, e Event) {
				assert.Equal(t, "shop.OrderError: order <int> was not placed", e.LogEntry.Formatted)
			}},
		{"no exceptions at all",
			func(d *event.Document) { d.Exemplar.Exceptions = nil },
			func(t *testing.T, e Event) { assert.NotNil(t, e.LogEntry) }},
		{"an unknown level is an error",
			func(d *event.Document) { d.Exemplar.Level = "panic" },
			func(t *testing.T, e Event) { assert.Equal(t, "error", e.Level) }},
		{"an exemplar without a time has that of the change",
			func(d *event.Document) { d.Exemplar.Time = time.Time{} },
			func(t *testing.T, e Event) { assert.Equal(t, "2026-03-01T12:00:05.250000Z", e.Timestamp) }},
		{"a Windows path is absolute",
			func(d *event.Document) { d.Exemplar.Exceptions[0].Frames[0].File = `C:\app\a.cs` },
			func(t *testing.T, e Event) {
				assert.Equal(t, `C:\app\a.cs`, e.Exception.Values[0].Stacktrace.Frames[0].AbsPath)
			}},
		{"the outermost exception says how it was caught, and each other one what it stands under",
			func(*event.Document) {},
			func(t *testing.T, e Event) {
				zero, one, unhandled := 0, 1, false
				assert.Equal(t, &Mechanism{Type: "chained", Source: "__cause__", ExceptionID: &one, ParentID: &zero}, e.Exception.Values[0].Mechanism)
				assert.Equal(t, &Mechanism{Type: "otel", Handled: &unhandled, ExceptionID: &zero}, e.Exception.Values[1].Mechanism)
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := opened(t)
			tt.edit(doc)
			e, reason := EventFromDocument(doc, version)
			require.Empty(t, reason)
			tt.want(t, e)
		})
	}
}

func TestPlatform(t *testing.T) {
	for language, want := range map[string]string{
		"python": "python", "java": "java", "nodejs": "node", "node": "node", "webjs": "javascript", "go": "go",
		"dotnet": "csharp", "ruby": "ruby", "php": "php", "rust": "native", "cpp": "native", "swift": "cocoa",
		"erlang": "elixir", "": "other", "cobol": "other",
	} {
		assert.Equal(t, want, platform(language), language)
	}
}

func TestEventFromDocument_TrimsWhatRelayWouldTrim(t *testing.T) {
	doc := opened(t)
	x := &doc.Exemplar.Exceptions[0]
	x.Type, x.Message = strings.Repeat("t", 300), strings.Repeat("ü", 9000)
	x.Frames[0].Function = strings.Repeat("f", 300)
	doc.Exemplar.Attributes["http.route"] = strings.Repeat("r", 300)
	doc.Issue.Service = strings.Repeat("s", 150) + "\n" + strings.Repeat("s", 150)

	e, reason := EventFromDocument(doc, version)
	require.Empty(t, reason)
	assert.True(t, e.Truncated)
	assert.Equal(t, strings.Repeat("t", 253)+"...", e.Exception.Values[0].Type)
	assert.Equal(t, strings.Repeat("ü", 8189)+"...", e.Exception.Values[0].Value)
	assert.Len(t, e.Exception.Values[0].Stacktrace.Frames[0].Function, maxFunction)
	assert.Len(t, e.Transaction, maxTransaction)
	assert.Len(t, e.Tags["service"], maxTagValue)
	assert.NotContains(t, e.Tags["service"], "\n")
	assert.Empty(t, e.Release, "the service's name makes no valid release")
}

func TestRelease(t *testing.T) {
	tests := []struct{ name, service, version, want string }{
		{"service and version", "checkout", "1.4.0", "checkout@1.4.0"},
		{"a commit", "checkout", "9fceb02d0ae598e95dc970b74767f19372d61af8", "checkout@9fceb02d0ae598e95dc970b74767f19372d61af8"},
		{"no version", "checkout", "", ""},
		{"latest is no version", "checkout", "latest", ""},
		{"a dot is no version", "checkout", ".", ""},
		{"two dots are no version", "checkout", "..", ""},
		{"a slash in the version", "checkout", "feature/x", ""},
		{"a backslash", "checkout", `a\b`, ""},
		{"a line break", "checkout", "1\n2", ""},
		{"a slash in the service", "shop/checkout", "1.4.0", ""},
		{"a space at the end", "checkout", "1.4.0 ", ""},
		{"too long", "checkout", strings.Repeat("1", 200), ""},
		{"as long as possible", "c", strings.Repeat("1", 198), "c@" + strings.Repeat("1", 198)},
		{"not UTF-8", "checkout", "1\xff", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, release(tt.service, tt.version)) })
	}
}

func TestEnvironment(t *testing.T) {
	for in, want := range map[string]string{
		"production": "production", "unknown": "", "none": "", "None": "", "eu/prod": "", "": "", "a\nb": "",
		strings.Repeat("e", 64): strings.Repeat("e", 64), strings.Repeat("e", 65): "",
	} {
		assert.Equal(t, want, environment(in), in)
	}
}
