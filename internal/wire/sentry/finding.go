package sentry

import (
	"fmt"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

// addFinding fills what a detector found. The message of the event is the title of the issue, without figures, so that
// backends which show the last message show what it is about.
func (e *Event) addFinding(f *event.Finding, cut *trimmed) {
	c := &e.Contexts.Tidemark
	c.Tier, c.Onset = f.Tier, timestamp(f.Onset)
	c.Figures = cut.text(f.Summary, maxWords)
	c.Suspect, c.RenamedTo = cut.text(f.Release, maxRelease), cut.text(f.RenamedTo, maxWords)
	if f.Odds > 0 {
		c.Odds = fmt.Sprintf("%.0f to 1", f.Odds)
	}
	if r := f.Reference; r != nil {
		c.Meanwhile = cut.text(fmt.Sprintf("%.0f of about %.0f %s", r.Seen, r.Expected, r.Stream), maxWords)
	}
	extra := map[string]string{}
	for key, list := range map[string][]string{"words": f.Words, "children": f.Children} {
		if len(list) > 0 {
			extra[key] = cut.text(strings.Join(list, "\n"), maxExtra)
		}
	}
	if len(extra) > 0 {
		e.Extra = extra
	}
}
