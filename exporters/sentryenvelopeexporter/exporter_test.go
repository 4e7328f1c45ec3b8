package sentryenvelopeexporter

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/consumer/consumererror"
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
	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/internal/wire/sentry"
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

// backend takes envelopes and answers as the test says.
type backend struct {
	mu sync.Mutex
	// answer is asked with the number of the request, from one on. nil: 200.
	answer   func(n int, w http.ResponseWriter)
	requests int
	received []received
}

type received struct {
	project, change string
	header          http.Header
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests++
	zip, err := gzip.NewReader(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	body, err := io.ReadAll(zip)
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	if b.answer == nil {
		b.answer = func(int, http.ResponseWriter) {}
	}
	recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
	b.answer(b.requests, recorder)
	if recorder.status == http.StatusOK {
		var e sentry.Event
		_ = json.Unmarshal(bytes.Split(body, []byte("\n"))[2], &e)
		b.received = append(b.received, received{r.URL.Path, e.Contexts.Tidemark.Change, r.Header})
	}
}

func (b *backend) changes() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ids []string
	for _, r := range b.received {
		ids = append(ids, r.change)
	}
	return ids
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// inProcess answers without a network, so that time can be given in a synctest bubble.
type inProcess struct{ http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w.Result(), nil
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

func TestExporter_EachStatusClass(t *testing.T) {
	tests := []struct {
		name, body string
		status     int
		permanent  bool
		reason     delivery.Reason
	}{
		{"malformed", `{"detail":"invalid event"}`, 400, true, delivery.ReasonBadRequest},
		{"a wrong key", `{"detail":"unknown key ` + key + `"}`, 401, true, delivery.ReasonUnauthorized},
		{"a disabled project", `{"detail":"ProjectId"}`, 403, true, delivery.ReasonUnauthorized},
		{"no such project", ``, 404, true, delivery.ReasonNotFound},
		{"too large", ``, 413, true, delivery.ReasonTooLarge},
		{"a redirect", ``, 301, true, delivery.ReasonRedirected},
		{"a redirect that keeps the method", ``, 308, true, delivery.ReasonRedirected},
		{"a teapot", ``, 418, true, delivery.ReasonRefused},
		{"a time-out", ``, 408, false, ""},
		{"too many requests", ``, 429, false, ""},
		{"a server error", ``, 500, false, ""},
		{"a gateway without backend", `<html>`, 502, false, ""},
		{"busy", ``, 503, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := &backend{answer: func(_ int, w http.ResponseWriter) {
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			}}
			server := httptest.NewServer(b)
			defer server.Close()
			f := newFixture(t, configFor(server.URL))
			defer f.stop(t)

			err := f.ConsumeLogs(t.Context(), opened(t, "c-1"))
			require.Error(t, err)
			assert.Equal(t, tt.permanent, consumererror.IsPermanent(err))
			assert.Equal(t, 1, b.requests)
			assert.Contains(t, err.Error(), "send the change c-1 to "+server.URL+"/1: the answer was ")
			assert.NotContains(t, err.Error(), key)
			if tt.permanent {
				f.assertDropped(t, map[string]int64{string(tt.reason): 1})
			}
			for _, entry := range f.logged.All() {
				for _, field := range entry.ContextMap() {
					assert.NotContains(t, fmt.Sprint(field), key)
				}
			}
		})
	}
}

func TestExporter_NoAnswerIsTriedAgain(t *testing.T) {
	server := httptest.NewServer(&backend{})
	cfg := configFor(server.URL)
	server.Close()
	f := newFixture(t, cfg)
	defer f.stop(t)
	err := f.ConsumeLogs(t.Context(), opened(t, "c-1"))
	require.Error(t, err)
	assert.False(t, consumererror.IsPermanent(err))
	assert.NotContains(t, err.Error(), key)
}

func TestExporter_AfterAFailureInTheMiddleOnlyTheRestIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &backend{answer: func(n int, w http.ResponseWriter) {
			switch n {
			case 2: // c-2 is refused, and does not hold up c-3
				w.WriteHeader(http.StatusBadRequest)
			case 3, 4: // c-3 fails twice
				w.WriteHeader(http.StatusBadGateway)
			}
		}}
		cfg := configFor("http://sentry.test")
		cfg.Retry.Enabled = true
		f := newFixture(t, cfg)
		f.client.Transport = inProcess{b}

		require.NoError(t, f.ConsumeLogs(t.Context(), opened(t, "c-1", "c-2", "c-3", "c-4")))
		assert.Equal(t, []string{"c-1", "c-3", "c-4"}, b.changes())
		assert.Equal(t, 6, b.requests)
		f.assertSent(t, 3)
		f.assertDropped(t, map[string]int64{"bad_request": 1})
		assert.Equal(t, 1, f.logged.FilterMessage("Changes were refused and are dropped.").Len())
		f.stop(t)
	})
}

func TestExporter_HoldsWhatARateLimitForbids(t *testing.T) {
	tests := []struct {
		name    string
		status  int
		headers map[string]string
		held    time.Duration
		// requests: a limit that came with a 200 costs no refused request.
		requests int
	}{
		{"a 429 with Retry-After", 429, map[string]string{"Retry-After": "120"}, 2 * time.Minute, 3},
		{"a 429 that says nothing", 429, nil, time.Minute, 3},
		{"a 429 for errors", 429, map[string]string{"X-Sentry-Rate-Limits": "300:error:project"}, 5 * time.Minute, 3},
		{"a 429 for what we do not send", 429, map[string]string{"X-Sentry-Rate-Limits": "300:transaction:project"}, time.Minute, 3},
		{"a 200 with limits", 200, map[string]string{"X-Sentry-Rate-Limits": "300::organization"}, 5 * time.Minute, 2},
		{"a 200 with limits for others", 200, map[string]string{"X-Sentry-Rate-Limits": "300:transaction:organization"}, 0, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &backend{answer: func(n int, w http.ResponseWriter) {
					if n == 1 {
						for name, value := range tt.headers {
							w.Header().Set(name, value)
						}
						w.WriteHeader(tt.status)
					}
				}}
				cfg := configFor("http://sentry.test")
				cfg.Retry.Enabled = true
				f := newFixture(t, cfg)
				f.client.Transport = inProcess{b}

				start := time.Now()
				require.NoError(t, f.ConsumeLogs(t.Context(), opened(t, "c-1", "c-2")))
				assert.Equal(t, []string{"c-1", "c-2"}, b.changes())
				assert.Equal(t, tt.requests, b.requests)
				held := time.Since(start)
				assert.GreaterOrEqual(t, held, tt.held)
				assert.Less(t, held, tt.held+10*time.Second)
				if tt.held > 0 {
					metadatatest.AssertEqualExporterSentryEnvelopeRateLimitedTime(t, f.telemetry,
						[]metricdata.DataPoint[float64]{{Value: tt.held.Seconds()}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
				}
				f.stop(t)
			})
		})
	}
}

func TestExporter_LimitsBelongToAProject(t *testing.T) {
	b := &backend{answer: func(n int, w http.ResponseWriter) {
		if n == 1 {
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}}
	server := httptest.NewServer(b)
	defer server.Close()
	cfg := configFor(server.URL)
	cfg.DSNs = []RouteConfig{{Service: "cart", DSN: configopaque.String(strings.TrimSuffix(string(cfg.DSN), "1") + "2")}}
	f := newFixture(t, cfg)
	defer f.stop(t)
	require.Error(t, f.ConsumeLogs(t.Context(), opened(t, "c-1")))
	require.Error(t, f.ConsumeLogs(t.Context(), opened(t, "c-1")), "the limit holds")
	assert.Equal(t, 1, b.requests)
	require.NoError(t, f.ConsumeLogs(t.Context(), batch(t, change("cart", "c-2", "opened"))))
	assert.Equal(t, []string{"c-2"}, b.changes())
}

func TestExporter_WaitingEndsAtOnce(t *testing.T) {
	tests := []struct {
		name   string
		status int
		end    func(f *fixture, cancel context.CancelFunc)
	}{
		{"shutdown during a hold", 429, func(f *fixture, _ context.CancelFunc) { _ = f.Shutdown(context.Background()) }},
		{"shutdown during a retry", 502, func(f *fixture, _ context.CancelFunc) { _ = f.Shutdown(context.Background()) }},
		{"the end of the context during a hold", 429, func(_ *fixture, cancel context.CancelFunc) { cancel() }},
		{"the end of the context during a retry", 502, func(_ *fixture, cancel context.CancelFunc) { cancel() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &backend{answer: func(_ int, w http.ResponseWriter) {
					w.Header().Set("Retry-After", "3600")
					w.WriteHeader(tt.status)
				}}
				cfg := configFor("http://sentry.test")
				cfg.Retry.Enabled = true
				f := newFixture(t, cfg)
				f.client.Transport = inProcess{b}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()

				done := make(chan error, 1)
				logs := opened(t, "c-1")
				start := time.Now()
				go func() { done <- f.ConsumeLogs(ctx, logs) }()
				synctest.Wait()
				tt.end(f, cancel)
				err := <-done
				require.Error(t, err)
				assert.False(t, consumererror.IsPermanent(err), "the receiver has to send it again")
				assert.Zero(t, time.Since(start))
				if ctx.Err() != nil {
					f.stop(t)
				}
			})
		})
	}
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
