package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// History writes a table of what happened to an issue.
func History(w io.Writer, h api.History) error {
	screen.CleanAll(&h)
	var b strings.Builder
	t := columns(&b)
	fmt.Fprintln(t, "TIME\tSTATE\tTOLD AS\tBY\tWHY")
	for n := range h.Steps {
		s := &h.Steps[n]
		told := s.Kind
		if told == "" {
			told = "-"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", timeText(s.At), stateText(s), told, s.Actor, stepText(s))
	}
	_ = t.Flush()
	return write(w, "history", &b)
}

func stateText(s *api.Step) string {
	if s.From == "" || s.From == s.To {
		return s.To
	}
	return s.From + " > " + s.To
}

// stepText says why, with what was decided and what was said: "by person: rolled back (the fix: in 1.4.1 and what comes after)".
func stepText(s *api.Step) string {
	text := reason(s.Reason)
	if s.Proof != nil && s.Proof.Words != "" {
		text += ": " + s.Proof.Words
	}
	if s.Comment != "" {
		text += ": " + s.Comment
	}
	var decided []string
	if a := s.After; a != nil && s.Person {
		if a.Resolution != nil {
			decided = append(decided, "the fix: "+a.Resolution.Words())
		}
		if a.Mute != nil {
			decided = append(decided, "until "+a.Mute.Words())
		}
		if s.Reason == "assigned" {
			decided = append(decided, "to "+nobody(a.Assignee))
		}
	}
	if s.Meanwhile > 0 {
		decided = append(decided, fmt.Sprintf("%d came while it was muted", s.Meanwhile))
	}
	if len(decided) > 0 {
		text += " (" + strings.Join(decided, "; ") + ")"
	}
	return text
}

func nobody(name string) string {
	if name == "" {
		return "nobody"
	}
	return name
}
