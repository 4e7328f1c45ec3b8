package flatlineprocessor

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/internal/detect/match"
	"github.com/tidemark-otel/tidemark/processors/internal/where"
	"github.com/tidemark-otel/tidemark/processors/internal/zone"
)

// definition is a declared stream, ready to be compared with items. Its number is that in the configuration.
type definition struct {
	name   string
	signal match.Signal
	where  *where.Condition
	split  []splitKey
}

// compile makes of a valid configuration what items are compared with, and what the detector needs.
func compile(c *Config) ([]definition, *match.Index, flatline.Settings, error) {
	settings := flatline.Settings{
		Shadow: c.Shadow, MaxStreams: c.MaxStreams, MaxSenders: c.MaxSenders,
		Discover: flatline.Discover{
			Off: !c.Discover.Enabled, Budget: c.Discover.Budget, MaxStreams: c.Discover.MaxStreams, MinRate: c.Discover.MinRate,
		},
	}
	var err error
	if settings.Zone, err = zone.Of(c.Timezone); err != nil {
		return nil, nil, settings, err
	}
	definitions, patterns := make([]definition, len(c.Streams)), make([]match.Pattern, len(c.Streams))
	for n := range c.Streams {
		s := &c.Streams[n]
		if patterns[n], err = s.Match.pattern(); err != nil {
			return nil, nil, settings, err
		}
		d := &definitions[n]
		d.name, d.signal = s.Name, patterns[n].Signal
		if d.where, err = where.New(d.signal, s.Where); err != nil {
			return nil, nil, settings, err
		}
		for _, text := range s.SplitBy {
			key, err := parseSplitKey(text)
			if err != nil {
				return nil, nil, settings, err
			}
			d.split = append(d.split, key)
		}
		declared := flatline.Declared{
			Name: s.Name, Tier: tiers[s.Tier], Budget: s.budget(), Reference: s.Reference,
			MaxSplits: 1, Zone: settings.Zone, Hash: s.hash(&patterns[n]),
		}
		if len(d.split) > 0 {
			declared.MaxSplits = s.maxSplits() + 1 // and "other"
		}
		if s.Timezone != "" {
			if declared.Zone, err = zone.Of(s.Timezone); err != nil {
				return nil, nil, settings, err
			}
		}
		settings.Declared = append(settings.Declared, declared)
	}
	index, err := match.NewIndex(patterns)
	return definitions, index, settings, err
}

// hash is of what decides which events belong to the stream: when that changes, what was learned is about another one. Tier,
// budget and reference are not part of it.
func (s *StreamConfig) hash(p *match.Pattern) string {
	parts := append([]string{p.Signal.String()}, p.Values[:]...)
	parts = append(append(parts, s.Where), s.SplitBy...)
	var text strings.Builder
	for _, part := range parts {
		fmt.Fprintf(&text, "%d:%s", len(part), part)
	}
	return strconv.FormatUint(xxhash.Sum64String(text.String()), 16)
}
