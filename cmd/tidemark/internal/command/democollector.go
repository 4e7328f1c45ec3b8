package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/collector"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/demo"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/view"
)

// startTimeout is how long a Collector may take until its API answers.
const startTimeout = time.Minute

var errStartTimeout = fmt.Errorf("the API does not answer within %s", startTimeout)

// child is the Collector that the demo starts.
type child struct{ binary, config, dataDir string }

// runWithCollector runs the demo against a Collector that lives as long as the demo. The data folder
// is removed only when it is ours and everything went well.
func (d *demoCommand) runWithCollector(ctx context.Context) error {
	dir, temporary := d.child.dataDir, false
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "tidemark-demo-"); err != nil {
			return fmt.Errorf("make a data folder: %w", err)
		}
		temporary = true
	}
	process, err := collector.Start(collector.Settings{Binary: d.child.binary, Config: d.child.config, DataDir: dir})
	if err != nil {
		if temporary {
			_ = os.RemoveAll(dir) // nothing ran in it
		}
		return err
	}
	for _, sentence := range process.Moved {
		fmt.Fprintln(d.settings.Out, sentence+".")
	}
	log := process.Log
	if temporary {
		log += " while it runs"
	}
	fmt.Fprintf(d.settings.Out, "Starting %s; its log is %s.\n", d.child.binary, log)
	err = d.runAgainst(ctx, process)
	fmt.Fprintln(d.settings.Out, "\nStopping the Collector.")
	if err = errors.Join(err, process.Stop()); err != nil {
		return fmt.Errorf("%w\nThe end of %s:\n%s", err, process.Log, process.Tail())
	}
	if temporary {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("remove the data folder: %w", err)
		}
	}
	d.sayWhereNext(temporary)
	return nil
}

func (d *demoCommand) runAgainst(ctx context.Context, process *collector.Process) error {
	c, err := client.New(client.Settings{Address: process.API, Timeout: d.timeout})
	if err != nil {
		return err
	}
	defer c.Close()
	starting, cancel := context.WithTimeoutCause(ctx, startTimeout, errStartTimeout)
	defer cancel()
	err = process.WaitReady(starting, func(ctx context.Context) error {
		if _, err := c.Health(ctx); err != nil {
			return err
		}
		return process.TakesTelemetry(ctx)
	})
	if err != nil {
		return err
	}
	d.endpoint = process.GRPC
	id, err := demo.Run(ctx, d.demoSettings(c))
	if err != nil || id == "" {
		return err
	}
	answer, err := c.Issue(ctx, id)
	if err != nil {
		return err
	}
	fmt.Fprintf(d.settings.Out, "\nOne of them, as `%s issues show %s` has it:\n\n", d.settings.Program, id)
	return view.Detail(d.settings.Out, answer.Value, d.settings.Now(), screen.NewStyle(d.settings.Out, d.settings.Env))
}

// sayWhereNext speaks to someone whose Collector has just stopped.
func (d *demoCommand) sayWhereNext(temporary bool) {
	fmt.Fprintln(d.settings.Out, "\nWhere to look next")
	if temporary {
		fmt.Fprintf(d.settings.Out, "  A Collector that stays  %s --config %s\n", d.child.binary, d.child.config)
	} else {
		fmt.Fprintf(d.settings.Out, "  The issues are kept     %s=%s %s --config %s\n", envDataDir, d.child.dataDir, d.child.binary, d.child.config)
	}
	fmt.Fprintf(d.settings.Out, `  Your own service        OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
  The demo again          %s demo
  List the issues         %s issues list
  The API                 %s/api/v1/issues
  Sentry and the like     TIDEMARK_SENTRY_DSN=https://<key>@<host>/<project> for the Collector
  Anything else           TIDEMARK_WEBHOOK_URL=https://<host>/<path> for the Collector
`, d.settings.Program, d.settings.Program, defaultAddress)
}
