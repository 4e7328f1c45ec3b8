package explain

import (
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
)

// Record explains an error as the telemetry has it. The strings of the Explanation may point into
// those of rec.
func Record(rec *exception.Record) Explanation { return RuleSet{}.Record(rec) }

// Record is the function Record by these rules.
func (s RuleSet) Record(rec *exception.Record) Explanation {
	d, account := grouping.ExplainBy(s.Rules, rec)
	e := newExplanation(rec, &d, &account)
	e.RulesOf = s.name()
	e.Stack.Language = rec.Language
	switch {
	case rec.StackTrace != "":
		e.Stack.Place, e.Stack.Bytes = PlaceStacktrace, len(rec.StackTrace)
		e.Stack.Refused = refused(rec.Language, account.Runtime)
	case account.Runtime != "":
		e.Stack.Place, e.Stack.Bytes = PlaceBody, len(rec.Message)
		e.Stack.Refused = refused("", account.Runtime)
	}
	if e.Stack.Place != PlaceNone && account.Runtime == "" {
		e.Stack.FirstLine, _, _ = strings.Cut(strings.TrimSpace(rec.StackTrace), "\n")
	}
	return e
}

// Input explains what a person has at hand: the text of a stack trace, with what stands around it, and
// what else is known of the error. A text that holds more than the trace, and of which neither type
// nor message are known, is taken for the text of a log.
func Input(language, typ, message, text string) Explanation {
	return RuleSet{}.Input(language, typ, message, text)
}

// Input is the function Input by these rules.
func (s RuleSet) Input(language, typ, message, text string) Explanation {
	rec := exception.Record{Type: typ, Message: message, StackTrace: text, Service: exception.Service{Language: language}}
	if typ == "" && message == "" {
		if before, _, ok := stacktrace.Find(text); ok && before != "" {
			rec.Source, rec.Message, rec.StackTrace = exception.SourceLogRecord, text, ""
		}
	}
	return s.Record(&rec)
}

// refused returns the runtimes that were tried before the one that was found.
func refused(language, found string) []string {
	names := stacktrace.Runtimes(language)
	if i := slices.Index(names, found); i >= 0 {
		names = names[:i]
	}
	return names
}

func newExplanation(rec *exception.Record, d *grouping.Decision, a *grouping.Account) Explanation {
	e := Explanation{
		Source: rec.Source, Service: rec.Service.Name, Level: rec.Level, Handled: rec.Handled,
		Title: d.Title, Culprit: d.Culprit, Fingerprint: d.Fingerprint, Reason: d.Reason, Parts: d.Parts,
		PassedCount: a.PassedCount,
		Stack:       Stack{Runtime: a.Runtime, Omits: a.Omits},
		Exceptions:  make([]Exception, len(d.Exceptions)), Decider: a.Decider,
		Message: Message{Template: a.Template, Sent: a.SentTemplate, Use: a.Message},
	}
	for i := range d.Exceptions {
		x := &d.Exceptions[i]
		e.Exceptions[i] = Exception{Link: x.Link, Role: a.Roles[i], Type: x.Type, Message: x.Message, Truncated: x.Stack.Truncated, Frames: make([]Frame, len(x.Stack.Frames))}
		for j := range x.Stack.Frames {
			e.Exceptions[i].Frames[j] = Frame{x.Stack.Frames[j], a.Frames[i][j]}
		}
	}
	return e
}
