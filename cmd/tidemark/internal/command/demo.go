package command

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/demo"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop"
)

const defaultEndpoint = "127.0.0.1:4317"

// demoCommand is `tidemark demo`.
type demoCommand struct {
	*connection
	endpoint string
	duration time.Duration
	child    child
	replay   replayed
}

func newDemo(s Settings) *cobra.Command {
	d := &demoCommand{connection: newConnection(s)}
	command := &cobra.Command{
		Use:   "demo",
		Short: "Try Tidemark with a sample shop",
		Long: `Run a sample shop of four services that fails in several ways and releases, send its telemetry to a
Collector by OTLP, and list the issues that come of it.

The Collector must be running, or --collector and --config start one for the time of the demo.

With --replay a Collector whose clock follows its data learns three weeks of a larger shop in seconds. Then it is shown
what may happen in the fourth, each time from what it learned: a quiet night, a holiday, an outage, a broken release, a
renamed event, crashed agents. Three more begin on the day of a sale, with nothing learned: a release that is slower, one
whose processes are slow at first, one that gets the large orders.`,
		Example: `  tidemark demo
  tidemark demo --collector bin/otelcol-tidemark --config distributions/otelcol-tidemark/config.yaml
  tidemark demo --replay --collector bin/otelcol-tidemark --config distributions/otelcol-tidemark/replay.yaml`,
		Args: usage(cobra.NoArgs),
		RunE: d.run,
	}
	d.register(command)
	flags := command.Flags()
	flags.StringVar(&d.endpoint, "endpoint", defaultEndpoint, "where the Collector takes OTLP/gRPC")
	flags.DurationVar(&d.duration, "duration", demo.DefaultDuration, fmt.Sprintf("how long the shop is open, at least %s", shop.MinDuration))
	flags.StringVar(&d.child.binary, "collector", "", "start this Collector, and stop it in the end")
	flags.StringVar(&d.child.config, "config", "", "configuration of that Collector")
	flags.StringVar(&d.child.dataDir, "data", "", "data folder of that Collector (default one that is removed in the end)")
	d.replay.register(command)
	return command
}

func (d *demoCommand) run(command *cobra.Command, _ []string) error {
	if err := d.check(command); err != nil {
		return err
	}
	if d.replay.on {
		return d.runReplay(command.Context())
	}
	if d.child.binary != "" {
		return d.runWithCollector(command.Context())
	}
	c, err := d.open()
	if err != nil {
		return err
	}
	defer c.Close()
	id, err := demo.Run(command.Context(), d.demoSettings(c))
	if err != nil {
		return err
	}
	fmt.Fprintf(d.settings.Out, `
Where to look next
  One issue            %s issues show %s
  The API              %s/api/v1/issues
  Your own service     OTEL_EXPORTER_OTLP_ENDPOINT=http://%s
%s`, d.settings.Program, id, c.Address(), d.endpoint, destinations)
	return nil
}

func (d *demoCommand) demoSettings(c *client.Client) demo.Settings {
	return demo.Settings{Out: d.settings.Out, Client: c, Endpoint: d.endpoint, Duration: d.duration, Now: d.settings.Now}
}

// destinations says how issues leave the Collector.
const destinations = `  Sentry and the like  start the Collector with TIDEMARK_SENTRY_DSN=https://<key>@<host>/<project>
  Anything else        start the Collector with TIDEMARK_WEBHOOK_URL=https://<host>/<path>
`

func (d *demoCommand) check(command *cobra.Command) error {
	var errs []error
	if d.duration < shop.MinDuration {
		errs = append(errs, fmt.Errorf("--duration is %s: at least %s", d.duration, shop.MinDuration))
	}
	if _, port, err := net.SplitHostPort(d.endpoint); err != nil || strings.Contains(port, "/") {
		errs = append(errs, fmt.Errorf("--endpoint is %q: it must be host:port", d.endpoint))
	}
	changed := command.Flags().Changed
	errs = append(errs, d.replay.check(changed, d.child.binary)...)
	if d.child.binary == "" && (changed("config") || changed("data")) {
		errs = append(errs, errors.New("--config and --data are for the Collector that --collector starts"))
	}
	if d.child.binary != "" && d.child.config == "" {
		errs = append(errs, errors.New("--collector needs --config"))
	}
	if d.child.binary != "" && (changed("endpoint") || changed("address")) {
		errs = append(errs, errors.New("--collector starts a Collector on ports of its own: leave out --endpoint and --address"))
	}
	if len(errs) > 0 {
		return &usageError{errors.Join(errs...)}
	}
	return nil
}
