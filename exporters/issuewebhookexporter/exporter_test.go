package issuewebhookexporter

import (
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
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"

	"github.com/tidemark-otel/tidemark/exporters/issuewebhookexporter/internal/metadata"
	"github.com/tidemark-otel/tidemark/exporters/issuewebhookexporter/internal/metadatatest"
	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/internal/wire/webhook/cloudevents"
)

const (
	path   = "/services/T000/token-in-the-path"
	secret = "correct horse"
)

var at = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// change returns one issue change.
func change(id, kind string) event.Document {
	return event.Document{
		SchemaVersion: event.SchemaVersion,
		Change:        event.Change{ID: id, Kind: kind, Version: 1, At: at, Reason: "first_occurrence", Actor: "tidemark"},
		Issue: event.Issue{
			ID: "issue-1", Kind: "error", State: "new", StateSince: at, Title: "ValueError: no", Level: "error",
			Service: "checkout", ServiceNamespace: "shop", Environment: "production", Fingerprint: "v1:1", GroupReason: "stack",
			Count: 1, Observed: 1, FirstSeen: at, LastSeen: at,
		},
	}
}

// batch returns changes as the issues receiver sends them, each with its own resource.
func batch(t *testing.T, ids ...string) plog.Logs {
	t.Helper()
	all := plog.NewLogs()
	for _, id := range ids {
		doc := change(id, "opened")
		logs, err := otlp.EncodeChange(&doc, at)
		require.NoError(t, err)
		logs.ResourceLogs().MoveAndAppendTo(all.ResourceLogs())
	}
	return all
}

// sink takes events and answers as the test says.
type sink struct {
	mu sync.Mutex
	// answer is asked with the number of the request, from one on. nil: 204.
	answer   func(n int, w http.ResponseWriter)
	requests []request
}

type request struct {
	path   string
	id     string
	header http.Header
	body   []byte
}

func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	var got struct{ ID string }
	_ = json.Unmarshal(body, &got)
	s.requests = append(s.requests, request{r.URL.Path, got.ID, r.Header, body})
	if s.answer == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.answer(len(s.requests), w)
}

func (s *sink) ids() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for _, r := range s.requests {
		ids = append(ids, r.id)
	}
	return ids
}

// inProcess answers without a network, so that time can be given in a synctest bubble.
type inProcess struct{ http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w.Result(), nil
}

func TestExporter_SendsOneSignedRequestPerChangeInOrder(t *testing.T) {
	s := &sink{}
	server := httptest.NewServer(s)
	defer server.Close()
	cfg := configFor(server.URL)
	cfg.Secret = secret
	cfg.Headers = configopaque.MapList{{Name: "authorization", Value: "Bearer x"}}
	f := newFixture(t, cfg)
	defer f.stop(t)

	logs := batch(t, "c-1", "c-2")
	logs.MarkReadOnly()
	require.NoError(t, f.ConsumeLogs(t.Context(), logs))
	require.Equal(t, []string{"c-1", "c-2"}, s.ids())
	f.assertSent(t, 2)

	r := s.requests[0]
	assert.Equal(t, path, r.path)
	assert.Equal(t, "application/cloudevents+json; charset=utf-8", r.header.Get("Content-Type"))
	assert.Equal(t, "c-1", r.header.Get("Idempotency-Key"))
	assert.Equal(t, "tidemark/0.1.0", r.header.Get("User-Agent"))
	assert.Equal(t, "Bearer x", r.header.Get("Authorization"))
	assert.NoError(t, cloudevents.Verify(secret, r.header.Get("X-Tidemark-Signature"), r.body, time.Now(), time.Minute))
	doc := change("c-1", "opened")
	want, err := cloudevents.Encode(&doc, "")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(r.body))
}

func TestExporter_WithoutASecretNothingIsSigned(t *testing.T) {
	s := &sink{}
	server := httptest.NewServer(s)
	defer server.Close()
	cfg := configFor(server.URL)
	cfg.Source = "/eu"
	f := newFixture(t, cfg)
	defer f.stop(t)
	require.NoError(t, f.ConsumeLogs(t.Context(), batch(t, "c-1")))
	assert.NotContains(t, s.requests[0].header, "X-Tidemark-Signature")
	assert.Contains(t, string(s.requests[0].body), `"source":"/eu"`)
}

func TestExporter_EmptyURLIsAnOffSwitchThatIsSaidOnce(t *testing.T) {
	f := newFixture(t, createDefaultConfig().(*Config))
	require.NoError(t, f.ConsumeLogs(t.Context(), batch(t, "c-1", "c-2")))
	require.NoError(t, f.ConsumeLogs(t.Context(), batch(t, "c-3")))
	f.assertDropped(t, map[string]int64{"disabled": 3})
	require.Equal(t, 1, f.logged.Len())
	assert.Equal(t, zap.InfoLevel, f.logged.All()[0].Level)
	f.stop(t)
}

func TestExporter_CountsWhatIsNoIssueAndWhatCannotBeRead(t *testing.T) {
	s := &sink{}
	server := httptest.NewServer(s)
	defer server.Close()
	f := newFixture(t, configFor(server.URL))
	defer f.stop(t)

	logs := batch(t, "c-1", "c-2")
	logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Body().SetStr("flattened")
	logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetStr("of the application")
	assert.True(t, consumererror.IsPermanent(f.ConsumeLogs(t.Context(), logs)))
	assert.Equal(t, []string{"c-2"}, s.ids())
	f.assertDropped(t, map[string]int64{"malformed": 1, "not_an_issue": 1})
}

func TestExporter_EachStatusClass(t *testing.T) {
	tests := []struct {
		name      string
		status    int
		permanent bool
		reason    delivery.Reason
	}{
		{"malformed", 400, true, delivery.ReasonBadRequest},
		{"not authorized", 401, true, delivery.ReasonUnauthorized},
		{"gone", 410, true, delivery.ReasonNotFound},
		{"too large", 413, true, delivery.ReasonTooLarge},
		{"a redirect", 302, true, delivery.ReasonRedirected},
		{"a redirect that keeps the method", 307, true, delivery.ReasonRedirected},
		{"a conflict", 409, true, delivery.ReasonRefused},
		{"a time-out", 408, false, ""},
		{"too early", 425, false, ""},
		{"too many requests", 429, false, ""},
		{"a server error", 500, false, ""},
		{"busy", 503, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &sink{answer: func(_ int, w http.ResponseWriter) {
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, "Cannot POST "+path)
			}}
			server := httptest.NewServer(s)
			defer server.Close()
			f := newFixture(t, configFor(server.URL))
			defer f.stop(t)

			err := f.ConsumeLogs(t.Context(), batch(t, "c-1"))
			require.Error(t, err)
			assert.Equal(t, tt.permanent, consumererror.IsPermanent(err))
			assert.Len(t, s.requests, 1)
			host := strings.TrimPrefix(server.URL, "http://")
			assert.Contains(t, err.Error(), fmt.Sprintf("send the change c-1 to %s: the answer was %d ", host, tt.status))
			assert.NotContains(t, err.Error(), "token-in-the-path")
			if tt.permanent {
				f.assertDropped(t, map[string]int64{string(tt.reason): 1})
			}
		})
	}
}

func TestExporter_NoAnswerIsTriedAgainAndTheErrorHidesTheURL(t *testing.T) {
	server := httptest.NewServer(&sink{})
	cfg := configFor(server.URL)
	server.Close()
	f := newFixture(t, cfg)
	defer f.stop(t)
	err := f.ConsumeLogs(t.Context(), batch(t, "c-1"))
	require.Error(t, err)
	assert.False(t, consumererror.IsPermanent(err))
	assert.NotContains(t, err.Error(), "token-in-the-path")
}

func TestExporter_AfterAFailureInTheMiddleOnlyTheRestIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &sink{answer: func(n int, w http.ResponseWriter) {
			switch n {
			case 2: // c-2 is refused, and does not hold up c-3
				w.WriteHeader(http.StatusBadRequest)
			case 3: // c-3 fails, and asks for a minute
				w.Header().Set("Retry-After", "60")
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}}
		cfg := configFor("http://hooks.test")
		cfg.Secret = secret
		cfg.Retry.Enabled = true
		f := newFixture(t, cfg)
		f.client.Transport = inProcess{s}

		start := time.Now()
		require.NoError(t, f.ConsumeLogs(t.Context(), batch(t, "c-1", "c-2", "c-3", "c-4")))
		assert.Equal(t, []string{"c-1", "c-2", "c-3", "c-3", "c-4"}, s.ids())
		assert.Equal(t, time.Minute, time.Since(start))
		first, second := s.requests[2], s.requests[3]
		assert.Equal(t, first.body, second.body)
		assert.Equal(t, first.header["Idempotency-Key"], second.header["Idempotency-Key"])
		assert.NotEqual(t, first.header["X-Tidemark-Signature"], second.header["X-Tidemark-Signature"], "a retry is signed anew")
		f.assertSent(t, 3)
		f.assertDropped(t, map[string]int64{"bad_request": 1})
		metadatatest.AssertEqualExporterIssueWebhookRateLimitedTime(t, f.telemetry,
			[]metricdata.DataPoint[float64]{{Value: 60}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
		assert.Equal(t, 1, f.logged.FilterMessage("Changes were refused and are dropped.").Len())
		f.stop(t)
	})
}

func TestExporter_WaitingEndsAtOnce(t *testing.T) {
	tests := []struct {
		name   string
		status int
		end    func(f *fixture, cancel context.CancelFunc)
	}{
		{"shutdown while Retry-After holds", 429, func(f *fixture, _ context.CancelFunc) { _ = f.Shutdown(context.Background()) }},
		{"shutdown during a retry", 408, func(f *fixture, _ context.CancelFunc) { _ = f.Shutdown(context.Background()) }},
		{"the end of the context", 429, func(_ *fixture, cancel context.CancelFunc) { cancel() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &sink{answer: func(_ int, w http.ResponseWriter) {
					if tt.status == http.StatusTooManyRequests {
						w.Header().Set("Retry-After", "3600")
					}
					w.WriteHeader(tt.status)
				}}
				cfg := configFor("http://hooks.test")
				cfg.Retry.Enabled = true
				f := newFixture(t, cfg)
				f.client.Transport = inProcess{s}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()

				done := make(chan error, 1)
				logs := batch(t, "c-1")
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
	reasons := []string{reasonDisabled, reasonNotAnIssue, string(delivery.ReasonMalformed), reasonUnsent}
	for _, r := range delivery.Refusals {
		reasons = append(reasons, string(r))
	}
	assert.ElementsMatch(t, reasons, strings.Split(list, ", "))
}
