package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/replay"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/screen"
)

// replayed are the flags of `tidemark demo --replay`.
type replayed struct {
	on, json bool
	seed     uint64
	only     []string
}

func (r *replayed) register(command *cobra.Command) {
	flags := command.Flags()
	flags.BoolVar(&r.on, "replay", false, "three weeks in seconds, then what may happen in the fourth; needs --collector and a --config with a replay clock")
	flags.StringSliceVar(&r.only, "scenario", nil, "with --replay: only these of "+strings.Join(replay.Names(), ", "))
	flags.Uint64Var(&r.seed, "seed", 1, "with --replay: another shop for each")
	flags.BoolVar(&r.json, "json", false, "with --replay: print one line of JSON for each scenario")
}

func (r *replayed) check(changed func(string) bool, collector string) (errs []error) {
	if !r.on {
		if changed("scenario") || changed("seed") || changed("json") {
			errs = append(errs, errors.New("--scenario, --seed and --json are for --replay"))
		}
		return errs
	}
	if collector == "" {
		errs = append(errs, errors.New("--replay needs --collector and --config: a Collector that runs has a clock of its own"))
	}
	if changed("duration") {
		errs = append(errs, errors.New("--duration is for a shop that is open now: leave it out with --replay"))
	}
	for _, name := range r.only {
		if !slices.Contains(replay.Names(), name) {
			errs = append(errs, fmt.Errorf("--scenario %q is none of %s", name, strings.Join(replay.Names(), ", ")))
		}
	}
	return errs
}

// runReplay plays the scenarios. The data folder is removed only when it is ours and everything went well.
func (d *demoCommand) runReplay(ctx context.Context) error {
	if _, err := exec.LookPath(d.child.binary); err != nil {
		return fmt.Errorf("start the Collector: %w", err)
	}
	dir, temporary := d.child.dataDir, d.child.dataDir == ""
	if temporary {
		var err error
		if dir, err = os.MkdirTemp("", "tidemark-replay-"); err != nil {
			return fmt.Errorf("make a data folder: %w", err)
		}
	}
	err := replay.Run(ctx, replay.Settings{
		Out: d.settings.Out, JSON: d.replay.json, Style: screen.NewStyle(d.settings.Out, d.settings.Env),
		Binary: d.child.binary, Config: d.child.config, DataDir: dir, Timeout: d.timeout,
		Seed: d.replay.seed, Only: d.replay.only, Now: d.settings.Now,
	})
	if err != nil || !temporary {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove the data folder: %w", err)
	}
	return nil
}
