package command

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// operations is `tidemark operations` and `tidemark operations show`.
type operations struct {
	*connection
	service, environment, state string
	limit                       int
	json                        bool
}

func newOperations(s Settings) *cobra.Command {
	o := &operations{connection: newConnection(s)}
	command := &cobra.Command{
		Use:   "operations",
		Short: "Show which operations are compared between releases, and how soon a slower one is known",
		Long: `Show which operations are compared between releases, and how soon a slower one is known.

MEDIAN and P95 are of the release that others are compared with. EFFECT is how much slower the newest one is, with its 90 %
interval, and NEEDS how many more spans of it a verdict takes if it is slower by a tenth. STATE is learning, shadow (too new to tell),
watched (one release), comparing, slower (it was told) or drifting (slower than before within one release).`,
		Example: `  tidemark operations --service checkout
  tidemark operations --state comparing
  tidemark operations show "server GET /pay"`,
		Args: usage(cobra.NoArgs),
		RunE: o.list,
	}
	o.register(command)
	flags := command.PersistentFlags()
	flags.StringVar(&o.service, "service", "", "only of this service")
	flags.StringVar(&o.environment, "environment", "", "only in this environment")
	flags.IntVar(&o.limit, "limit", defaultStreams, fmt.Sprintf("how many at most, 1 to %d", maxStreams))
	flags.BoolVar(&o.json, "json", false, "print the JSON of the API")
	command.Flags().StringVar(&o.state, "state", "", "only in this state")
	command.AddCommand(&cobra.Command{
		Use:     "show NAME",
		Short:   "Show the durations of an operation under each release, and what is compared",
		Example: `  tidemark operations show "server GET /pay" --service shop`,
		Args:    usage(cobra.ExactArgs(1)),
		RunE:    o.show,
	})
	return command
}

// ask returns the operations that are meant; name is "" for all.
func (o *operations) ask(command *cobra.Command, name string) (answer client.Answer[api.OperationList], err error) {
	c, err := o.open()
	if err != nil {
		return answer, err
	}
	defer c.Close()
	query := url.Values{"limit": {strconv.Itoa(o.limit)}}
	for key, value := range map[string]string{"service": o.service, "environment": o.environment, "state": o.state, "name": name} {
		if value != "" {
			query.Set(key, value)
		}
	}
	return c.Operations(command.Context(), query)
}

func (o *operations) list(command *cobra.Command, _ []string) error {
	answer, err := o.ask(command, "")
	if err != nil {
		return err
	}
	if o.json {
		return writeJSON(o.settings.Out, answer.JSON)
	}
	if err := view.Operations(o.settings.Out, answer.Value); err != nil {
		return err
	}
	switch {
	case answer.Value.More:
		fmt.Fprintf(o.settings.Err, "These are the first %d, there are more: narrow them down or raise --limit (at most %d).\n", len(answer.Value.Operations), maxStreams)
	case len(answer.Value.Operations) == 0:
		fmt.Fprintln(o.settings.Err, "No operation is watched, or none that was meant: operations are those of the `latency_regression` processors of the Collector.")
	}
	return nil
}

func (o *operations) show(command *cobra.Command, args []string) error {
	answer, err := o.ask(command, args[0])
	if err != nil {
		return err
	}
	if len(answer.Value.Operations) == 0 {
		return &api.Problem{
			Title: http.StatusText(http.StatusNotFound), Status: http.StatusNotFound,
			Detail: fmt.Sprintf("no operation that is meant has the name %q: `tidemark operations` lists them", args[0]),
		}
	}
	if o.json {
		return writeJSON(o.settings.Out, answer.JSON)
	}
	style := screen.NewStyle(o.settings.Out, o.settings.Env)
	for n, one := range answer.Value.Operations {
		if n > 0 {
			fmt.Fprintln(o.settings.Out)
		}
		if err := view.Operation(o.settings.Out, one, o.settings.Now(), style); err != nil {
			return err
		}
	}
	return nil
}
