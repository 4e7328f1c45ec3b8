package sentry

import (
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// Types of mechanisms: of the exception that was recorded, and of those that stand under another one.
const (
	mechanismRecorded = "otel"
	mechanismChained  = "chained"
)

// addMechanisms says how the exceptions belong together, as backends show a tree of them. The recorded one is
// the last and has the id 0, the others count up from it. A single exception needs no id.
// https://develop.sentry.dev/sdk/foundations/data-model/event-payloads/exception/
func addMechanisms(values []Exception, x *event.Exemplar) {
	last := len(values) - 1
	values[last].Mechanism = &Mechanism{Type: mechanismRecorded, Handled: &x.Handled}
	if last == 0 {
		return
	}
	for i := range values {
		m := values[i].Mechanism
		if m == nil {
			parent := i + 1 // of a document that does not say
			if p := x.Exceptions[i].Parent; p != nil && *p > i && *p <= last {
				parent = *p
			}
			parent = last - parent
			m = &Mechanism{Type: mechanismChained, Source: source(&x.Exceptions[i], x.Language), ParentID: &parent}
			values[i].Mechanism = m
		}
		id := last - i
		m.ExceptionID, m.IsExceptionGroup = &id, x.IsGroup(i)
	}
}

// source names the property of the parent that holds an exception, as the SDK of the language does.
func source(x *event.Exception, language string) string {
	p := platform(language)
	switch x.Relation {
	case "context":
		return "__context__"
	case "suppressed":
		return "suppressed"
	case "member":
		name := "errors"
		switch p {
		case "python":
			name = "exceptions"
		case "csharp":
			name = "InnerExceptions"
		}
		return fmt.Sprintf("%s[%d]", name, max(x.Member-1, 0))
	}
	switch p {
	case "python":
		return "__cause__"
	case "csharp":
		return "InnerException"
	}
	return "cause"
}
