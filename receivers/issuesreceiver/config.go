package issuesreceiver

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configretry"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
)

// Config of one destination.
type Config struct {
	// Tracker is the id of the issue_tracker extension. Empty takes the only one.
	Tracker string `mapstructure:"tracker"`
	// Start is where a receiver that was never started before begins: "now" or "beginning" of what the
	// outbox holds. Default "now".
	Start string `mapstructure:"start"`
	// Changes to take: opened, updated, regressed, escalated, resolved, muted, unmuted. Empty: all.
	Changes []string `mapstructure:"changes"`
	// Kinds of issue to take: error, flatline, conversion, traffic, telemetry_gap, renamed, latency, stuck. Empty: all.
	Kinds []string `mapstructure:"kinds"`
	// MinimumLevel of an issue: debug, info, warning, error, fatal. Default "debug": all.
	MinimumLevel string `mapstructure:"minimum_level"`
	// Services to take, by service.name. Empty: all.
	Services []string `mapstructure:"services"`
	// Environments to take. Empty: all.
	Environments []string `mapstructure:"environments"`
	// Retry says how often a change that the pipeline did not take is tried again. It is never given up,
	// so max_elapsed_time has no meaning here and must be 0. initial_interval must be positive and
	// multiplier at least 1, else a destination that is down would be asked without a pause.
	Retry configretry.BackOffConfig `mapstructure:"retry_on_failure"`
}

// Validate reports all faults at once.
func (c *Config) Validate() error {
	var errs []error
	if c.Tracker != "" {
		if err := new(component.ID).UnmarshalText([]byte(c.Tracker)); err != nil {
			errs = append(errs, fmt.Errorf("tracker: must be the id of an issue_tracker extension: %w", err))
		}
	}
	if s := engine.Start(c.Start); s != engine.StartNow && s != engine.StartBeginning {
		errs = append(errs, fmt.Errorf("start: must be now or beginning, is %q", c.Start))
	}
	for _, change := range c.Changes {
		if !slices.Contains(issue.ChangeKinds, issue.ChangeKind(change)) {
			errs = append(errs, fmt.Errorf("changes: %q is none of %v", change, issue.ChangeKinds))
		}
	}
	for _, kind := range c.Kinds {
		if _, err := issue.ParseKind(kind); err != nil {
			errs = append(errs, fmt.Errorf("kinds: %w", err))
		}
	}
	if _, ok := exception.ParseLevel(c.MinimumLevel); !ok {
		errs = append(errs, fmt.Errorf("minimum_level: must be debug, info, warning, error or fatal, is %q", c.MinimumLevel))
	}
	if c.Retry.MaxElapsedTime != 0 {
		errs = append(errs, errors.New("retry_on_failure::max_elapsed_time: must be 0, because a change is tried until its destination answered"))
	}
	if !c.Retry.Enabled {
		errs = append(errs, errors.New("retry_on_failure::enabled: must be true, because a change is tried until its destination answered"))
	}
	if c.Retry.InitialInterval <= 0 {
		errs = append(errs, fmt.Errorf("retry_on_failure::initial_interval: must be positive, is %s", c.Retry.InitialInterval))
	}
	if c.Retry.Multiplier < 1 {
		errs = append(errs, fmt.Errorf("retry_on_failure::multiplier: must be at least 1, is %v", c.Retry.Multiplier))
	}
	return errors.Join(errs...)
}

// filter returns the domain's form of what to take.
func (c *Config) filter() outbox.Filter {
	f := outbox.Filter{Services: c.Services, Environments: c.Environments}
	f.MinimumLevel, _ = exception.ParseLevel(c.MinimumLevel)
	for _, change := range c.Changes {
		f.Changes = append(f.Changes, issue.ChangeKind(change))
	}
	for _, kind := range c.Kinds {
		f.Kinds = append(f.Kinds, issue.Kind(kind))
	}
	return f
}

func defaultRetry() configretry.BackOffConfig {
	retry := configretry.NewDefaultBackOffConfig()
	retry.InitialInterval = time.Second
	retry.MaxInterval = 30 * time.Second
	retry.MaxElapsedTime = 0
	return retry
}
