// Package messagetest has the documents that the tests of all kinds of message show, and compares
// what they made of them with golden files.
package messagetest

import (
	"fmt"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/message"
)

// At is when the first change of the documents was made.
var At = time.Date(2026, 3, 1, 12, 0, 5, 250_000_000, time.UTC)

// Hostile is a message that would ping, format, link and reorder wherever it is not escaped.
const Hostile = "<!channel> <@U123> @everyone <https://evil.test|click> *bold* _it_ ~no~ `tick` ```fence``` " +
	"[a](https://evil.test) <at>all</at> # head & \"quoted\" \\ \u202eesrever\u0007 C:\\x {{ .Secret }}"

// Case is one document with the name of its golden files.
type Case struct {
	Name string
	Doc  event.Document
}

// Cases returns a document of each kind that golden files show.
func Cases() []Case {
	updated := Opened()
	updated.Change = change(updated.Issue.ID, 4, "updated", "new_release", "ongoing")
	updated.Issue.State, updated.Issue.Count, updated.Issue.LastRelease = "ongoing", 1204, "1.5.0"
	updated.Exemplar.Release = "1.5.0"

	regressed := Opened()
	regressed.Change = change(regressed.Issue.ID, 7, "regressed", "returned", "resolved")
	regressed.Issue.State, regressed.Issue.LastRelease = "regressed", "1.5.1"
	regressed.Exemplar.Release, regressed.Links = "1.5.1", nil
	regressed.Change.Proof = &event.Proof{
		Verdict: "holds_fix", Release: "1.5.1", SeenAt: At, OrderedBy: "arrival",
		Words: "seen in 1.5.1, which arrived in production 2 days after <1.5.0>, the release with the fix",
	}

	resolved := Opened()
	resolved.Change = change(resolved.Issue.ID, 6, "resolved", "by_person", "ongoing")
	resolved.Change.Actor, resolved.Change.Comment = "ada", "fixed in <1.4.1> & up, see @here"
	resolved.Issue.State, resolved.Exemplar = "resolved", nil
	resolved.Issue.Resolution = &event.Resolution{Scope: "next_release", At: At, Release: "<1.4.0>"}

	muted := Opened()
	muted.Change = change(muted.Issue.ID, 5, "muted", "by_person", "ongoing")
	muted.Change.Actor, muted.Change.Comment = "ada", "the vendor <fixes> it, see @here"
	muted.Issue.State, muted.Exemplar, muted.Issue.Assignee = "muted", nil, "bob @here"
	muted.Issue.Mute = &event.Mute{At: At, Ends: At.AddDate(1, 0, 0), Count: 100, NextRelease: true, Release: "<1.4.0>"}

	noFrames := Opened()
	noFrames.Issue.Title, noFrames.Issue.Users = "TypeError: "+Hostile, nil
	noFrames.Exemplar.Exceptions = []event.Exception{{Type: "TypeError", Message: Hostile + "\nsecond line"}}
	noFrames.Issue.ServiceNamespace, noFrames.Issue.Environment, noFrames.Issue.Level = "", "", "warning"

	return []Case{
		{"opened", Opened()}, {"updated", updated}, {"regressed", regressed}, {"resolved", resolved}, {"muted", muted},
		{"no_frames", noFrames}, {"over_long", OverLong("ü")}, {"found", Found()},
	}
}

// Opened is the document of a new issue with everything a document can hold.
func Opened() event.Document {
	return event.Document{
		SchemaVersion: event.SchemaVersion,
		Change:        change("mfzwizltoqqgc4dqnrsq", 1, "opened", "first_occurrence", ""),
		Issue: event.Issue{
			ID: "mfzwizltoqqgc4dqnrsq", Kind: "error", State: "new", StateSince: At,
			Title: "shop.OrderError: order <int> was not placed", Culprit: "handle_checkout", Level: "error",
			Service: "checkout", ServiceNamespace: "shop", Environment: "production",
			Fingerprint: "v1:0123456789abcdef", GroupReason: "stack", Count: 3, Observed: 3, Users: new(int64(2)),
			FirstSeen: At.Add(-time.Second), LastSeen: At, FirstRelease: "1.4.0", LastRelease: "1.4.0",
		},
		Exemplar: &event.Exemplar{
			ID: "9f86d081884c7d65", New: true, Time: At.Add(-time.Second), Source: "span_event", Level: "error",
			Release: "1.4.0", Language: "python", TraceID: "4bf92f3577b34da6a3ce929d0e0e4736", SpanID: "00f067aa0ba902b7",
			SpanName: "POST /checkout", Exceptions: []event.Exception{
				{Type: "KeyError", Message: "'stock' <sku> & more", Frames: []event.Frame{
					{Function: "reserve", Module: "shop.stock", File: "/app/shop/stock.py", Line: 12, InApp: true},
				}},
				{Type: "shop.OrderError", Message: "order 17 was not placed", Frames: []event.Frame{
					{Function: "__call__", Module: "flask.app", File: "/usr/lib/python3/dist-packages/flask/app.py", Line: 1498},
					{Function: "dispatch", Module: "shop.views", File: "shop/views.py", Line: 12, InApp: true},
					{Function: "handle_checkout", Module: "shop.views", File: "shop/views.py", Line: 40, Column: 7, InApp: true},
				}},
			},
			Attributes: map[string]string{"host.name": "web-1", "http.route": "/checkout"},
		},
		Links: &event.Links{
			Trace: "https://jaeger.test/trace/4bf92f3577b34da6a3ce929d0e0e4736?a=1&b=(2)", Logs: "https://logs.test/?q=checkout|x",
			Source: "https://git.test/shop/blob/v1.4.0/shop/views.py#L40", Issue: "https://tidemark.test/issues/mfzwizltoqqgc4dqnrsq",
		},
	}
}

// Found is the document of what a detector found: without exemplar, releases and users.
func Found() event.Document {
	doc := Opened()
	doc.Change = change(doc.Issue.ID, 1, "opened", "alarm", "")
	doc.Exemplar, doc.Links, doc.Issue.Users = nil, nil, nil
	i := &doc.Issue
	i.Kind, i.Title, i.Culprit, i.Count, i.GroupReason = "conversion", "No signups since 11:47 UTC, while <attempts> go on", "signups", 1, "incident"
	i.FirstRelease, i.LastRelease, i.Fingerprint = "2.1.0", "2.1.0", "flatline1:signups"
	earliest := At.Add(-2 * time.Minute)
	doc.Finding = &event.Finding{
		Tier: "page", Incident: "signups", Stream: "signups", Onset: At.Add(-13 * time.Minute), Earliest: &earliest, DecidedAt: At, Seconds: 780,
		Summary: "0 of about 412 expected since 11:47 UTC, 380 to 440 missing", Expected: 412, MissingLow: 380, MissingHigh: 440,
		Evidence: 19.5, Threshold: 12.5, Budget: 0.1, Release: "2.1.0", Odds: 40,
		Reference: &event.Reference{Stream: "<attempts>", Expected: 500, Seen: 498},
		Children:  []string{"a", "b", "c", "d", "e", "f", "g"},
		Series:    &event.SeriesPlot{Start: At.Add(-time.Hour), StepSeconds: 900, Expected: []float64{9}, Low: []float64{4}, High: []float64{15}, Seen: []float64{0}},
		Words:     []string{"498 of about 500 <attempts> came meanwhile.", "2.1.0 came 3 minutes before, @here."},
	}
	return doc
}

// OverLong returns a document whose every text is far over every limit, made of one rune.
func OverLong(r string) event.Document {
	long := strings.Repeat(r, 5_000)
	doc := Opened()
	doc.Change = change(doc.Issue.ID, 2, "muted", long, "new")
	doc.Change.Comment = long
	doc.Issue.Mute, doc.Issue.Assignee = &event.Mute{NextRelease: true, Release: long}, long
	i := &doc.Issue
	i.Title, i.Service, i.ServiceNamespace, i.Environment, i.FirstRelease, i.LastRelease = long, long, long, long, long, long
	x := event.Exception{Type: long, Message: long}
	for range 60 {
		x.Frames = append(x.Frames, event.Frame{Function: long, File: long, Line: 7, InApp: true})
	}
	doc.Exemplar.Release, doc.Exemplar.Exceptions = long, []event.Exception{x}
	link := "https://x.test/?" + strings.Repeat("&", 1900)
	doc.Links = &event.Links{Trace: link, Logs: link, Source: link, Issue: link}
	return doc
}

// Fold returns a fold of so many issues, whose titles are made from the given one.
func Fold(issues int, title string) message.Fold {
	f := message.Fold{Since: At, Others: issues / 10}
	for n := range issues {
		doc := Opened()
		doc.Issue.Title = fmt.Sprintf("%s %d", title, n)
		if n%3 == 1 {
			doc.Change = change(doc.Issue.ID, 7, "regressed", "returned", "resolved")
		}
		line := message.NewLine(&doc)
		line.Changes += n % 2
		f.Lines = append(f.Lines, line)
	}
	return f
}

func change(issue string, version int64, kind, reason, previous string) event.Change {
	return event.Change{
		ID: fmt.Sprintf("%s-%d", issue, version), Kind: kind, Version: version, At: At.Add(time.Duration(version-1) * time.Hour),
		PreviousState: previous, Reason: reason, Actor: "tidemark",
	}
}
