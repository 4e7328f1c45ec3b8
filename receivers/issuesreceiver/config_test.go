package issuesreceiver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/receivers/issuesreceiver/internal/metadata"
)

func load(t *testing.T, name string) *Config {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	sub, err := conf.Sub(component.NewIDWithName(metadata.Type, name).String())
	require.NoError(t, err)
	cfg := createDefaultConfig().(*Config)
	require.NoError(t, sub.Unmarshal(cfg))
	return cfg
}

func TestConfig_TheExampleIsValidAndShowsTheDefaults(t *testing.T) {
	want := createDefaultConfig().(*Config)
	assert.Equal(t, want, load(t, "sentry"))
	full := load(t, "full")
	require.NoError(t, confmap.Validate(full))
	want.Tracker = "issue_tracker"
	want.Changes, want.Kinds = []string{"opened", "regressed"}, []string{"error", "flatline", "conversion", "traffic"}
	want.Services, want.Environments = []string{"checkout"}, []string{"production"}
	assert.Equal(t, want, full)
}

func TestConfig_TheREADMEShowsTheExample(t *testing.T) {
	example, err := os.ReadFile(filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	assert.Contains(t, string(readme), "```yaml\n"+string(example)+"```\n")
}

func TestConfig_Defaults(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	require.NoError(t, confmap.Validate(cfg))
	assert.Equal(t, "now", cfg.Start)
	assert.Equal(t, "debug", cfg.MinimumLevel, "all")
	assert.True(t, cfg.Retry.Enabled)
	assert.Equal(t, time.Second, cfg.Retry.InitialInterval)
	assert.Equal(t, 30*time.Second, cfg.Retry.MaxInterval)
	assert.Zero(t, cfg.Retry.MaxElapsedTime, "without end")
}

func TestConfig_FaultsAreNamedAllAtOnce(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Tracker = "issue tracker/"
	cfg.Start = "yesterday"
	cfg.Changes = []string{"opened", "closed"}
	cfg.Kinds = []string{"error", "exotic"}
	cfg.MinimumLevel = "warn!"
	cfg.Retry.Enabled, cfg.Retry.MaxElapsedTime = false, time.Hour
	cfg.Retry.InitialInterval, cfg.Retry.Multiplier = 0, 0.5
	err := confmap.Validate(cfg)
	require.Error(t, err)
	for _, want := range []string{
		`tracker: must be the id of an issue_tracker extension: `,
		`start: must be now or beginning, is "yesterday"`,
		`changes: "closed" is none of [opened updated regressed escalated resolved muted unmuted]`,
		`kinds: unknown kind "exotic": use one of error, flatline, conversion, traffic, telemetry_gap, renamed, latency, stuck`,
		`minimum_level: must be debug, info, warning, error or fatal, is "warn!"`,
		"retry_on_failure::max_elapsed_time: must be 0, because a change is tried until its destination answered",
		"retry_on_failure::enabled: must be true, because a change is tried until its destination answered",
		"retry_on_failure::initial_interval: must be positive, is 0s",
		"retry_on_failure::multiplier: must be at least 1, is 0.5",
	} {
		assert.Contains(t, err.Error(), want)
	}
	assert.Len(t, strings.Split(err.Error(), "\n"), 9)
}

func TestConfig_EachChoiceOfTheREADMEIsTaken(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Changes = []string{"opened", "updated", "regressed", "escalated", "resolved", "muted", "unmuted"}
	require.Len(t, issue.ChangeKinds, len(cfg.Changes))
	cfg.Kinds = []string{"error", "flatline", "conversion", "traffic", "telemetry_gap", "renamed", "latency", "stuck"}
	require.Len(t, issue.Kinds, len(cfg.Kinds))
	for _, start := range []string{"now", "beginning"} {
		for _, level := range []string{"debug", "info", "warning", "error", "fatal"} {
			cfg.Start, cfg.MinimumLevel = start, level
			assert.NoError(t, confmap.Validate(cfg), "%s %s", start, level)
		}
	}
}

func TestConfig_FaultsOfTheRetryAreNamed(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Retry.RandomizationFactor = 2
	assert.ErrorContains(t, confmap.Validate(cfg), "retry_on_failure: 'randomization_factor' must be within [0, 1]")
}

func TestConfig_UnknownKeysAreRefused(t *testing.T) {
	conf := confmap.NewFromStringMap(map[string]any{"service": []string{"checkout"}})
	assert.ErrorContains(t, conf.Unmarshal(createDefaultConfig()), "service")
}
