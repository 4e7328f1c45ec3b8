package command

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

const (
	defaultPlaces = 20
	maxPlaces     = 100
)

// releases is `tidemark releases`.
type releases struct {
	*connection
	service, environment string
	limit                int
	json                 bool
}

func newReleases(s Settings) *cobra.Command {
	r := &releases{connection: newConnection(s)}
	command := &cobra.Command{
		Use:   "releases",
		Short: "Show the releases of services, and what was new in each",
		Long: `Show the releases of services in their environments, the last to arrive first, and how many issues were new in each,
came back in it, and are fixed in it.

VERDICT is what a release is among the others: newest, older, newer (and not taken for the newest, because few use it
or it was silent for a week), straggler (arrived after a higher one), implausible (far above what runs), unordered.`,
		Example: `  tidemark releases --service checkout --environment production`,
		Args:    usage(cobra.NoArgs),
		RunE:    r.run,
	}
	r.register(command)
	flags := command.Flags()
	flags.StringVar(&r.service, "service", "", "only of this service")
	flags.StringVar(&r.environment, "environment", "", "only in this environment")
	flags.IntVar(&r.limit, "limit", defaultPlaces, fmt.Sprintf("how many services in environments at most, 1 to %d", maxPlaces))
	flags.BoolVar(&r.json, "json", false, "print the JSON of the API")
	return command
}

func (r *releases) run(command *cobra.Command, _ []string) error {
	c, err := r.open()
	if err != nil {
		return err
	}
	defer c.Close()
	query := url.Values{"limit": {strconv.Itoa(r.limit)}}
	if r.service != "" {
		query.Set("service", r.service)
	}
	if r.environment != "" {
		query.Set("environment", r.environment)
	}
	answer, err := c.Releases(command.Context(), query)
	if err != nil {
		return err
	}
	if r.json {
		return writeJSON(r.settings.Out, answer.JSON)
	}
	if err := view.Releases(r.settings.Out, answer.Value, r.settings.Now(), screen.NewStyle(r.settings.Out, r.settings.Env)); err != nil {
		return err
	}
	if hint := r.hint(&answer.Value); hint != "" {
		fmt.Fprintln(r.settings.Err, hint)
	}
	return nil
}

// hint says what the tables cannot.
func (r *releases) hint(list *api.ReleaseList) string {
	switch {
	case list.More:
		return fmt.Sprintf("These are the %d that sent anything last, there are more: narrow them down or raise --limit (at most %d).", len(list.Places), maxPlaces)
	case len(list.Places) > 0:
		return ""
	}
	return "No releases are known: senders name theirs in the resource attribute service.version."
}
