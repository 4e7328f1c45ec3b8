package event

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"text/template"
	"time"
)

// maxLink is the longest link in bytes; a longer one is left out, because a cut one leads nowhere.
// Chat services and browsers take at least so much.
const maxLink = 2000

// LinkTexts are the templates of Links as the operator wrote them: text/template over LinkData. An
// empty one makes no link.
type LinkTexts struct{ Trace, Logs, Source, Issue string }

// LinkTemplates make the links of documents. nil makes none. Safe for concurrent use.
type LinkTemplates struct{ trace, logs, source, issue *template.Template }

// linkFunctions work on values that are escaped already.
var linkFunctions = template.FuncMap{
	"lower": strings.ToLower,
	"upper": strings.ToUpper,
	// {{ .File | trimPrefix "app/" }}
	"trimPrefix": func(prefix, s string) string { return strings.TrimPrefix(s, prefix) },
	// {{ .Release | replace "v" "" }}
	"replace": func(old, with, s string) string { return strings.ReplaceAll(s, old, with) },
}

// ParseLinks reads link templates and tries them on a sample. It reports all faults at once, each with
// the configuration key of its template. nil and no error: none is configured.
func ParseLinks(texts LinkTexts) (*LinkTemplates, error) {
	if texts == (LinkTexts{}) {
		return nil, nil
	}
	var errs []error
	parse := func(key, text string) *template.Template {
		if text == "" {
			return nil
		}
		t, err := template.New(key).Funcs(linkFunctions).Parse(text)
		if err == nil {
			err = try(t)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("links::%s: %w", key, err))
			return nil
		}
		return t
	}
	l := &LinkTemplates{
		trace: parse("trace", texts.Trace), logs: parse("logs", texts.Logs),
		source: parse("source", texts.Source), issue: parse("issue", texts.Issue),
	}
	return l, errors.Join(errs...)
}

func try(t *template.Template) error {
	link, err := execute(t, newLinkData(sample()))
	if err != nil {
		return err
	}
	if !isLink(link) {
		return fmt.Errorf("must make a link that begins with https:// or http:// and names a host, makes %q", link)
	}
	return nil
}

// Render returns the links of a document, nil when it has none. There is no link to a trace without a
// trace, none to source code without a file, and none where a template makes no whole URL.
func (l *LinkTemplates) Render(doc *Document) *Links {
	if l == nil {
		return nil
	}
	data := newLinkData(doc)
	render := func(t *template.Template, needed string) string {
		if t == nil || needed == "" {
			return ""
		}
		link, err := execute(t, data)
		if err != nil || len(link) > maxLink || !isLink(link) {
			return ""
		}
		return link
	}
	links := Links{
		Trace: render(l.trace, data.TraceID), Logs: render(l.logs, data.Time),
		Source: render(l.source, data.File), Issue: render(l.issue, data.IssueID),
	}
	if links == (Links{}) {
		return nil
	}
	return &links
}

func execute(t *template.Template, data LinkData) (string, error) {
	var out strings.Builder
	if err := t.Execute(&out, data); err != nil {
		return "", err
	}
	return strings.TrimSpace(out.String()), nil
}

func isLink(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && !strings.ContainsAny(text, " \t\r\n")
}

// sample is a document in which everything is known that a link can show.
func sample() *Document {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return &Document{
		Issue: Issue{
			ID: "mfzwizltoqqgc4dqnrsq", Fingerprint: "v1:0123456789abcdef", Service: "checkout", ServiceNamespace: "shop",
			Environment: "production", LastSeen: at, LastRelease: "1.4.0",
		},
		Exemplar: &Exemplar{
			Time: at, Release: "1.4.0", TraceID: "4bf92f3577b34da6a3ce929d0e0e4736", SpanID: "00f067aa0ba902b7",
			Exceptions: []Exception{{Frames: []Frame{{Function: "place", Module: "shop.orders", File: "/app/shop/orders.py", Line: 7, InApp: true}}}},
		},
	}
}
