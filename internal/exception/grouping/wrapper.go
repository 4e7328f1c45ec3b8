package grouping

import (
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/template"
)

// isWrapper says whether exceptions of a type are made by a runtime to carry another one from where it was
// raised to where it is seen, and say nothing of their own. The same error comes with and without them.
func isWrapper(typ string) bool {
	switch typ {
	case "java.util.concurrent.ExecutionException", "java.util.concurrent.CompletionException",
		"java.lang.reflect.InvocationTargetException", "java.lang.reflect.UndeclaredThrowableException",
		"java.security.PrivilegedActionException",
		"System.AggregateException", "System.Reflection.TargetInvocationException":
		return true
	}
	return false
}

// groupMessage returns the message of a group without what it repeats of its members:
//
//	Python  two failed (2 sub-exceptions)             → two failed
//	.NET    One or more errors occurred. (a) (b)      → One or more errors occurred.
//	Go      a⏎b                                       →
func groupMessage(e *exception.Exception) string {
	switch {
	case isJoined(e.Type):
		return ""
	case strings.HasSuffix(e.Type, "AggregateException"):
		message, _, _ := strings.Cut(e.Message, " (")
		return message
	case strings.HasSuffix(e.Message, " sub-exceptions)"), strings.HasSuffix(e.Message, " sub-exception)"):
		if open := strings.LastIndex(e.Message, " ("); open >= 0 {
			return e.Message[:open]
		}
	}
	return e.Message
}

// maxJoined is how many errors are told apart of those that one message joins.
const maxJoined = 256

// isJoined says whether errors of a type have the messages of others for their own, and nothing else.
func isJoined(typ string) bool {
	switch typ {
	case "*errors.joinError", "*multierror.Error", "*multierr.multiError":
		return true
	}
	return false
}

// panicTemplate returns the template of what a panic of Go says. It says joined errors without their type, a
// line for each: so lines count as a set, unless there are many or they are laid out.
func panicTemplate(message string) string {
	lines := strings.Split(message, "\n")
	if len(lines) > maxPanicLines {
		return template.OfUnquoted(message)
	}
	for i, line := range lines {
		if strings.TrimSpace(line) == "" || line[0] == ' ' || line[0] == '\t' {
			return template.OfUnquoted(message)
		}
		lines[i] = template.OfUnquoted(line)
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "\n")
}

// maxPanicLines is how many errors one panic joins.
const maxPanicLines = 16

// joined returns the chain of an error that joins others with these before it, the first one last. They
// have messages alone: Go prints neither their types nor their stacks.
func joined(chain []exception.Exception) []exception.Exception {
	last := chain[len(chain)-1]
	separator := "\n"
	if last.Type == "*multierr.multiError" {
		separator = "; "
	}
	var members []exception.Exception
	for line := range strings.SplitSeq(last.Message, separator) {
		line = strings.TrimSpace(line)
		if last.Type == "*multierror.Error" { // "2 errors occurred:", and a line for each
			var listed bool
			if line, listed = strings.CutPrefix(line, "* "); !listed {
				continue
			}
		}
		switch {
		case line == "":
		case len(members) == maxJoined:
			last.Omitted++
		default:
			members = append(members, exception.Exception{
				Message: line, Link: exception.Link{Relation: exception.RelationMember, Depth: 1, Member: len(members)},
			})
		}
	}
	out := append([]exception.Exception(nil), chain[:len(chain)-1]...)
	for i := len(members) - 1; i >= 0; i-- {
		out = append(out, members[i])
	}
	return append(out, last)
}
