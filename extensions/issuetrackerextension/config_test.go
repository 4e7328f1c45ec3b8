package issuetrackerextension

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadata"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
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
	want.Scrub.AllowAttributes = []string{}
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
	assert.Equal(t, "./tidemark-data", cfg.Directory)
	assert.Equal(t, "127.0.0.1:8686", cfg.HTTP.NetAddr.Endpoint, "nobody else's to read")
	assert.False(t, cfg.AllowNetworkFileSystem)
	assert.Equal(t, 250*time.Millisecond, cfg.CommitWait)
	assert.Equal(t, 14*24*time.Hour, cfg.ResolveAfterQuiet)
	assert.Equal(t, 7*24*time.Hour, cfg.NewFor)
	assert.Equal(t, 5, cfg.Limits.IssuesPerPath)
	assert.Equal(t, store.NewDefaultRetention(), cfg.retention(), "what is documented is what the store does")
}

func TestConfig_FaultsAreNamedAllAtOnce(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Directory = " "
	cfg.HTTP.NetAddr.Endpoint = "8686"
	cfg.CommitWait, cfg.ResolveAfterQuiet, cfg.NewFor = -time.Second, -time.Minute, 0
	cfg.Limits = LimitsConfig{Issues: -1, IssuesPerPath: -7, ReleasesPerService: -2, StackBytes: -3, Attributes: -4, WindowEntries: -5}
	cfg.Outbox = OutboxConfig{MaxAge: -time.Hour, MaxChanges: -6}
	err := confmap.Validate(cfg)
	require.Error(t, err)
	assert.ElementsMatch(t, []string{
		"directory: is blank, must name a folder for the database, for example ./tidemark-data",
		`http::endpoint: "8686" is not host:port`,
		"commit_wait: must not be negative, is -1s",
		"resolve_after_quiet: must not be negative, is -1m0s",
		"new_for: must be positive, is 0s",
		"limits::issues: must not be negative, is -1",
		"limits::issues_per_path: must not be negative, is -7",
		"limits::releases_per_service: must not be negative, is -2",
		"limits::stack_bytes: must not be negative, is -3",
		"limits::attributes: must not be negative, is -4",
		"limits::window_entries: must not be negative, is -5",
		"outbox::max_age: must not be negative, is -1h0m0s",
		"outbox::max_changes: must not be negative, is -6",
	}, strings.Split(err.Error(), "\n"))
}

func TestConfig_AVariableWithoutAValueLeavesTheDirectoryAtItsDefault(t *testing.T) {
	for name, value := range map[string]any{"an empty text": "", "nothing": nil} {
		cfg := createDefaultConfig().(*Config)
		require.NoError(t, confmap.NewFromStringMap(map[string]any{"directory": value}).Unmarshal(cfg), name)
		require.NoError(t, confmap.Validate(cfg), name)
		assert.Equal(t, "./tidemark-data", cfg.directory(), name)
	}
}

func TestConfig_CommitWaitEndsBeforeSendersGiveUp(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.CommitWait = 2 * time.Second
	require.NoError(t, cfg.Validate())
	cfg.CommitWait++
	assert.EqualError(t, cfg.Validate(), "commit_wait: is 2.000000001s, at most 2s: senders give up when a Collector takes longer")
}

func TestConfig_ZeroTurnsWaitingResolvingAndFoldingOff(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.CommitWait, cfg.ResolveAfterQuiet, cfg.Limits.IssuesPerPath = 0, 0, 0
	require.NoError(t, confmap.Validate(cfg))
}

func TestConfig_AnEndpointThatOthersReachNeedsTLS(t *testing.T) {
	withTLS := confmap.NewFromStringMap(map[string]any{"http": map[string]any{
		"tls": map[string]any{"cert_file": "cert.pem", "key_file": "key.pem"},
	}})
	for endpoint, loopback := range map[string]bool{
		"": true, "127.0.0.1:8686": true, "127.8.8.8:0": true, "localhost:8686": true, "[::1]:8686": true,
		":8686": false, "0.0.0.0:8686": false, "[::]:8686": false, "10.0.0.7:8686": false,
		"tidemark.example.com:8686": false, "localhost.example.com:8686": false,
	} {
		cfg := createDefaultConfig().(*Config)
		cfg.HTTP.NetAddr.Endpoint = endpoint
		if loopback {
			assert.NoError(t, cfg.Validate(), endpoint)
			continue
		}
		assert.ErrorContains(t, cfg.Validate(), "http::tls: is needed because http::endpoint", endpoint)
		require.NoError(t, withTLS.Unmarshal(cfg))
		assert.NoError(t, cfg.Validate(), endpoint)
	}
}

func TestConfig_LimitsThatAreZeroTakeTheDefaultAndOthersReachTheStore(t *testing.T) {
	cfg := &Config{}
	assert.Equal(t, store.NewDefaultRetention(), cfg.retention())
	cfg.Limits.Issues, cfg.Limits.ReleasesPerService = 10, 20
	cfg.Outbox.MaxAge, cfg.Outbox.MaxChanges = time.Minute, 30
	want := store.NewDefaultRetention()
	want.MaxIssues, want.MaxReleasesPerService, want.MaxAge, want.MaxChanges = 10, 20, time.Minute, 30
	assert.Equal(t, want, cfg.retention())
}

func TestConfig_UnknownKeysAreRefused(t *testing.T) {
	conf := confmap.NewFromStringMap(map[string]any{"limits": map[string]any{"isues": 1}})
	assert.ErrorContains(t, conf.Unmarshal(createDefaultConfig()), "isues")
}

func TestConfig_TheClockIsThatOfTheMachineOrOfARecording(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	require.Equal(t, clockLive, cfg.Clock)
	cfg.Clock = "replay"
	require.NoError(t, cfg.Validate())
	cfg.PostgreSQL = configoptional.Some(PostgreSQLConfig{DSN: "postgres://localhost/x"})
	require.EqualError(t, cfg.Validate(), "clock: replay needs issues in a file of its own, without postgresql: several gateways cannot follow one recording")
	cfg = createDefaultConfig().(*Config)
	cfg.Clock = "fast"
	require.EqualError(t, cfg.Validate(), `clock: must be live or replay, is "fast"`)
}
