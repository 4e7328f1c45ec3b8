package flatlineprocessor

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/detect/match"
	"github.com/tidemark-otel/tidemark/processors/internal/where"
	"github.com/tidemark-otel/tidemark/processors/internal/zone"
)

// StreamConfig declares a stream: events whose silence matters.
type StreamConfig struct {
	// Name is what people call it: "signups". Its issues are titled with it.
	Name string `mapstructure:"name"`
	// Match says which spans or log records it is made of.
	Match MatchConfig `mapstructure:"match"`
	// Where is an OTTL condition in the context of a span or log record. It is only asked about what Match let through.
	Where string `mapstructure:"where"`
	// SplitBy are at most 4 attributes: "attributes.plan", "resource.attributes.k8s.cluster.name". Each combination of
	// values is a stream of its own.
	SplitBy []string `mapstructure:"split_by"`
	// MaxSplits bounds the combinations; all others are one stream named "other". Default 20, at most 1000.
	MaxSplits int `mapstructure:"max_splits"`
	// Tier is "page" (wakes somebody) or "notice". Default page.
	Tier string `mapstructure:"tier"`
	// Budget is the number of false alarms a year that you accept from each stream. Default 0.1 for a page, 1 for a notice.
	Budget *float64 `mapstructure:"budget"`
	// Reference is the name of the stream that counts the attempts of which this one counts the successes.
	Reference string `mapstructure:"reference"`
	// Timezone is that of the people who make these events. Default that of the processor.
	Timezone string `mapstructure:"timezone"`
}

// MatchConfig holds exact values or globs (* is any text, ? one byte, case matters). All that are set have to fit; at least one
// has to be.
type MatchConfig struct {
	// Signal is "spans" or "logs". Default logs when event_name or severity is set, else spans.
	Signal string `mapstructure:"signal"`
	// Service is compared with service.name.
	Service string `mapstructure:"service"`
	// SpanName is compared with the name of the span.
	SpanName string `mapstructure:"span_name"`
	// Route is compared with http.route.
	Route string `mapstructure:"route"`
	// EventName is compared with the event name of the log record.
	EventName string `mapstructure:"event_name"`
	// Kind is server, consumer, client, producer or internal.
	Kind string `mapstructure:"kind"`
	// Status is ok (not Error) or error. Without it spans count whatever their status.
	Status string `mapstructure:"status"`
	// Severity is trace, debug, info, warn, error or fatal.
	Severity string `mapstructure:"severity"`
}

const (
	maxNameBytes     = 128
	maxSplitKeys     = 4
	maxSplits        = 1000
	defaultMaxSplits = 20
)

var tiers = map[string]flatline.Tier{"": flatline.TierPage, "page": flatline.TierPage, "notice": flatline.TierNotice}

// Budgets of a stream that names none.
const (
	pageBudget   = 0.1
	noticeBudget = 1
)

func (s *StreamConfig) budget() float64 {
	switch {
	case s.Budget != nil:
		return *s.Budget
	case tiers[s.Tier] == flatline.TierPage:
		return pageBudget
	}
	return noticeBudget
}

func (s *StreamConfig) maxSplits() int {
	if s.MaxSplits == 0 {
		return defaultMaxSplits
	}
	return s.MaxSplits
}

// Validate reports all faults at once.
func (s *StreamConfig) Validate() error {
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	switch {
	case s.Name == "":
		fault("name: is empty; write what people call it, as signups")
	case len(s.Name) > maxNameBytes || strings.ContainsFunc(s.Name, func(r rune) bool { return r < ' ' || r == 0xFFFD }):
		fault("name: use at most %d bytes of text without control characters", maxNameBytes)
	}
	pattern, err := s.Match.pattern()
	if err == nil {
		err = pattern.Validate()
	}
	if err != nil {
		fault("match: %w", err)
	} else if _, err := where.New(pattern.Signal, s.Where); err != nil {
		fault("where: %w", err)
	}
	if len(s.SplitBy) > maxSplitKeys {
		fault("split_by: has %d keys, at most %d are allowed", len(s.SplitBy), maxSplitKeys)
	}
	for _, key := range s.SplitBy {
		if _, err := parseSplitKey(key); err != nil {
			fault("split_by: %w", err)
		}
	}
	if s.MaxSplits < 0 || s.MaxSplits > maxSplits {
		fault("max_splits: is %d; use 1 to %d, or leave it out for %d", s.MaxSplits, maxSplits, defaultMaxSplits)
	}
	if _, ok := tiers[s.Tier]; !ok {
		fault("tier: must be page or notice, is %q", s.Tier)
	}
	if err := checkBudget(s.budget()); err != nil {
		errs = append(errs, err)
	}
	if _, err := zone.Of(s.Timezone); err != nil {
		fault("timezone: %w", err)
	}
	return errors.Join(errs...)
}

func (m *MatchConfig) pattern() (match.Pattern, error) {
	p := match.Pattern{Values: [match.Fields]string{
		match.FieldService: m.Service, match.FieldSpanName: m.SpanName, match.FieldRoute: m.Route, match.FieldEventName: m.EventName,
		match.FieldKind: m.Kind, match.FieldStatus: m.Status, match.FieldSeverity: m.Severity,
	}}
	if m.Signal == "" {
		p.Signal = match.SignalFor(p.Values)
		return p, nil
	}
	var err error
	p.Signal, err = match.ParseSignal(m.Signal)
	return p, err
}
