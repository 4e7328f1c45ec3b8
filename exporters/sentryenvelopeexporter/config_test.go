package sentryenvelopeexporter

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/tidemark-otel/tidemark/exporters/sentryenvelopeexporter/internal/metadata"
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

func TestConfig_TheExampleIsValid(t *testing.T) {
	want := createDefaultConfig().(*Config)
	want.DSN = "https://0123456789abcdef0123456789abcdef@sentry.example.com/1"
	want.DSNs = []RouteConfig{
		{Service: "checkout", Environment: "production", DSN: "https://fedcba9876543210fedcba9876543210@sentry.example.com/2"},
		{Environment: "development"},
	}
	want.TLS.CAFile = "/etc/ssl/sentry-ca.pem"
	want.ProxyURL = "http://proxy.example.com:3128"

	got := load(t, "full")
	require.NoError(t, confmap.Validate(got))
	assert.Equal(t, want, got)
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
	assert.Empty(t, cfg.DSN, "off")
	assert.Equal(t, 30*time.Second, cfg.Timeout)
	assert.True(t, cfg.Retry.Enabled)
	assert.Zero(t, cfg.Retry.MaxElapsedTime, "without end")
}

func TestConfig_FaultsAreNamedAllAtOnceAndWithoutKeys(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.DSN = "https://s3cr3t@sentry.example.com/project"
	cfg.DSNs = []RouteConfig{{DSN: "https://s3cr3t@sentry.example.com"}, {Service: "a", DSN: "s3cr3t"}}
	cfg.Timeout = 0
	cfg.ProxyURL = "user:s3cr3t@proxy"
	cfg.Retry.MaxInterval = -1
	err := confmap.Validate(cfg)
	require.Error(t, err)
	for _, want := range []string{
		"dsn: the DSN has to end with the number of a project",
		"dsns[0]: must name a service, an environment or both",
		"dsns[0]::dsn: the DSN has to end with the number of a project",
		"dsns[1]::dsn: the DSN has to begin with https:// or http://",
		"timeout: must be greater than zero, is 0s",
		"proxy_url: must be a URL",
		"retry_on_failure: 'max_interval' must be non-negative",
	} {
		assert.Contains(t, err.Error(), want)
	}
	assert.NotContains(t, err.Error(), "s3cr3t")
}

func TestConfig_UnknownKeysAreRefused(t *testing.T) {
	conf := confmap.NewFromStringMap(map[string]any{"sending_queue": map[string]any{"enabled": true}})
	assert.ErrorContains(t, conf.Unmarshal(createDefaultConfig()), "sending_queue")
}
