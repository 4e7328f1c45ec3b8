package sentryenvelopeexporter

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumererror"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
)

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
