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

const (
	defaultStreams = 100
	maxStreams     = 1000
)

// streams is `tidemark streams` and `tidemark streams show`.
type streams struct {
	*connection
	service, environment, state string
	limit                       int
	json                        bool
}

func newStreams(s Settings) *cobra.Command {
	o := &streams{connection: newConnection(s)}
	command := &cobra.Command{
		Use:   "streams",
		Short: "Show which streams of events are watched, and how soon their silence is known",
		Long: `Show which streams of events are watched, and how soon their silence is known.

RATE is how many events an hour are expected now. TIME TO KNOW is how long silence from now on would last until it is
told, at BUDGET false alarms a year. STATE is unmatched (declared, and nothing matched yet), learning, shadow (too new to alarm),
watched, silent (not yet long enough), alarmed, paused (its senders are silent) or stale (gone for good).`,
		Example: `  tidemark streams --service checkout
  tidemark streams --state unmatched
  tidemark streams show signups`,
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
		Use:   "show NAME",
		Short: "Show what was expected of a stream, what was seen, and what it would have alarmed in shadow",
		Example: `  tidemark streams show signups
  tidemark streams show "server POST /signup" --service shop`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: o.show,
	})
	return command
}

// ask returns the streams that are meant; name is "" for all.
func (o *streams) ask(command *cobra.Command, name string) (answer client.Answer[api.StreamList], err error) {
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
	return c.Streams(command.Context(), query)
}

func (o *streams) list(command *cobra.Command, _ []string) error {
	answer, err := o.ask(command, "")
	if err != nil {
		return err
	}
	if o.json {
		return writeJSON(o.settings.Out, answer.JSON)
	}
	if err := view.Streams(o.settings.Out, answer.Value, o.settings.Now()); err != nil {
		return err
	}
	switch {
	case answer.Value.More:
		fmt.Fprintf(o.settings.Err, "These are the first %d, there are more: narrow them down or raise --limit (at most %d).\n", len(answer.Value.Streams), maxStreams)
	case len(answer.Value.Streams) == 0:
		fmt.Fprintln(o.settings.Err, "No stream is watched, or none that was meant: streams are those of the `flatline` processors of the Collector.")
	}
	return nil
}

func (o *streams) show(command *cobra.Command, args []string) error {
	answer, err := o.ask(command, args[0])
	if err != nil {
		return err
	}
	if len(answer.Value.Streams) == 0 {
		return &api.Problem{
			Title: http.StatusText(http.StatusNotFound), Status: http.StatusNotFound,
			Detail: fmt.Sprintf("no stream that is meant has the name %q: `tidemark streams` lists them", args[0]),
		}
	}
	if o.json {
		return writeJSON(o.settings.Out, answer.JSON)
	}
	style := screen.NewStyle(o.settings.Out, o.settings.Env)
	for n, s := range answer.Value.Streams {
		if n > 0 {
			fmt.Fprintln(o.settings.Out)
		}
		if err := view.Stream(o.settings.Out, s, o.settings.Now(), style); err != nil {
			return err
		}
	}
	return nil
}
