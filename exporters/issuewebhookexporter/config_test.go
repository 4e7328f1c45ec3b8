package issuewebhookexporter

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/tidemark-otel/tidemark/exporters/issuewebhookexporter/internal/metadata"
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
	want.URL = "https://hooks.example.com/issues"
	want.Secret = "correct horse battery staple"
	want.Headers = configopaque.MapList{{Name: "Authorization", Value: "Bearer 0123456789abcdef"}}
	want.Source = "https://tidemark.example.com/eu"
	want.TLS.CAFile = "/etc/ssl/hooks-ca.pem"
	want.ProxyURL = "http://proxy.example.com:3128"

	got := load(t, "full")
	require.NoError(t, confmap.Validate(got))
	assert.Equal(t, want, got)
}

func TestConfig_TheExamplesOfAllKindsAreValid(t *testing.T) {
	for name, set := range map[string]func(c *Config){
		"slack":         func(c *Config) { c.Slack.Token, c.Slack.Channel = "xoxb-1", "C1" },
		"slack_webhook": func(c *Config) { c.URL = "https://hooks.slack.com/services/x" },
		"teams":         func(c *Config) { c.URL = "https://teams.example.com/x" },
		"discord":       func(c *Config) { c.URL = "https://discord.com/api/webhooks/1/x" },
		"template":      func(c *Config) { c.URL = "https://tickets.example.com/" },
	} {
		cfg := load(t, name)
		assert.Contains(t, name, string(cfg.Kind))
		cfg.URL, cfg.Slack.Token, cfg.Slack.Channel = "", "", "" // the tests expand no variables
		set(cfg)
		require.NoError(t, confmap.Validate(cfg), name)
	}
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
	assert.Empty(t, cfg.URL, "off")
	assert.Empty(t, cfg.Secret, "not signed")
	assert.Equal(t, 30*time.Second, cfg.Timeout)
	assert.True(t, cfg.Retry.Enabled)
	assert.Zero(t, cfg.Retry.MaxElapsedTime, "without end")
}

func TestConfig_FaultsAreNamedAllAtOnceAndWithoutSecrets(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.URL = "hooks.example.com/s3cr3t"
	cfg.Headers = configopaque.MapList{
		{Name: "idempotency-key", Value: "s3cr3t"}, {Name: "X Y", Value: "s3cr3t"}, {Name: "X-Token", Value: "s3cr3t\n"},
	}
	cfg.Source = "https://%zz"
	cfg.Timeout = -time.Second
	cfg.ProxyURL = "ftp://user:s3cr3t@proxy"
	cfg.Retry.Multiplier = -1
	err := confmap.Validate(cfg)
	require.Error(t, err)
	for _, want := range []string{
		"url: must begin with https:// or http:// and name a host",
		"headers: idempotency-key is set by the exporter",
		`headers: "X Y" is no name of a header`,
		"headers: the value of X-Token has characters that no header may have",
		"source: must be a URI",
		"timeout: must be greater than zero, is -1s",
		"proxy_url: must be a URL",
		"retry_on_failure: 'multiplier' must be non-negative",
	} {
		assert.Contains(t, err.Error(), want)
	}
	assert.NotContains(t, err.Error(), "s3cr3t")
}

func TestConfig_URLs(t *testing.T) {
	for url, ok := range map[configopaque.String]bool{
		"": true, "http://10.0.0.7:8080/hook?token=x": true, "http://localhost": true, "https://user:password@h/": true,
		"https://": false, "/hook": false, "ftp://h/": false, "https://h:port/": false, "https:///hook": false,
	} {
		cfg := createDefaultConfig().(*Config)
		cfg.URL = url
		assert.Equal(t, ok, cfg.Validate() == nil, string(url))
	}
}

func TestConfig_UnknownKeysAreRefused(t *testing.T) {
	conf := confmap.NewFromStringMap(map[string]any{"sending_queue": map[string]any{"enabled": true}})
	assert.ErrorContains(t, conf.Unmarshal(createDefaultConfig()), "sending_queue")
}
