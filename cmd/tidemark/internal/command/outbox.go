package command

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
)

const (
	defaultRefused = 50
	maxRefused     = 1000
)

// outboxes is `tidemark outbox` and `tidemark outbox show`.
type outboxes struct {
	*connection
	limit int
	json  bool
}

func newOutbox(s Settings) *cobra.Command {
	o := &outboxes{connection: newConnection(s)}
	command := &cobra.Command{
		Use:   "outbox",
		Short: "Show what waits for each destination, and why",
		Long: `Show what waits for each destination, and why.

WAITING and OLDEST are of changes that the destination has still to take. REFUSED were refused for good and passed
over, LOST left the outbox before the destination took them; both count since the destination is known.`,
		Args: usage(cobra.NoArgs),
		RunE: o.list,
	}
	o.register(command)
	show := &cobra.Command{
		Use:     "show DESTINATION",
		Short:   "Show one destination with the changes it refused",
		Example: `  tidemark outbox show issues/sentry`,
		Args:    usage(cobra.ExactArgs(1)),
		RunE:    o.show,
	}
	show.Flags().IntVar(&o.limit, "limit", defaultRefused, fmt.Sprintf("how many refused changes at most, 0 to %d", maxRefused))
	command.PersistentFlags().BoolVar(&o.json, "json", false, "print the JSON of the API")
	command.AddCommand(show)
	return command
}

func (o *outboxes) list(command *cobra.Command, _ []string) error {
	c, err := o.open()
	if err != nil {
		return err
	}
	defer c.Close()
	answer, err := c.Outbox(command.Context(), nil)
	if err != nil {
		return err
	}
	if o.json {
		return writeJSON(o.settings.Out, answer.JSON)
	}
	if err := view.Outbox(o.settings.Out, answer.Value, o.settings.Now()); err != nil {
		return err
	}
	if len(answer.Value.Destinations) == 0 {
		fmt.Fprintln(o.settings.Err, "There are no destinations: each is an `issues` receiver in the configuration of the Collector.")
	}
	return nil
}

func (o *outboxes) show(command *cobra.Command, args []string) error {
	c, err := o.open()
	if err != nil {
		return err
	}
	defer c.Close()
	answer, err := c.Outbox(command.Context(), url.Values{"destination": args, "limit": {strconv.Itoa(o.limit)}})
	if err != nil {
		return err
	}
	if o.json {
		return writeJSON(o.settings.Out, answer.JSON)
	}
	style := screen.NewStyle(o.settings.Out, o.settings.Env)
	for _, d := range answer.Value.Destinations {
		if err := view.Destination(o.settings.Out, d, o.settings.Now(), style); err != nil {
			return err
		}
	}
	return nil
}
