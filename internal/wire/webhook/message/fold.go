package message

import (
	"strconv"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// Fold is many changes told in one message.
type Fold struct {
	Lines []Line
	// Others counts the changes of issues that have no line.
	Others int
	// Since is the time of the first change.
	Since time.Time
}

// Line is one issue of a fold, as it was after its last change. As JSON it waits in an exporter's storage.
type Line struct {
	Title   string `json:"title"`
	State   string `json:"state"`
	Service string `json:"service"`
	// Changes is how many changes of the issue were folded; Count how often it occurred so far, 0 for a finding.
	Changes int   `json:"changes"`
	Count   int64 `json:"count"`
	// Link is the first of the issue's links, zero when there is none or it is long.
	Link Link `json:"link,omitzero"`
}

const (
	maxLineTitle   = 120
	maxLineService = 60
	maxLineLink    = 300 // bytes of the URL
)

// NewLine returns the line of an issue after a change.
func NewLine(doc *event.Document) Line {
	m := New(doc)
	service := doc.Issue.Service
	if doc.Issue.ServiceNamespace != "" {
		service = doc.Issue.ServiceNamespace + "/" + service
	}
	l := Line{
		Title: Cut(m.Title, maxLineTitle), State: m.State, Service: line(service, maxLineService),
		Changes: 1, Count: doc.Issue.Count,
	}
	if doc.Finding != nil { // its figures are in no line, and what counts are reports
		l.Count = 0
	}
	if len(m.Links) > 0 && len(m.Links[0].URL) <= maxLineLink {
		l.Link = m.Links[0]
	}
	return l
}

// Title says how much was folded: "12 more changes of 7 issues since 12:04 UTC".
func (f *Fold) Title() string {
	changes := f.Others
	for _, l := range f.Lines {
		changes += l.Changes
	}
	of := number(int64(len(f.Lines)), "issue")
	if f.Others > 0 {
		of = "more than " + of
	}
	return number(int64(changes), "more change") + " of " + of + " since " + f.Since.UTC().Format("15:04 MST")
}

// Tail says what is not shown when only the first n lines are, "" when all is shown.
func (f *Fold) Tail(n int) string {
	hidden := f.Others
	for _, l := range f.Lines[n:] {
		hidden += l.Changes
	}
	if hidden == 0 {
		return ""
	}
	return "and " + number(int64(hidden), "change") + " of other issues"
}

// Detail is what a line says beside the title: "New issue, shop/checkout, 3 occurrences, 2 changes".
func (l *Line) Detail() string {
	parts := []string{l.State, l.Service}
	if l.Count > 0 {
		parts = append(parts, number(l.Count, "occurrence"))
	}
	if l.Changes > 1 {
		parts = append(parts, strconv.Itoa(l.Changes)+" changes")
	}
	return strings.Join(parts, ", ")
}
