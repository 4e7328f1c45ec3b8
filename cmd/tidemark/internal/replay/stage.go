package replay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/collector"
)

// startTimeout is how long a Collector may take until its API answers.
const startTimeout = time.Minute

var errStartTimeout = fmt.Errorf("the API does not answer within %s", startTimeout)

// stage starts a Collector on a data folder, plays a part to it and stops it. The part is given where to send OTLP/gRPC.
func (s *Settings) stage(ctx context.Context, dir string, part func(endpoint string, c *client.Client) error) (err error) {
	process, err := collector.Start(collector.Settings{Binary: s.Binary, Config: s.Config, DataDir: dir})
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, process.Stop()); err != nil {
			err = fmt.Errorf("%w\nThe end of %s:\n%s", err, process.Log, process.Tail())
		}
	}()
	c, err := client.New(client.Settings{Address: process.API, Timeout: s.Timeout})
	if err != nil {
		return err
	}
	defer c.Close()
	starting, cancel := context.WithTimeoutCause(ctx, startTimeout, errStartTimeout)
	defer cancel()
	if err := process.WaitReady(starting, func(ctx context.Context) error {
		if _, err := c.Health(ctx); err != nil {
			return err
		}
		return process.TakesTelemetry(ctx)
	}); err != nil {
		return err
	}
	return part(process.GRPC, c)
}
