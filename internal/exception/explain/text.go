package explain

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
)

// because says in words what each reason means.
var because = map[grouping.Reason]string{
	grouping.ReasonInAppFrames:    "types and messages of the chain and the frames of the application",
	grouping.ReasonAllFrames:      "types and messages of the chain and all frames, because none is of the application",
	grouping.ReasonTypeAndMessage: "type and message, because there are no frames",
	grouping.ReasonLogMessage:     "event, logger and message of a log without an exception",
	grouping.ReasonSpanStatus:     "service, span name and status of a span without an exception",
	grouping.ReasonStackText:      "the lines of a stack that nobody can read, because there is nothing else",
	grouping.ReasonOrigin:         "where it came from, because it says nothing else",
}

// maxTextRunes is how much of one text of the error is shown.
const maxTextRunes = 160

// WriteText writes the explanation for people. No line break or other control character of the error
// reaches the text.
func (e *Explanation) WriteText(w io.Writer) error {
	if _, err := io.WriteString(w, e.Text()); err != nil {
		return fmt.Errorf("write the explanation: %w", err)
	}
	return nil
}

// Text is what WriteText writes.
func (e *Explanation) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", line(e.Title))
	fact := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-12s %s\n", name, fmt.Sprintf(format, args...))
	}
	version, _, _ := strings.Cut(e.Fingerprint, ":")
	fact("Fingerprint", "%s, by version %s of the algorithm", e.Fingerprint, version)
	fact("Grouped by", "%s: %s", words(e.Reason.String()), because[e.Reason])
	if decided := e.decided(); decided != "" {
		fact("Decided by", "%s", decided)
	}
	if e.Culprit != "" {
		fact("Where", "%s", line(e.Culprit))
	}
	if e.Source != 0 {
		fact("Source", "%s", e.source())
	}
	fact("Stack", "%s", e.Stack.sentence(e.Kept != nil && e.Kept.GuessedRuntime))
	if e.Stack.Omits != "" {
		fact("Not read", "%s, if there are any", e.Stack.Omits)
	}
	if e.RulesOf != "" {
		fact("Rules", "in_app and left_out of %s", line(e.RulesOf))
	}
	if e.PassedCount {
		fact("Left out", "nothing: no frame would count, so those that every error passes through do")
	}
	fact("Message", "%s", e.Message.sentence())
	if e.Stamped != "" {
		fact("Stamped", "%s", e.stamped())
	}
	if e.Kept != nil {
		fact("Issue", "%s", e.Kept.sentence())
		for _, why := range e.Kept.Differs {
			fmt.Fprintf(&b, "%-12s - %s\n", "", line(why))
		}
	}
	if e.Stack.Runtime != "" {
		for i := range e.Exceptions {
			e.Exceptions[i].write(&b, i, len(e.Exceptions))
		}
	}
	b.WriteString("\nThe fingerprint is made of, in this order\n")
	for i, part := range e.Parts {
		fmt.Fprintf(&b, "%4d  %s\n", i+1, line(part))
	}
	return b.String()
}

func (e *Explanation) source() string {
	text := words(e.Source.String())
	if e.Service != "" {
		text += " of " + line(e.Service)
	}
	if e.Handled {
		text += ", handled: the application dealt with it, it counts as " + e.Level.String()
	}
	return text
}

func (e *Explanation) stamped() string {
	text := line(e.Stamped)
	if e.Stamped == e.Fingerprint {
		text = "with the same fingerprint"
	}
	if e.StampedIssue != "" {
		text += ", counted by the tracker that has issue " + line(e.StampedIssue)
	}
	return text
}

func (s *Stack) sentence(guessed bool) string {
	switch {
	case s.Place == PlaceNone:
		return "none was sent"
	case s.Runtime == "":
		return fmt.Sprintf("%d bytes that no runtime could read (%s); it begins with %q",
			s.Bytes, strings.Join(s.Refused, ", "), line(s.FirstLine))
	case s.Place == PlaceKept && guessed:
		return s.Runtime + ", which is a guess: the sender gave no language"
	case s.Place == PlaceKept:
		return s.Runtime + ", from the frames kept with the issue"
	}
	text := fmt.Sprintf("%s, %d bytes", s.Runtime, s.Bytes)
	if s.Place == PlaceBody {
		text = s.Runtime + ", found in the text of the log"
	}
	if len(s.Refused) > 0 {
		text += "; read after " + strings.Join(s.Refused, ", ") + " had refused it"
	}
	if s.Language != "" {
		text += "; telemetry.sdk.language is " + line(s.Language)
	}
	return text
}

func (m *Message) sentence() string {
	if m.Use == grouping.MessageNone {
		return "there is none"
	}
	counts := "does not count"
	if m.Use.Counts() {
		counts = "counts"
	}
	from := ""
	if m.Sent {
		from = ", a template of the sender,"
	}
	return fmt.Sprintf("%q%s %s: %s", line(m.Template), from, counts, words(m.Use.String()))
}

func (k *Kept) sentence() string {
	if len(k.Differs) == 0 {
		return line(k.Issue) + ", which has the same fingerprint"
	}
	if k.MessagesVary {
		return fmt.Sprintf("%s, which has another fingerprint, %s, because", line(k.Issue), line(k.Fingerprint))
	}
	return fmt.Sprintf("%s, which has another fingerprint, %s. That can be because", line(k.Issue), line(k.Fingerprint))
}

// words makes a name readable: "not_in_app" → "not in app".
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

// line returns text as one line of at most maxTextRunes characters.
func line(text string) string {
	n := 0
	for i := range text {
		if n++; n > maxTextRunes {
			text = text[:i] + "…"
			break
		}
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
			return ' '
		}
		return r
	}, text)
}

// heading is "type: first line of the message", or what of them is there.
func heading(x *Exception) string {
	message, _, _ := strings.Cut(strings.TrimSpace(x.Message), "\n")
	switch {
	case x.Type == "" && message == "":
		return "(an exception without type and message)"
	case x.Type == "":
		return line(message)
	case message == "":
		return line(x.Type)
	}
	return line(x.Type + ": " + message)
}
