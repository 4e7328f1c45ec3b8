package issuetrackerextension

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/confmap"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue/outbox"
	"github.com/tidemark-otel/tidemark/internal/issue/store/postgrestest"
)

// on keeps the issues in a shared database.
func on(dsn string) func(*Config) {
	return func(c *Config) {
		c.PostgreSQL = configoptional.Some(PostgreSQLConfig{DSN: configopaque.String(dsn)})
	}
}

func TestFleet_GatewaysShareTheirIssuesAndTheKeyOfUserHashes(t *testing.T) {
	dsn := postgrestest.DSN(t)
	directory := t.TempDir()
	one, two := started(t, directory, on(dsn)), started(t, t.TempDir(), on(dsn))
	assert.Equal(t, "postgresql", one.health(t.Context()).Store.Type)
	assert.Equal(t, engine.WaitCommitted, one.report(t, seen(0)))
	assert.Equal(t, engine.WaitCommitted, two.report(t, seen(0)))
	assert.EqualValues(t, 1, two.health(t.Context()).Store.Issues)
	assert.Positive(t, two.health(t.Context()).Store.SizeBytes)
	assert.Equal(t, one.scrubber.UserHash("ann"), two.scrubber.UserHash("ann"))
	assert.NoFileExists(t, filepath.Join(directory, databaseFile))
	assert.NoFileExists(t, filepath.Join(directory, databaseFile+".lock"))
}

func TestFleet_ADestinationGetsWhatAnotherGatewayReported(t *testing.T) {
	dsn := postgrestest.DSN(t)
	one, two := started(t, t.TempDir(), on(dsn)), started(t, t.TempDir(), on(dsn))
	destination, err := one.Destination(t.Context(), "issues/slack", engine.StartBeginning, outbox.Filter{})
	require.NoError(t, err)
	two.report(t, seen(0))
	entry, err := destination.Next(t.Context())
	require.NoError(t, err)
	assert.EqualValues(t, 1, entry.Seq)
	require.NoError(t, destination.Done(t.Context(), time.Now()))
}

func TestFleet_AStartWithoutTheDatabaseSaysSoAndShowsNoPassword(t *testing.T) {
	f := newFixture(t, t.TempDir(), on("postgres://tidemark:hunter2@127.0.0.1:1/tidemark"))
	err := f.Start(t.Context(), componenttest.NewNopHost())
	require.ErrorContains(t, err, "open the issue store: open the store in PostgreSQL: tidemark on 127.0.0.1:1: ")
	assert.NotContains(t, err.Error(), "hunter2")
}

func TestConfig_ADSNIsNeeded(t *testing.T) {
	for name, c := range map[string]struct{ dsn, fault string }{
		"none is given, as by a variable without a value": {"", "postgresql: dsn: is empty, must name a database"},
		"it is something else":                            {"postgres.example.com", "postgresql: dsn: is neither a postgres:// URL nor key=value pairs"},
		"a URL":                                           {"postgres://tidemark@localhost/tidemark", ""},
		"key=value pairs":                                 {"host=localhost user=tidemark", ""},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := createDefaultConfig().(*Config)
			require.NoError(t, confmap.NewFromStringMap(map[string]any{"postgresql": map[string]any{"dsn": c.dsn}}).Unmarshal(cfg))
			err := confmap.Validate(cfg)
			if c.fault == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.fault)
		})
	}
}
