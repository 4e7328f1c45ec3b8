package sentryenvelopeexporter

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/tidemark-otel/tidemark/exporters/sentryenvelopeexporter/internal/metadatatest"
)

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
