package sentryenvelopeexporter

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/exporters/sentryenvelopeexporter/internal/metadata"
	"github.com/tidemark-otel/tidemark/exporters/sentryenvelopeexporter/internal/metadatatest"
	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/sentry"
)

func TestExporter_SendsOneEnvelopePerChangeInOrder(t *testing.T) {
	b := &backend{}
	server := httptest.NewServer(b)
	defer server.Close()
	f := newFixture(t, configFor(server.URL))
	defer f.stop(t)

	logs := opened(t, "c-1", "c-2", "c-3")
	logs.MarkReadOnly()
	require.NoError(t, f.ConsumeLogs(t.Context(), logs))
	assert.Equal(t, []string{"c-1", "c-2", "c-3"}, b.changes())
	f.assertSent(t, 3)

	r := b.received[0]
	assert.Equal(t, "/api/1/envelope/", r.project)
	assert.Equal(t, "application/x-sentry-envelope", r.header.Get("Content-Type"))
	assert.Equal(t, "tidemark/0.1.0", r.header.Get("User-Agent"))
	assert.Equal(t, "Sentry sentry_version=7, sentry_client=tidemark/0.1.0, sentry_key="+key, r.header.Get("X-Sentry-Auth"))
}

func TestExporter_TheFirstRouteThatFitsWins(t *testing.T) {
	b := &backend{}
	server := httptest.NewServer(b)
	defer server.Close()
	dsn := func(project string) configopaque.String {
		return configopaque.String(strings.TrimSuffix(string(configFor(server.URL).DSN), "1") + project)
	}
	cfg := configFor(server.URL)
	cfg.DSNs = []RouteConfig{
		{Service: "checkout", Environment: "staging", DSN: dsn("2")},
		{Service: "checkout", DSN: dsn("3")},
		{Service: "noisy"},
		{Environment: "staging", DSN: dsn("4")},
	}
	f := newFixture(t, cfg)
	defer f.stop(t)
	in := func(service, environment string) event.Document {
		doc := change(service, service+"-"+environment, "opened")
		doc.Issue.Environment = environment
		return doc
	}
	require.NoError(t, f.ConsumeLogs(t.Context(), batch(t,
		in("checkout", "staging"), in("checkout", "production"), in("noisy", "staging"), in("cart", "staging"), in("cart", "unknown"), in("Checkout", "x"))))
	var got []string
	for _, r := range b.received {
		got = append(got, r.change+r.project)
	}
	assert.Equal(t, []string{
		"checkout-staging/api/2/envelope/", "checkout-production/api/3/envelope/", "cart-staging/api/4/envelope/",
		"cart-unknown/api/1/envelope/", "Checkout-x/api/1/envelope/",
	}, got)
	f.assertDropped(t, map[string]int64{"disabled": 1})
}

func TestExporter_EmptyDSNIsAnOffSwitchThatIsSaidOnce(t *testing.T) {
	f := newFixture(t, createDefaultConfig().(*Config))
	require.NoError(t, f.ConsumeLogs(t.Context(), opened(t, "c-1", "c-2")))
	require.NoError(t, f.ConsumeLogs(t.Context(), opened(t, "c-3")))
	f.assertDropped(t, map[string]int64{"disabled": 3})
	require.Equal(t, 1, f.logged.Len())
	assert.Equal(t, zap.InfoLevel, f.logged.All()[0].Level)
	f.stop(t)
}

func TestExporter_CountsWhatMakesNoEvent(t *testing.T) {
	b := &backend{}
	server := httptest.NewServer(b)
	defer server.Close()
	f := newFixture(t, configFor(server.URL))
	defer f.stop(t)

	known := change("checkout", "c-2", "updated")
	known.Exemplar.New = false
	logs := batch(t, change("checkout", "c-1", "resolved"), known, change("checkout", "c-3", "muted"))
	records := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	records.AppendEmpty().Body().SetStr("a log record of the application")
	require.NoError(t, f.ConsumeLogs(t.Context(), logs))
	assert.Zero(t, b.requests)
	f.assertDropped(t, map[string]int64{"not_expressible": 2, "nothing_new": 1, "not_an_issue": 1})
}

func TestExporter_AChangeThatCannotBeReadIsRefused(t *testing.T) {
	b := &backend{}
	server := httptest.NewServer(b)
	defer server.Close()
	f := newFixture(t, configFor(server.URL))
	defer f.stop(t)

	logs := opened(t, "c-1", "c-2")
	logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Body().SetStr("flattened")
	err := f.ConsumeLogs(t.Context(), logs)
	assert.True(t, consumererror.IsPermanent(err))
	assert.Equal(t, []string{"c-2"}, b.changes())
	f.assertDropped(t, map[string]int64{"malformed": 1})
}

func TestExporter_CountsTruncatedEvents(t *testing.T) {
	server := httptest.NewServer(&backend{})
	defer server.Close()
	f := newFixture(t, configFor(server.URL))
	defer f.stop(t)
	doc := change("checkout", "c-1", "opened")
	doc.Exemplar.Exceptions[0].Message = strings.Repeat("x", 10_000)
	require.NoError(t, f.ConsumeLogs(t.Context(), batch(t, doc)))
	metadatatest.AssertEqualExporterSentryEnvelopeEventsTruncated(t, f.telemetry,
		[]metricdata.DataPoint[int64]{{Value: 1}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func TestExporter_ShutdownWithoutStartAndTwice(t *testing.T) {
	e, err := newExporter(createDefaultConfig().(*Config), exportertest.NewNopSettings(metadata.Type))
	require.NoError(t, err)
	require.NoError(t, e.shutdown(t.Context()))
	require.NoError(t, e.shutdown(t.Context()))
}

func TestExporter_TLSFaultsFailTheStart(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.TLS.CAFile = "testdata/there-is-none.pem"
	e, err := newExporter(cfg, exportertest.NewNopSettings(metadata.Type))
	require.NoError(t, err)
	assert.ErrorContains(t, e.start(t.Context(), componenttest.NewNopHost()), "tls: ")
}

// The reasons of metadata.yaml are those that can occur.
func TestReasons_AreDocumented(t *testing.T) {
	yaml, err := os.ReadFile("metadata.yaml")
	require.NoError(t, err)
	_, after, _ := strings.Cut(string(yaml), "enum: [")
	list, _, _ := strings.Cut(after, "]")
	reasons := []string{
		reasonDisabled, reasonNotAnIssue, string(delivery.ReasonMalformed),
		string(sentry.ReasonNotExpressible), string(sentry.ReasonNothingNew),
	}
	for _, r := range delivery.Refusals {
		reasons = append(reasons, string(r))
	}
	assert.ElementsMatch(t, reasons, strings.Split(list, ", "))
}
