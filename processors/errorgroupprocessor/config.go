package errorgroupprocessor

import (
	"errors"
	"fmt"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/framerule"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

// Config of an error group.
type Config struct {
	// Tracker is the id of the issue_tracker extension. Empty takes the only one; "none" stamps
	// fingerprints and reports to nobody (an agent in front of a gateway).
	Tracker string `mapstructure:"tracker"`
	// StatusErrors says which spans with status Error and no exception are errors: "entry" (where a
	// service is called: SERVER, CONSUMER, or no local parent), "all" or "off". Default "entry".
	StatusErrors string `mapstructure:"status_errors"`
	// MinSeverity: an exception on a log record below it is none. One of debug, info, warn, error,
	// fatal. Default "warn".
	MinSeverity string `mapstructure:"min_severity"`
	// TrustIssueID passes on errors that carry the issue id of another tracker without counting them.
	// Default true.
	TrustIssueID bool `mapstructure:"trust_issue_id"`
	// ReleaseFrom are the resource attributes that name the release of a service: the first that is set. Of a list,
	// such as container.image.tags, it is the first element. Default [service.version].
	ReleaseFrom []string `mapstructure:"release_from"`
	// Ignore lists what is no error: passed on, not stamped, counted as ignored.
	Ignore IgnoreConfig `mapstructure:"ignore"`
	// InApp says whose code frames are, where the rules of their runtime do not know.
	InApp InAppConfig `mapstructure:"in_app"`
	// LeftOut are rules for frames that every error passes through, such as wrappers and loggers: shown, but
	// part of no group. At most 64, written as those of InApp. Where no other frame would count they do.
	LeftOut []string `mapstructure:"left_out"`
}

// InAppConfig holds at most 64 rules each, for the frames of all services. A rule is the beginning of a
// package, namespace, function or path, or a file, as the language writes it; * is any text. Of the rules
// that fit a frame the longest counts, and include of two that are equally long.
type InAppConfig struct {
	// Include are frames of the application.
	Include []string `mapstructure:"include"`
	// Exclude are frames of others.
	Exclude []string `mapstructure:"exclude"`
}

// IgnoreConfig holds globs: * is any text, ? is one byte, case matters. One match is enough.
type IgnoreConfig struct {
	// Types are matched with exception.type.
	Types []string `mapstructure:"types"`
	// Messages are matched with exception.message, the log body or the status description.
	Messages []string `mapstructure:"messages"`
	// Services are matched with service.name.
	Services []string `mapstructure:"services"`
	// SpanNames are matched with the name of the span.
	SpanNames []string `mapstructure:"span_names"`
}

// severities are the names of min_severity.
var severities = map[string]exception.Level{
	"debug": exception.LevelDebug, "info": exception.LevelInfo, "warn": exception.LevelWarning,
	"error": exception.LevelError, "fatal": exception.LevelFatal,
}

// options is what of the configuration says what to look for.
func (c *Config) options() otlp.Options {
	return otlp.Options{
		StatusErrors: otlp.StatusErrors(c.StatusErrors),
		MinLevel:     severities[c.MinSeverity],
		TrustIssueID: c.TrustIssueID,
		ReleaseFrom:  c.ReleaseFrom,
	}
}

// rules is what of the configuration is about frames.
func (c *Config) rules() framerule.Settings {
	return framerule.Settings{Include: c.InApp.Include, Exclude: c.InApp.Exclude, LeftOut: c.LeftOut}
}

// Validate reports all faults at once.
func (c *Config) Validate() error {
	var errs []error
	switch otlp.StatusErrors(c.StatusErrors) {
	case otlp.StatusErrorsEntry, otlp.StatusErrorsAll, otlp.StatusErrorsOff:
	default:
		errs = append(errs, fmt.Errorf("status_errors: must be entry, all or off, is %q", c.StatusErrors))
	}
	if _, ok := severities[c.MinSeverity]; !ok {
		errs = append(errs, fmt.Errorf("min_severity: must be debug, info, warn, error or fatal, is %q", c.MinSeverity))
	}
	if len(c.ReleaseFrom) == 0 {
		errs = append(errs, errors.New("release_from: name at least one resource attribute; the default is [service.version]"))
	}
	for n, key := range c.ReleaseFrom {
		if key == "" {
			errs = append(errs, fmt.Errorf("release_from[%d]: is empty; remove it", n))
		}
	}
	if err := issuetrackerextension.CheckTracker(c.Tracker); err != nil {
		errs = append(errs, err)
	}
	for key, globs := range map[string][]string{
		"types": c.Ignore.Types, "messages": c.Ignore.Messages, "services": c.Ignore.Services, "span_names": c.Ignore.SpanNames,
	} {
		for n, g := range globs {
			if g == "" {
				errs = append(errs, fmt.Errorf("ignore::%s[%d]: is empty and would ignore what has none; remove it", key, n))
			}
		}
	}
	rules := c.rules()
	return errors.Join(append(errs, rules.Validate())...)
}
