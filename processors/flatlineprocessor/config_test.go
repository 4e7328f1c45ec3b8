package flatlineprocessor

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
	"github.com/tidemark-otel/tidemark/processors/flatlineprocessor/internal/metadata"
)

func load(t *testing.T, id component.ID) *Config {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	sub, err := conf.Sub(id.String())
	require.NoError(t, err)
	cfg := createDefaultConfig().(*Config)
	require.NoError(t, sub.Unmarshal(cfg))
	return cfg
}

func TestConfig_TheExampleIsValidAndShowsTheDefaults(t *testing.T) {
	want := createDefaultConfig().(*Config)
	require.Equal(t, want, load(t, component.NewID(metadata.Type)))
	require.NoError(t, confmap.Validate(want))
	full := load(t, component.NewIDWithName(metadata.Type, "full"))
	require.NoError(t, confmap.Validate(full))
	streams := full.Streams
	want.Tracker, want.Timezone, full.Streams = "issue_tracker", "Europe/Berlin", nil
	require.Equal(t, want, full)
	budget := 0.1
	require.Equal(t, StreamConfig{
		Name:  "signups",
		Match: MatchConfig{Signal: "spans", Service: "shop-*", SpanName: "POST /signup", Kind: "server", Status: "ok"},
		Where: `attributes["user.kind"] == "human"`, SplitBy: []string{"attributes.plan"}, MaxSplits: 20, Tier: "page", Budget: &budget,
		Reference: "signup attempts", Timezone: "America/New_York",
	}, streams[1])
}

func TestConfig_TheREADMEShowsTheExample(t *testing.T) {
	example, err := os.ReadFile(filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), "```yaml\n"+string(example)+"```\n")
}

func TestConfig_FaultsAreNamedAllAtOnce(t *testing.T) {
	negative, none := -1.0, 0.0
	cfg := &Config{
		Tracker: "issue tracker/", Timezone: "Mars/Base", Shadow: -1, MaxStreams: 0, MaxSenders: -1,
		Discover: DiscoverConfig{Budget: math.NaN(), MaxStreams: 2_000_000, MinRate: math.Inf(1)},
		Streams: []StreamConfig{
			{Name: "a", Match: MatchConfig{SpanName: "^POST"}, Tier: "siren", Budget: &none, Reference: "nobody"},
			{Name: "a", Match: MatchConfig{Signal: "traces"}, Budget: &negative},
			{Match: MatchConfig{SpanName: "x"}, Where: `attributes["a"] = 1`, SplitBy: []string{"plan"}, MaxSplits: -1, Timezone: "Local"},
			{Name: "b\n", Match: MatchConfig{EventName: "x"}, Where: `kind == 1`, SplitBy: []string{"attributes.a", "attributes.b", "attributes.c", "attributes.d", "attributes.e"}},
			{Name: "self", Match: MatchConfig{Kind: "server"}, Reference: "self"},
		},
	}
	err := cfg.Validate()
	require.Error(t, err)
	for _, want := range []string{
		`tracker: must be the id of an issue_tracker extension or "none": `,
		`timezone: "Mars/Base" is unknown; use a name as Europe/Berlin, or UTC`,
		"shadow: is -1ns; use 0s (none) to 720h0m0s",
		"release_from: name at least one resource attribute",
		"max_streams: is 0; use 1 to 1000000",
		"max_senders: is -1; use 1 to",
		"discover::max_streams: is 2000000; use",
		"discover::budget: is NaN; use the false alarms a year that you accept, above 0 and up to 1000",
		"discover::min_rate: is +Inf; use events per hour",
		`streams[1]: name: "a" is that of streams[0] too; give one of them another`,
		`streams[0] (a): reference: no stream is named "nobody"; declare one that counts the attempts`,
		"looks like a regular expression",
		`tier: must be page or notice, is "siren"`,
		"budget: is 0; use the false alarms a year",
		`match: signal: must be spans or logs, is "traces"`,
		"budget: is -1; use",
		"name: is empty; write what people call it, as signups",
		"1:17", // where the fault of the condition is
		`split_by: "plan" names no attribute; write attributes.plan or resource.attributes.plan`,
		"max_splits: is -1; use 1 to 1000, or leave it out for 20",
		`timezone: "Local" is another one on each machine`,
		"name: use at most 128 bytes of text without control characters",
		"where: ",
		"split_by: has 5 keys, at most 4 are allowed",
		"streams[4] (self): reference: is the stream itself",
	} {
		require.ErrorContains(t, err, want)
	}
}

func TestConfig_UnknownKeysAreRefused(t *testing.T) {
	conf := confmap.NewFromStringMap(map[string]any{"streams": []any{map[string]any{"name": "a", "match": map[string]any{"regexp": "x"}}}})
	require.ErrorContains(t, conf.Unmarshal(createDefaultConfig()), "regexp")
}

func TestCompile_TellsTheDetectorWhatWasDeclared(t *testing.T) {
	definitions, _, settings, err := compile(load(t, component.NewIDWithName(metadata.Type, "full")))
	require.NoError(t, err)
	require.Len(t, definitions, 3)
	require.Equal(t, "Europe/Berlin", settings.Zone.String())
	require.Equal(t, flatline.Discover{Budget: 12, MaxStreams: 10_000, MinRate: 1}, settings.Discover)
	require.Equal(t, 24*time.Hour, settings.Shadow)
	signups := settings.Declared[1]
	require.Equal(t, "America/New_York", signups.Zone.String())
	require.Equal(t, "Europe/Berlin", settings.Declared[0].Zone.String())
	signups.Zone, signups.Hash = nil, ""
	require.Equal(t, flatline.Declared{Name: "signups", Tier: flatline.TierPage, Budget: 0.1, Reference: "signup attempts", MaxSplits: 21}, signups)
	require.Equal(t, flatline.TierNotice, settings.Declared[0].Tier)
	require.Equal(t, 1.0, settings.Declared[0].Budget)
	require.Equal(t, 1, settings.Declared[0].MaxSplits)
}

func TestHash_ChangesWithWhatBelongsToTheStreamAndWithNothingElse(t *testing.T) {
	hash := func(change func(*StreamConfig)) string {
		s := StreamConfig{Name: "a", Match: MatchConfig{SpanName: "x"}, SplitBy: []string{"attributes.a"}}
		change(&s)
		p, err := s.Match.pattern()
		require.NoError(t, err)
		return s.hash(&p)
	}
	base, budget := hash(func(*StreamConfig) {}), 3.0
	for name, change := range map[string]func(*StreamConfig){
		"tier": func(s *StreamConfig) { s.Tier = "notice" }, "budget": func(s *StreamConfig) { s.Budget = &budget },
		"reference": func(s *StreamConfig) { s.Reference = "b" }, "limit": func(s *StreamConfig) { s.MaxSplits = 7 },
	} {
		require.Equal(t, base, hash(change), name)
	}
	seen := map[string]string{base: "nothing"}
	for name, change := range map[string]func(*StreamConfig){
		"span name": func(s *StreamConfig) { s.Match.SpanName = "y" }, "route instead": func(s *StreamConfig) { s.Match = MatchConfig{Route: "x"} },
		"where": func(s *StreamConfig) { s.Where = "true" }, "split": func(s *StreamConfig) { s.SplitBy = nil },
		"condition as key": func(s *StreamConfig) { s.Where, s.SplitBy = strings.Join(s.SplitBy, ""), nil },
	} {
		h := hash(change)
		require.Empty(t, seen[h], name)
		seen[h] = name
	}
}
