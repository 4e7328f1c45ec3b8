package sentryenvelopeexporter

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/tidemark-otel/tidemark/exporters/sentryenvelopeexporter/internal/metadata"
	"github.com/tidemark-otel/tidemark/exporters/sentryenvelopeexporter/internal/metadatatest"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
)

const key = "0123456789abcdef0123456789abcdef"

var at = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// change returns one issue change of a service.
func change(service, id, kind string) event.Document {
	return event.Document{
		SchemaVersion: event.SchemaVersion,
		Change:        event.Change{ID: id, Kind: kind, Version: 1, At: at, Reason: "first_occurrence", Actor: "tidemark"},
		Issue: event.Issue{
			ID: "issue-of-" + service, Kind: "error", State: "new", StateSince: at, Title: "ValueError: no", Level: "error",
			Service: service, Environment: "production", Fingerprint: "v1:1", GroupReason: "stack",
			Count: 1, Observed: 1, FirstSeen: at, LastSeen: at,
		},
		Exemplar: &event.Exemplar{
			ID: "1", New: true, Time: at, Source: "span_event", Level: "error",
			Exceptions: []event.Exception{{Type: "ValueError", Message: "no"}},
		},
	}
}

// batch returns documents as the issues receiver sends them, each with its own resource.
func batch(t *testing.T, docs ...event.Document) plog.Logs {
	t.Helper()
	all := plog.NewLogs()
	for i := range docs {
		logs, err := otlp.EncodeChange(&docs[i], at)
		require.NoError(t, err)
		logs.ResourceLogs().MoveAndAppendTo(all.ResourceLogs())
	}
	return all
}

func opened(t *testing.T, ids ...string) plog.Logs {
	t.Helper()
	var docs []event.Document
	for _, id := range ids {
		docs = append(docs, change("checkout", id, "opened"))
	}
	return batch(t, docs...)
}

// fixture is an exporter that is running, and what it tells.
type fixture struct {
	*sentryExporter
	exporter.Logs
	telemetry *componenttest.Telemetry
	logged    *observer.ObservedLogs
}

func newFixture(t *testing.T, cfg *Config) *fixture {
	t.Helper()
	f := &fixture{telemetry: componenttest.NewTelemetry()}
	set := exportertest.NewNopSettings(metadata.Type)
	set.TelemetrySettings = f.telemetry.NewTelemetrySettings()
	core, logged := observer.New(zap.DebugLevel)
	set.Logger, f.logged = zap.New(core), logged
	set.BuildInfo.Version = "0.1.0"
	var err error
	f.sentryExporter, err = newExporter(cfg, set)
	require.NoError(t, err)
	f.Logs, err = f.sentryExporter.logs(t.Context(), set)
	require.NoError(t, err)
	require.NoError(t, f.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, f.telemetry.Shutdown(context.Background())) })
	return f
}

func (f *fixture) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, f.Shutdown(context.Background()))
}

func (f *fixture) assertSent(t *testing.T, n int64) {
	t.Helper()
	metadatatest.AssertEqualExporterSentryEnvelopeEventsSent(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: n}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func (f *fixture) assertDropped(t *testing.T, reasons map[string]int64) {
	t.Helper()
	var points []metricdata.DataPoint[int64]
	for reason, n := range reasons {
		points = append(points, metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(attribute.String("reason", reason))})
	}
	metadatatest.AssertEqualExporterSentryEnvelopeChangesDropped(t, f.telemetry, points, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

// configFor returns a configuration that sends to a server and does not try again by itself.
func configFor(server string) *Config {
	cfg := createDefaultConfig().(*Config)
	cfg.DSN = configopaque.String(strings.Replace(server, "http://", "http://"+key+"@", 1) + "/1")
	cfg.Retry.Enabled = false
	return cfg
}
