package latencyregressionprocessor

import (
	"errors"
	"fmt"
	"time"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/internal/detect/match"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/processors/internal/where"
	"github.com/tidemark-otel/tidemark/processors/internal/zone"
)

// Config of a latency_regression processor.
type Config struct {
	// Tracker is the id of the issue_tracker extension. Empty takes the only one; "none" passes data through and counts
	// nothing.
	Tracker string `mapstructure:"tracker"`
	// Timezone is where people live whose days and weeks the durations follow, as in Europe/Berlin. Default UTC.
	Timezone string `mapstructure:"timezone"`
	// ReleaseFrom are the resource attributes that name the release of a service: the first that is set. Default
	// [service.version].
	ReleaseFrom []string `mapstructure:"release_from"`
	// Include are the operations that are watched, all when there is none; Exclude are those of them that are not.
	Include []MatchConfig `mapstructure:"include"`
	Exclude []MatchConfig `mapstructure:"exclude"`
	// Where is an OTTL condition on the span, asked about what include and exclude let through.
	Where string `mapstructure:"where"`
	// MinimumEffect is what is worth telling.
	MinimumEffect EffectConfig `mapstructure:"minimum_effect"`
	// Alpha is the chance that anything is said of a release that changed nothing, over all operations of its service. Default 0.01.
	Alpha float64 `mapstructure:"alpha"`
	// Budget is how many false alarms a year may come of operations that have no other release to be compared with. Default 12.
	Budget float64 `mapstructure:"budget"`
	// Shadow is how long a new operation is told of only in shadow when no other release runs beside it. Default 24h. Releases are
	// compared from the start.
	Shadow time.Duration `mapstructure:"shadow"`
	// ColdStart is what is left out of comparisons at the start of an instance.
	ColdStart ColdStartConfig `mapstructure:"cold_start"`
	// Breakdown is about the traces that are looked at to see where the time goes.
	Breakdown BreakdownConfig `mapstructure:"breakdown"`
	// MaxOperations, MaxReleases of an operation at once and MaxInstances bound memory. Default 20000, 3 and 20000.
	MaxOperations int `mapstructure:"max_operations"`
	MaxReleases   int `mapstructure:"max_releases"`
	MaxInstances  int `mapstructure:"max_instances"`
}

// MatchConfig selects operations. Texts are exact or globs (* is any text, ? one byte); all that are set have to fit.
type MatchConfig struct {
	Service  string `mapstructure:"service"`
	SpanName string `mapstructure:"span_name"`
	Route    string `mapstructure:"route"`
	// Kind is server or consumer.
	Kind string `mapstructure:"kind"`
	// Status is ok (not Error) or error.
	Status string `mapstructure:"status"`
}

// EffectConfig is the least effect worth telling. Both have to be exceeded for certain.
type EffectConfig struct {
	// Ratio is by which share durations grew. Default 0.05.
	Ratio float64 `mapstructure:"ratio"`
	// Duration is by how much the median grew. Default 1ms.
	Duration time.Duration `mapstructure:"duration"`
}

// ColdStartConfig is about instances that have just started.
type ColdStartConfig struct {
	// Spans and Duration are how much of an instance is left out: both have to be over. Default 200 and 5m.
	Spans    int           `mapstructure:"spans"`
	Duration time.Duration `mapstructure:"duration"`
}

// BreakdownConfig bounds the buffer of traces.
type BreakdownConfig struct {
	// SampleOneIn is how many traces one is looked at of. Default 1, all of them.
	SampleOneIn int `mapstructure:"sample_one_in"`
	// Hold is how long a trace is kept behind its last span. Default 10s.
	Hold time.Duration `mapstructure:"hold"`
	// MaxSpans are held at most, 48 bytes each.
	MaxSpans int `mapstructure:"max_spans"`
}

// Limits of a configuration.
const (
	maxMatches   = 1000
	maxMany      = 1_000_000
	maxReleases  = 4
	maxShadow    = 30 * 24 * time.Hour
	maxColdSpans = 100_000
	maxColdStart = time.Hour
	maxHold      = 10 * time.Minute
	maxBudget    = 1000
	maxAlpha     = 0.5
	maxRatio     = 10
	maxEffect    = time.Hour
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
	if err := otlp.CheckReleaseFrom(c.ReleaseFrom); err != nil {
		errs = append(errs, err)
	}
	for _, list := range []struct {
		key     string
		matches []MatchConfig
	}{{"include", c.Include}, {"exclude", c.Exclude}} {
		if len(list.matches) > maxMatches {
			fault("%s: are %d, at most %d are allowed", list.key, len(list.matches), maxMatches)
		}
		for n := range list.matches {
			pattern := list.matches[n].pattern()
			if err := pattern.Validate(); err != nil {
				fault("%s[%d]: %w", list.key, n, err)
			}
		}
	}
	if _, err := where.New(match.SignalSpans, c.Where); err != nil {
		fault("where: %w", err)
	}
	return errors.Join(append(errs, c.validateFigures()...)...)
}

func (c *Config) validateFigures() (errs []error) {
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	share := func(key string, x, most float64, what string) {
		if !(x > 0) || x > most {
			fault("%s: is %v; use %s, above 0 and up to %v", key, x, what, most)
		}
	}
	length := func(key string, d, least, most time.Duration) {
		if d < least || d > most {
			fault("%s: is %s; use %s to %s", key, d, least, most)
		}
	}
	count := func(key string, n, least, most int) {
		if n < least || n > most {
			fault("%s: is %d; use %d to %d", key, n, least, most)
		}
	}
	share("minimum_effect::ratio", c.MinimumEffect.Ratio, maxRatio, "the share by which durations grow, as 0.05")
	share("alpha", c.Alpha, maxAlpha, "the chance of a false alarm about a release")
	share("budget", c.Budget, maxBudget, "the false alarms a year that you accept")
	length("minimum_effect::duration", c.MinimumEffect.Duration, 0, maxEffect)
	length("shadow", c.Shadow, 0, maxShadow)
	length("cold_start::duration", c.ColdStart.Duration, 0, maxColdStart)
	length("breakdown::hold", c.Breakdown.Hold, time.Second, maxHold)
	count("cold_start::spans", c.ColdStart.Spans, 0, maxColdSpans)
	count("breakdown::sample_one_in", c.Breakdown.SampleOneIn, 1, maxMany)
	count("breakdown::max_spans", c.Breakdown.MaxSpans, 1, maxMany)
	count("max_operations", c.MaxOperations, 1, maxMany)
	count("max_releases", c.MaxReleases, 2, maxReleases)
	count("max_instances", c.MaxInstances, 1, maxMany)
	return errs
}

func (m *MatchConfig) pattern() match.Pattern {
	return match.Pattern{Signal: match.SignalSpans, Values: [match.Fields]string{
		match.FieldService: m.Service, match.FieldSpanName: m.SpanName, match.FieldRoute: m.Route,
		match.FieldKind: m.Kind, match.FieldStatus: m.Status,
	}}
}
