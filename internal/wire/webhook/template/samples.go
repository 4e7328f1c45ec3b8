package template

import (
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

type sample struct {
	name string
	doc  event.Document
}

// samples are the shapes that documents have. Texts hold what breaks a body that is not escaped.
func samples() []sample {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	const text = "it's \"quoted\" \\ <tag> & more\nsecond line"
	full := event.Document{
		SchemaVersion: event.SchemaVersion,
		Change:        event.Change{ID: "mfzwizltoqqgc4dqnrsq-1", Kind: "opened", Version: 1, At: at, Reason: "first_occurrence", Actor: "tidemark"},
		Issue: event.Issue{
			ID: "mfzwizltoqqgc4dqnrsq", Kind: "error", State: "new", StateSince: at, Title: "ValueError: " + text, Culprit: "place",
			Level: "error", Service: "checkout", ServiceNamespace: "shop", Environment: "production", Fingerprint: "v1:0123456789abcdef",
			GroupReason: "stack", Count: 3, Observed: 3, Users: new(int64(2)), FirstSeen: at, LastSeen: at, FirstRelease: "1.4.0", LastRelease: "1.4.0",
		},
		Releases: []event.Release{{Release: "1.4.0", Count: 3, Observed: 3, FirstSeen: at, LastSeen: at}},
		Exemplar: &event.Exemplar{
			ID: "9f86d081884c7d65", New: true, Time: at, Source: "span_event", Level: "error", Release: "1.4.0", Language: "python",
			TraceID: "4bf92f3577b34da6a3ce929d0e0e4736", SpanID: "00f067aa0ba902b7", SpanName: "POST /checkout",
			Exceptions: []event.Exception{{Type: "ValueError", Message: text, Frames: []event.Frame{
				{Function: "place", Module: "shop.orders", File: "/app/shop/orders.py", Line: 7, InApp: true},
			}}},
			Attributes: map[string]string{"http.route": "/checkout"},
		},
		Links: &event.Links{Trace: "https://x.test/t", Logs: "https://x.test/l", Source: "https://x.test/s", Issue: "https://x.test/i"},
	}
	noFrames := full
	noFrames.Exemplar = &event.Exemplar{Time: at, Source: "log_record", Level: "error", Exceptions: []event.Exception{{Message: text}}}
	noFrames.Links = nil
	bare := full
	bare.Change = event.Change{ID: "mfzwizltoqqgc4dqnrsq-2", Kind: "resolved", Version: 2, At: at, PreviousState: "new", Reason: "by_person", Actor: "ada", Comment: text}
	bare.Exemplar, bare.Links, bare.Releases, bare.Issue.Users = nil, nil, nil, nil
	found := bare
	found.Change = event.Change{ID: "mfzwizltoqqgc4dqnrsq-1", Kind: "opened", Version: 1, At: at, Reason: "alarm", Actor: "tidemark"}
	found.Issue.Kind, found.Issue.State, found.Issue.Title = "flatline", "new", "No "+text
	found.Finding = &event.Finding{Tier: "page", Stream: text, Onset: at, DecidedAt: at, Summary: "0 of about 412 expected", Expected: 412, Words: []string{text}}
	return []sample{
		{"a new issue with everything", full},
		{"an issue without frames and links (guard with {{ with … }})", noFrames},
		{"a resolved issue without exemplar, links, releases and users (guard with {{ with … }})", bare},
		{"what a detector found, without exemplar (guard with {{ with … }})", found},
	}
}
