package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// Outcome says how an issue stands after somebody did something to it.
func Outcome(w io.Writer, i api.Issue) error {
	screen.CleanAll(&i)
	var b strings.Builder
	fmt.Fprintf(&b, "%s is %s: %s\n", i.ID, i.State, i.Title)
	if r := i.Resolution; r != nil {
		fmt.Fprintf(&b, "The fix: %s.\n", r.Words())
	}
	if m := i.Mute; m != nil {
		fmt.Fprintf(&b, "Until: %s.\n", m.Words())
	}
	if i.Assignee != "" {
		fmt.Fprintf(&b, "Assigned to: %s.\n", i.Assignee)
	}
	return write(w, "outcome", &b)
}
