package issuewebhookexporter

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/tidemark-otel/tidemark/exporters/issuewebhookexporter/internal/metadata"
	"github.com/tidemark-otel/tidemark/exporters/issuewebhookexporter/internal/metadatatest"
)

// fixture is an exporter that is running, and what it tells.
type fixture struct {
	*webhookExporter
	exporter.Logs
	telemetry *componenttest.Telemetry
	logged    *observer.ObservedLogs
}

func newFixture(t *testing.T, cfg *Config) *fixture {
	t.Helper()
	f := prepare(t, cfg)
	require.NoError(t, f.Start(t.Context(), componenttest.NewNopHost()))
	return f
}

// prepare returns an exporter that is not started.
func prepare(t *testing.T, cfg *Config) *fixture {
	t.Helper()
	f := &fixture{telemetry: componenttest.NewTelemetry()}
	set := exportertest.NewNopSettings(metadata.Type)
	set.TelemetrySettings = f.telemetry.NewTelemetrySettings()
	core, logged := observer.New(zap.DebugLevel)
	set.Logger, f.logged = zap.New(core), logged
	set.BuildInfo.Version = "0.1.0"
	var err error
	f.webhookExporter, err = newExporter(cfg, set)
	require.NoError(t, err)
	f.Logs, err = f.webhookExporter.logs(t.Context(), set)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.telemetry.Shutdown(context.Background())) })
	return f
}

func (f *fixture) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, f.Shutdown(context.Background()))
}

func (f *fixture) assertSent(t *testing.T, n int64) {
	t.Helper()
	metadatatest.AssertEqualExporterIssueWebhookEventsSent(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: n}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func (f *fixture) assertFolded(t *testing.T, changes, messages int64) {
	t.Helper()
	metadatatest.AssertEqualExporterIssueWebhookChangesFolded(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: changes}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
	metadatatest.AssertEqualExporterIssueWebhookFoldsSent(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: messages}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func (f *fixture) assertDropped(t *testing.T, reasons map[string]int64) {
	t.Helper()
	var points []metricdata.DataPoint[int64]
	for reason, n := range reasons {
		points = append(points, metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attribute.String("reason", reason))})
	}
	metadatatest.AssertEqualExporterIssueWebhookChangesDropped(t, f.telemetry, points,
		metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

// configFor returns a configuration that sends to a server and does not try again by itself.
func configFor(server string) *Config {
	cfg := createDefaultConfig().(*Config)
	cfg.URL = configopaque.String(server + path)
	cfg.Retry.Enabled = false
	return cfg
}
