package flatlineprocessor

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/processors/internal/zone"
)

// Config of a flatline processor.
type Config struct {
	// Tracker is the id of the issue_tracker extension. Empty takes the only one; "none" passes data through and counts
	// nothing.
	Tracker string `mapstructure:"tracker"`
	// Timezone is where people live whose days and weeks the streams follow, as in Europe/Berlin. Default UTC.
	Timezone string `mapstructure:"timezone"`
	// Shadow is how long a new stream alarms only in shadow: it is said that it would have. Default 24h, 0 is none.
	Shadow time.Duration `mapstructure:"shadow"`
	// ReleaseFrom are the resource attributes that name the release of a service: the first that is set. Default
	// [service.version].
	ReleaseFrom []string `mapstructure:"release_from"`
	// Streams are the declared ones, at most 10,000.
	Streams []StreamConfig `mapstructure:"streams"`
	// Discover says which streams are watched without being declared.
	Discover DiscoverConfig `mapstructure:"discover"`
	// MaxStreams bounds declared and discovered streams of all services. Default 50000.
	MaxStreams int `mapstructure:"max_streams"`
	// MaxSenders bounds the processes that are told apart. Default 20000.
	MaxSenders int `mapstructure:"max_senders"`
}

// DiscoverConfig is about streams that nobody declared.
type DiscoverConfig struct {
	// Enabled watches each operation that a server or consumer completes without an error, and each event of log records.
	// Default true.
	Enabled bool `mapstructure:"enabled"`
	// Budget is how many false alarms a year all of them together may make. Default 12.
	Budget float64 `mapstructure:"budget"`
	// MaxStreams bounds them. Default 10000.
	MaxStreams int `mapstructure:"max_streams"`
	// MinRate is the number of events per hour from which on one is watched. Default 1.
	MinRate float64 `mapstructure:"min_rate"`
}

// Limits of a configuration.
const (
	maxDeclared = 10_000
	maxStreams  = 1_000_000
	maxShadow   = 30 * 24 * time.Hour
	maxBudget   = 1000
)

// Validate reports all faults at once.
func (c *Config) Validate() error {
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if err := issuetrackerextension.CheckTracker(c.Tracker); err != nil {
		errs = append(errs, err)
	}
	if _, err := zone.Of(c.Timezone); err != nil {
		fault("timezone: %w", err)
	}
	if c.Shadow < 0 || c.Shadow > maxShadow {
		fault("shadow: is %s; use 0s (none) to %s", c.Shadow, maxShadow)
	}
	if err := otlp.CheckReleaseFrom(c.ReleaseFrom); err != nil {
		errs = append(errs, err)
	}
	for key, n := range map[string]int{"max_streams": c.MaxStreams, "max_senders": c.MaxSenders, "discover::max_streams": c.Discover.MaxStreams} {
		if n < 1 || n > maxStreams {
			fault("%s: is %d; use 1 to %d", key, n, maxStreams)
		}
	}
	if err := checkBudget(c.Discover.Budget); err != nil {
		fault("discover::%w", err)
	}
	if !(c.Discover.MinRate >= 0) || math.IsInf(c.Discover.MinRate, 0) {
		fault("discover::min_rate: is %v; use events per hour, 0 for all", c.Discover.MinRate)
	}
	return errors.Join(append(errs, c.validateStreams())...)
}

// validateStreams is about what one stream cannot know of the others, and about each.
func (c *Config) validateStreams() error {
	var errs []error
	if len(c.Streams) > maxDeclared {
		errs = append(errs, fmt.Errorf("streams: are %d, at most %d are allowed; split_by makes many of one", len(c.Streams), maxDeclared))
	}
	first := make(map[string]int, len(c.Streams))
	for n := range c.Streams {
		if name := c.Streams[n].Name; name != "" {
			if before, twice := first[name]; twice {
				errs = append(errs, fmt.Errorf("streams[%d]: name: %q is that of streams[%d] too; give one of them another", n, name, before))
			} else {
				first[name] = n
			}
		}
	}
	for n := range c.Streams {
		s := &c.Streams[n]
		if err := s.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("streams[%d] (%s): %w", n, s.Name, err))
		}
		if s.Reference == "" {
			continue
		}
		if _, known := first[s.Reference]; !known {
			errs = append(errs, fmt.Errorf("streams[%d] (%s): reference: no stream is named %q; declare one that counts the attempts", n, s.Name, s.Reference))
		} else if s.Reference == s.Name {
			errs = append(errs, fmt.Errorf("streams[%d] (%s): reference: is the stream itself; name one that counts the attempts", n, s.Name))
		}
	}
	return errors.Join(errs...)
}

func checkBudget(budget float64) error {
	if !(budget > 0) || budget > maxBudget {
		return fmt.Errorf("budget: is %v; use the false alarms a year that you accept, above 0 and up to %d", budget, maxBudget)
	}
	return nil
}
