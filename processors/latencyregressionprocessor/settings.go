package latencyregressionprocessor

import (
	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/internal/detect/latency"
	"github.com/tidemark-otel/tidemark/internal/detect/match"
	"github.com/tidemark-otel/tidemark/internal/detect/slowdown"
	"github.com/tidemark-otel/tidemark/processors/internal/where"
	"github.com/tidemark-otel/tidemark/processors/internal/zone"
)

// selection says which calls are watched.
type selection struct {
	include, exclude *match.Index // nil for none
	where            *where.Condition
}

// compile makes of a valid configuration what calls are compared with, and what the detector needs.
func compile(c *Config) (selection, slowdown.Settings, error) {
	var s selection
	b := breakdown.NewDefaultSettings()
	b.SampleOneIn, b.Hold, b.MaxSpans = c.Breakdown.SampleOneIn, c.Breakdown.Hold, c.Breakdown.MaxSpans
	b.MaxProfiles = max(b.MaxProfiles, c.MaxOperations*(c.MaxReleases+1)) // spans may name no release
	settings := slowdown.Settings{
		Gate:  latency.Gate{Ratio: 1 + c.MinimumEffect.Ratio, Duration: float64(c.MinimumEffect.Duration.Nanoseconds())},
		Alpha: c.Alpha, Budget: c.Budget, Shadow: c.Shadow,
		// The detector takes 0 for its default.
		WarmSpans: orNone(c.ColdStart.Spans), Warm: orNone(c.ColdStart.Duration),
		MaxOperations: c.MaxOperations, MaxReleases: c.MaxReleases, MaxInstances: c.MaxInstances, Breakdown: b,
	}
	var err error
	if settings.Zone, err = zone.Of(c.Timezone); err != nil {
		return s, settings, err
	}
	if s.include, err = index(c.Include); err != nil {
		return s, settings, err
	}
	if s.exclude, err = index(c.Exclude); err != nil {
		return s, settings, err
	}
	s.where, err = where.New(match.SignalSpans, c.Where)
	return s, settings, err
}

func orNone[T ~int | ~int64](n T) T {
	if n == 0 {
		return -1
	}
	return n
}

// index is nil when nothing is selected.
func index(list []MatchConfig) (*match.Index, error) {
	if len(list) == 0 {
		return nil, nil
	}
	patterns := make([]match.Pattern, len(list))
	for n := range list {
		patterns[n] = list[n].pattern()
	}
	return match.NewIndex(patterns)
}
