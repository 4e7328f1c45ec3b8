package latencyregressionprocessor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
	"github.com/tidemark-otel/tidemark/processors/latencyregressionprocessor/internal/metadata"
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
	require.Equal(t, []MatchConfig{{Service: "shop-*", Kind: "server"}, {SpanName: "process orders", Kind: "consumer", Status: "ok"}}, full.Include)
	require.Equal(t, []MatchConfig{{Route: "/admin/*"}}, full.Exclude)
	require.Equal(t, `attributes["user.kind"] != "robot"`, full.Where)
	full.Include, full.Exclude, full.Where = nil, nil, ""
	want.Tracker, want.Timezone = "issue_tracker", "Europe/Berlin"
	require.Equal(t, want, full)
}

func TestConfig_TheREADMEShowsTheExample(t *testing.T) {
	example, err := os.ReadFile(filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), "```yaml\n"+string(example)+"```\n")
}

func TestConfig_FaultsAreNamedAllAtOnce(t *testing.T) {
	cfg := &Config{
		Tracker: "issue tracker/", Timezone: "Mars/Base", ReleaseFrom: []string{""}, Include: []MatchConfig{{}}, Exclude: []MatchConfig{{Kind: "client or so"}},
		Where: "attributes[", Shadow: -1, MaxReleases: 5, MinimumEffect: EffectConfig{Duration: -1}, ColdStart: ColdStartConfig{Spans: -1, Duration: -1},
	}
	text := cfg.Validate().Error()
	for _, says := range []string{
		"tracker: must be", "timezone: \"Mars/Base\"", "release_from: name", "include[0]: ", "exclude[0]: ", "where: ", "minimum_effect::ratio: is 0",
		"minimum_effect::duration: is -1ns", "alpha: is 0", "budget: is 0", "shadow: is -1ns", "cold_start::spans: is -1", "cold_start::duration: is -1ns",
		"breakdown::sample_one_in: is 0", "breakdown::hold: is 0s", "breakdown::max_spans: is 0",
		"max_operations: is 0", "max_releases: is 5; use 2 to 4", "max_instances: is 0",
	} {
		require.Contains(t, text, says)
	}
	require.Equal(t, 19, len(strings.Split(text, "\n")), text)
}

func TestConfig_IsWhatTheDetectorUnderstands(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	_, settings, err := compile(cfg)
	require.NoError(t, err)
	require.Equal(t, latency.NewDefaultGate(), settings.Gate)
	require.Equal(t, 200, settings.WarmSpans)
	cfg.ColdStart = ColdStartConfig{}
	_, settings, err = compile(cfg)
	require.NoError(t, err)
	require.Negative(t, settings.WarmSpans, "0 would be the default of the detector")
	require.Less(t, settings.Warm, time.Duration(0))
}
