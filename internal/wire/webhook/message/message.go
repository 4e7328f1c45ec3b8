package message

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// How much of a document a message shows, in characters (Cut). All services take messages that are
// made of these, whatever the characters are: the tightest is Teams.
const (
	maxTitle  = 250
	maxError  = 1000
	maxValue  = 150
	maxWhy    = 300
	maxFrame  = 200
	maxFrames = 5
)

// Message is what is told about one change. Its texts come from applications and are not escaped; they
// are one line each and free of control characters, but for Error.
type Message struct {
	// Title is the error itself: its type and the first line of its message.
	Title string
	// Error is the error as it was last seen, of several lines at times; empty when it says no more
	// than Title. Of a finding it is why, one sentence a line.
	Error string
	// State says what happened, in our own words: "New issue". Why adds the reason, or who did it
	// and what they said.
	State, Why string
	Facts      []Fact
	// Frames are the culprits, the one that raised first.
	Frames []string
	Links  []Link
	// Tone is how the message is coloured.
	Tone Tone
}

// Fact is one named value. The name is ours.
type Fact struct{ Name, Value string }

// Link is one named URL. The name is ours, the URL made by the operator's template.
type Link struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Tone says how bad what happened is.
type Tone uint8

// The tones.
const (
	ToneBad Tone = iota + 1
	ToneWarning
	ToneQuiet
	ToneGood
)

// New returns what is told about a change.
func New(doc *event.Document) Message {
	title := line(doc.Issue.Title, maxTitle)
	if title == "" {
		title = "Error without a message"
	}
	return Message{
		Title: title, Error: lastError(doc, title), State: state(doc), Why: line(why(doc), maxWhy),
		Facts: facts(doc), Frames: frames(doc.Exemplar), Links: links(doc.Links), Tone: tone(doc),
	}
}

// Summary is the message in one line, for notifications: "New issue: KeyError: 'stock' (shop/checkout)".
func (m *Message) Summary() string {
	text := m.State + ": " + m.Title
	if len(m.Facts) > 0 {
		text += " (" + m.Facts[0].Value + ")"
	}
	return text
}

// lastError returns type and message of the recorded exception, or why there is a finding.
func lastError(doc *event.Document, title string) string {
	if doc.Finding != nil {
		return Cut(clean(strings.Join(doc.Finding.Words, "\n"), true), maxError)
	}
	if doc.Exemplar == nil || len(doc.Exemplar.Exceptions) == 0 {
		return ""
	}
	x := doc.Exemplar.Exceptions[len(doc.Exemplar.Exceptions)-1]
	text := x.Type
	if x.Message != "" && text != "" {
		text += ": "
	}
	text = Cut(clean(text+x.Message, true), maxError)
	if text == title {
		return ""
	}
	return text
}

// facts returns who, where, which release and how often, then what people decided, in this order.
func facts(doc *event.Document) []Fact {
	i := &doc.Issue
	service := i.Service
	if i.ServiceNamespace != "" {
		service = i.ServiceNamespace + "/" + service
	}
	list := []Fact{{"Service", service}, {"Environment", i.Environment}}
	if doc.Finding != nil {
		list = append(list, findingFacts(doc)...)
	} else {
		list = append(list, Fact{"Release", release(doc)}, Fact{"Count", count(i)})
	}
	if i.Resolution != nil {
		list = append(list, Fact{"Fix", i.Resolution.Words()})
	}
	if i.Mute != nil {
		list = append(list, Fact{"Until", i.Mute.Words()})
	}
	list = append(list, Fact{"Assigned to", i.Assignee})
	for n := range list {
		list[n].Value = line(list[n].Value, maxValue)
	}
	return slices.DeleteFunc(list, func(f Fact) bool { return f.Value == "" })
}

func release(doc *event.Document) string {
	last, first := doc.Issue.LastRelease, doc.Issue.FirstRelease
	if doc.Exemplar != nil && doc.Exemplar.Release != "" {
		last = doc.Exemplar.Release
	}
	if last == "" || first == "" || first == last {
		return last
	}
	return Cut(last, maxValue/2) + ", first in " + first
}

func count(i *event.Issue) string {
	text := number(i.Count, "occurrence")
	if i.Users != nil {
		text += ", " + number(*i.Users, "user")
	}
	return text
}

func number(n int64, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.FormatInt(n, 10) + " " + what
}

// frames returns the application's frames of the exception that Culprit is in, else the frames of
// libraries, from the one that raised outwards.
func frames(e *event.Exemplar) []string {
	if e == nil {
		return nil
	}
	culprit := e.Culprit()
	if culprit == nil {
		return nil
	}
	var list []string
	for _, x := range slices.Backward(e.Exceptions) {
		if !slices.ContainsFunc(x.Frames, func(f event.Frame) bool { return f == *culprit }) {
			continue
		}
		for _, f := range slices.Backward(x.Frames) {
			if f.InApp == culprit.InApp && len(list) < maxFrames {
				list = append(list, frame(&f))
			}
		}
		break
	}
	return list
}

func frame(f *event.Frame) string {
	name, place := f.Function, f.File
	if name == "" {
		name = f.Module
	}
	if f.Line > 0 {
		place = fmt.Sprintf("%s:%d", place, f.Line)
	}
	if name == "" || place == "" {
		return line(name+place, maxFrame)
	}
	// The end of a path and the line tell more than its beginning.
	return line(name, maxFrame/2) + " (" + cutStart(clean(place, false), maxFrame/2) + ")"
}

func links(l *event.Links) []Link {
	if l == nil {
		return nil
	}
	all := []Link{{"Issue", l.Issue}, {"Trace", l.Trace}, {"Logs", l.Logs}, {"Source", l.Source}}
	return slices.DeleteFunc(all, func(l Link) bool { return strings.TrimSpace(l.URL) == "" })
}
