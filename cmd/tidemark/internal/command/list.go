package command

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

const (
	defaultLimit = 50
	maxLimit     = 500
)

// list is `tidemark issues list`.
type list struct {
	*connection
	states, services, environments, kinds []string
	text                                  string
	limit                                 int
	json                                  bool
}

func newList(c *connection) *cobra.Command {
	l := &list{connection: c}
	command := &cobra.Command{
		Use:   "list",
		Short: "List issues, the last seen first",
		Example: `  tidemark issues list --state new --state regressed
  tidemark issues list --service payment --environment production --json`,
		Args: usage(cobra.NoArgs),
		RunE: l.run,
	}
	flags := command.Flags()
	flags.StringArrayVar(&l.states, "state", nil, "only in this state: new, ongoing, escalating, resolved, regressed, muted (may be repeated)")
	flags.StringArrayVar(&l.services, "service", nil, "only of this service (may be repeated)")
	flags.StringArrayVar(&l.environments, "environment", nil, "only in this environment (may be repeated)")
	flags.StringArrayVar(&l.kinds, "kind", nil, "only of this kind: "+issue.KindNames()+" (may be repeated)")
	flags.StringVar(&l.text, "q", "", "only with this text in the title or the culprit")
	flags.IntVar(&l.limit, "limit", defaultLimit, fmt.Sprintf("how many at most, 1 to %d", maxLimit))
	flags.BoolVar(&l.json, "json", false, "print the JSON of the API")
	return command
}

func (l *list) run(command *cobra.Command, _ []string) error {
	c, err := l.open()
	if err != nil {
		return err
	}
	defer c.Close()
	answer, err := c.Issues(command.Context(), l.query())
	if err != nil {
		return err
	}
	if l.json {
		return writeJSON(l.settings.Out, answer.JSON)
	}
	if err := view.List(l.settings.Out, answer.Value, l.settings.Now()); err != nil {
		return err
	}
	if hint := l.hint(&answer.Value); hint != "" {
		fmt.Fprintln(l.settings.Err, hint)
	}
	return nil
}

func (l *list) query() url.Values {
	q := url.Values{
		"state": l.states, "service": l.services, "environment": l.environments, "kind": l.kinds,
		"limit": {strconv.Itoa(l.limit)},
	}
	if l.text != "" {
		q.Set("q", l.text)
	}
	return q
}

// hint says what the table cannot.
func (l *list) hint(page *api.IssueList) string {
	filtered := len(l.states)+len(l.services)+len(l.environments)+len(l.kinds) > 0 || l.text != ""
	switch {
	case page.NextCursor != "":
		return fmt.Sprintf("These are the %d that were seen last, there are more: narrow them down or raise --limit (at most %d).", len(page.Issues), maxLimit)
	case len(page.Issues) > 0:
		return ""
	case filtered:
		return "No issue matches."
	default:
		return "There are no issues yet. Send OTLP to the Collector, or try `tidemark demo`."
	}
}
