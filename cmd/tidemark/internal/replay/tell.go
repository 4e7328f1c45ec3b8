package replay

import (
	"fmt"
	"strings"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// tell writes each issue as the command shows it, with when it was told.
func (s *Settings) tell(r Result) error {
	if len(r.Issues) == 0 && r.Scenario != "learning" {
		s.say("No issue, until %s.\n", day(r.Until))
	}
	for _, i := range r.Issues {
		s.say("\n")
		if err := view.Detail(s.Out, i.IssueDetail, r.Until, s.Style); err != nil {
			return err
		}
		s.say("\n%s\n", strings.Join(sentences(r, i), "\n"))
	}
	return nil
}

// sentences say when each step was made, counted from when the trouble began or ended.
func sentences(r Result, i Issue) (all []string) {
	for _, step := range i.Steps {
		if step.Kind == "" {
			continue
		}
		all = append(all, fmt.Sprintf("  %s  %-9s %s", step.At.Format("15:04:05"), step.Kind, after(r, step)))
	}
	return all
}

func after(r Result, step api.Step) string {
	switch {
	case r.Onset.IsZero() || step.At.Before(r.Onset):
		return ""
	case r.Over.IsZero() || step.At.Before(r.Over):
		return length(step.At.Sub(r.Onset)) + " after it began"
	}
	return length(step.At.Sub(r.Over)) + " after all was well again"
}

func length(d time.Duration) string {
	if d < time.Hour {
		return d.Round(time.Second).String()
	}
	return screen.Length(d)
}
