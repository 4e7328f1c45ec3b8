package errorgroupprocessor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/tidemark-otel/tidemark/processors/errorgroupprocessor/internal/metadata"
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
	assert.Equal(t, want, load(t, component.NewID(metadata.Type)))
	full := load(t, component.NewIDWithName(metadata.Type, "full"))
	require.NoError(t, confmap.Validate(full))
	want.Tracker = "issue_tracker"
	want.Ignore = IgnoreConfig{
		Types: []string{"*.CancelledError"}, Messages: []string{"health check * failed"},
		Services: []string{"load-test"}, SpanNames: []string{"GET /healthz"},
	}
	want.InApp = InAppConfig{Include: []string{"com.acme", "node_modules/@acme"}, Exclude: []string{"com.acme.generated", "*.pb.go"}}
	want.LeftOut = []string{"com.acme.errors.AppError", "*.must", "shop.errors.fail"}
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
	assert.Equal(t, &Config{StatusErrors: "entry", MinSeverity: "warn", TrustIssueID: true, ReleaseFrom: []string{"service.version"}}, cfg)
}

func TestConfig_FaultsAreNamedAllAtOnce(t *testing.T) {
	cfg := &Config{Tracker: "issue tracker/", StatusErrors: "some", MinSeverity: "WARN", ReleaseFrom: []string{"a", ""}, Ignore: IgnoreConfig{
		Types: []string{"a", ""}, Messages: []string{""}, Services: []string{""}, SpanNames: []string{"", "b"},
	}, InApp: InAppConfig{Include: []string{""}, Exclude: []string{" a"}}, LeftOut: []string{"b", "*"}}
	err := confmap.Validate(cfg)
	require.Error(t, err)
	faults := strings.Split(err.Error(), "\n")
	for _, want := range []string{
		`tracker: must be the id of an issue_tracker extension or "none": `,
		`status_errors: must be entry, all or off, is "some"`,
		`min_severity: must be debug, info, warn, error or fatal, is "WARN"`,
		"release_from[1]: is empty; remove it",
		"ignore::types[1]: is empty and would ignore what has none; remove it",
		"ignore::messages[0]: is empty",
		"ignore::services[0]: is empty",
		"ignore::span_names[0]: is empty",
		"in_app::include[0]: is empty and fits nothing; remove it",
		`in_app::exclude[0]: " a" begins or ends with white space`,
		`left_out[1]: "*" names nothing`,
	} {
		assert.Contains(t, err.Error(), want)
	}
	assert.Len(t, faults, 11)
}

func TestConfig_EachChoiceOfTheREADMEIsTaken(t *testing.T) {
	for _, tracker := range []string{"", "none", "issue_tracker", "issue_tracker/eu"} {
		for _, status := range []string{"entry", "all", "off"} {
			for _, severity := range []string{"debug", "info", "warn", "error", "fatal"} {
				cfg := &Config{Tracker: tracker, StatusErrors: status, MinSeverity: severity, ReleaseFrom: []string{"service.version"}}
				assert.NoError(t, confmap.Validate(cfg), "%+v", cfg)
			}
		}
	}
}

func TestConfig_AReleaseComesFromSomewhere(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.ReleaseFrom = nil
	assert.ErrorContains(t, confmap.Validate(cfg), "release_from: name at least one resource attribute")
}

func TestConfig_UnknownKeysAreRefused(t *testing.T) {
	conf := confmap.NewFromStringMap(map[string]any{"ignore": map[string]any{"spans": []string{"a"}}})
	assert.ErrorContains(t, conf.Unmarshal(createDefaultConfig()), "spans")
}
