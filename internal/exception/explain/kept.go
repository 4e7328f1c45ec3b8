package explain

import (
	"slices"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
	"github.com/tidemark-otel/tidemark/internal/exception/stacktrace"
)

// Occurrence explains an error that was stored with an issue. It is decided anew from what was
// stored, which is the scrubbed frames and texts; fingerprint is that of the issue.
//
// Of the runtime only the language is kept. Without one the runtime is tried whose decision has the
// fingerprint of the issue, else the one that takes most frames for what they were taken for.
//
// Which of several error groups opened the issue is not kept either: the first of the rule sets is taken by
// which the error has the fingerprint of the issue, else the first of all. Without any there are no rules.
func Occurrence(o *exception.Occurrence, issue, fingerprint string, sets ...RuleSet) Explanation {
	rec := recordOf(o)
	var set RuleSet
	if len(sets) > 0 {
		set = sets[0]
	}
	d, account, guessed := redecide(set.Rules, &rec, o, fingerprint)
	for i := 1; i < len(sets) && d.Fingerprint != fingerprint && d.Path != fingerprint; i++ {
		other, otherAccount, otherGuessed := redecide(sets[i].Rules, &rec, o, fingerprint)
		if other.Fingerprint == fingerprint || other.Path == fingerprint {
			set, d, account, guessed = sets[i], other, otherAccount, otherGuessed
		}
	}
	e := newExplanation(&rec, &d, &account)
	e.RulesOf = set.name()
	e.Stack.Language = o.Language
	e.Kept = &Kept{Issue: issue, Fingerprint: fingerprint, GuessedRuntime: guessed}
	switch {
	case o.RawStack != "":
		e.Stack.Place, e.Stack.Bytes = PlaceStacktrace, len(o.RawStack)
		e.Stack.Refused = refused(o.Language, account.Runtime)
		e.Stack.FirstLine, _, _ = strings.Cut(strings.TrimSpace(o.RawStack), "\n")
	case account.Runtime != "":
		e.Stack.Place = PlaceKept
	}
	switch fingerprint {
	case e.Fingerprint:
	case d.Path:
		e.Kept.MessagesVary = true
		e.Kept.Differs = []string{"messages at this place vary: there were more different ones than may have an issue each " +
			"(limits::issues_per_path), and all further ones are put together here"}
	default:
		e.Kept.Differs = differs(&e, o)
	}
	return e
}

func recordOf(o *exception.Occurrence) exception.Record {
	outermost := o.Outermost()
	return exception.Record{
		Source: o.Source, Service: o.Service, Type: outermost.Type, Message: outermost.Message,
		StackTrace: o.RawStack, Scope: o.Scope, SpanName: o.SpanName, Level: o.Level, Handled: o.Handled,
	}
}

func redecide(rules *framerule.Rules, rec *exception.Record, o *exception.Occurrence, fingerprint string) (d grouping.Decision, a grouping.Account, guessed bool) {
	best := -1
	for i, name := range stacktrace.Runtimes(o.Language) {
		trace, ok := stacktrace.Restore(name, o.Exceptions)
		if !ok {
			break
		}
		candidate, account := grouping.ExplainTraceBy(rules, rec, trace)
		if candidate.Fingerprint == fingerprint || candidate.Path == fingerprint {
			return candidate, account, o.Language == ""
		}
		agree := agreement(o.Exceptions, trace.Exceptions)
		if i == 0 && o.Language != "" {
			agree++ // its own language wins when all else is equal
		}
		if agree > best {
			best, d, a = agree, candidate, account
		}
	}
	if best >= 0 {
		return d, a, o.Language == ""
	}
	d, a = grouping.ExplainBy(rules, rec)
	return d, a, false
}

// agreement counts the frames that are in-app in both chains or in none.
func agreement(stored, restored []exception.Exception) int {
	n := 0
	for i := range stored {
		for j := range stored[i].Stack.Frames {
			if stored[i].Stack.Frames[j].InApp == restored[i].Stack.Frames[j].InApp {
				n++
			}
		}
	}
	return n
}

// differs lists what can make the difference, the most likely first.
func differs(e *Explanation, o *exception.Occurrence) []string {
	var why []string
	version, _, _ := strings.Cut(e.Kept.Fingerprint, ":")
	if version != grouping.Version {
		why = append(why, "the issue was opened by version "+version+" of the algorithm, and this is version "+grouping.Version)
	}
	if o.Source == exception.SourceLogRecord {
		why = append(why, "the name of the event and the sender's message template are not kept, and they count for a log record")
	}
	if slices.ContainsFunc(o.Exceptions, func(x exception.Exception) bool { return x.Stack.Truncated }) {
		why = append(why, "the stack was cut to be stored")
	}
	if slices.ContainsFunc(o.Exceptions, func(x exception.Exception) bool { return x.Omitted > 0 }) {
		why = append(why, "exceptions were left out to be stored")
	}
	if e.Stack.Runtime != "" {
		why = append(why, "the rules about frames (in_app and left_out of error_group) may have been others when the issue was opened")
	}
	return append(why,
		"personal data and secrets were taken out of what is stored, and the fingerprint was made before",
		"the issue may have taken this error over from another one by an alias")
}
