//go:build scenario

package scenario

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// documentedMetric is what documentation.md says of one metric.
type documentedMetric struct {
	kind       string // of Prometheus
	attributes []string
}

var (
	metricHeading  = regexp.MustCompile(`^### (otelcol_\w+)$`)
	metricKind     = regexp.MustCompile(`^\| \S+ \| (Sum|Gauge|Histogram) \|`)
	attributeEntry = regexp.MustCompile(`^\| (\w+) \| .*\| (?:Str|Any|Int)`)
)

// documentedMetrics reads the documentation of all our components.
func documentedMetrics(t *testing.T) map[string]documentedMetric {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(collectortest.Root(), "*", "*", "documentation.md"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 5)
	all := map[string]documentedMetric{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		name := ""
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			m := all[name]
			if heading := metricHeading.FindStringSubmatch(line); heading != nil {
				name = heading[1]
				m = documentedMetric{}
			} else if kind := metricKind.FindStringSubmatch(line); kind != nil {
				m.kind = map[string]string{"Sum": "counter", "Gauge": "gauge", "Histogram": "histogram"}[kind[1]]
			} else if attribute := attributeEntry.FindStringSubmatch(line); attribute != nil {
				m.attributes = append(m.attributes, attribute[1])
			}
			if name != "" {
				all[name] = m
			}
		}
	}
	return all
}

// scrapedMetrics returns those of our components as the page tells them, with the labels they have.
func scrapedMetrics(t *testing.T, c *collectortest.Collector, prefixes []string) map[string]documentedMetric {
	t.Helper()
	kinds, err := c.MetricKinds()
	require.NoError(t, err)
	samples, err := c.Scrape()
	require.NoError(t, err)
	all := map[string]documentedMetric{}
	for _, s := range samples {
		name := s.Name
		if _, ok := kinds[name]; !ok { // a histogram is three
			name = regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(name, "")
		}
		if !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
			continue
		}
		m := all[name]
		m.kind = kinds[name]
		for label := range s.Labels {
			if label != "le" && !slices.Contains(m.attributes, label) {
				m.attributes = append(m.attributes, label)
			}
		}
		slices.Sort(m.attributes)
		all[name] = m
	}
	return all
}

// After a little traffic the Collector tells every metric that the documentation of our components
// has, of the documented kind and with the documented attributes, and no other.
func TestTelemetry_IsWhatIsDocumented(t *testing.T) {
	var refuses atomic.Bool
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if refuses.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(backend.Close)
	chat := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"id": "1"}`)
	}))
	t.Cleanup(chat.Close)
	sentry, webhook := collectortest.NewBackend(t), collectortest.NewBackend(t)
	c := collectortest.Start(t, collectortest.Settings{
		Config: filepath.Join(collectortest.Root(), "tests", "scenario", "testdata", "telemetry.yaml"), Metrics: true,
		Env: []string{
			"TEST_BACKEND_URL=" + backend.URL, "TEST_CHAT_URL=" + chat.URL + "/api/webhooks/1/token",
			"TEST_SENTRY_DSN=" + dsn(sentry.URL), "TEST_WEBHOOK_URL=" + webhook.URL,
			"TEST_CA_SENTRY=" + sentry.CAFile, "TEST_CA_WEBHOOK=" + webhook.CAFile,
		},
	})
	sender, random, kind := collectortest.NewSender(t, c.GRPC), rand.New(rand.NewPCG(6, 6)), 0
	send := func(attribute string, at time.Time) error {
		td, spans := collectortest.NewTraces("shop", "1.4.0")
		collectortest.AddErrorSpan(spans, collectortest.NewKind(kind), random, at)
		spans.At(0).Attributes().PutStr("http.route", attribute)
		kind++
		return sender.Traces(t.Context(), td)
	}
	meets := func(fault collectortest.Fault, metric string, labels ...string) {
		t.Helper()
		sentry.Become(fault)
		webhook.Become(fault)
		require.NoError(t, send("/orders", time.Now()))
		for _, name := range []string{"issues/sentry", "issues/webhook"} {
			collectortest.Eventually(t, soon, fmt.Sprint(fault, " is counted for ", name), func() error {
				if n, err := c.Metric(metric, append(labels, "destination", name)...); err != nil || n == 0 {
					return fmt.Errorf("%v, %v", n, err)
				}
				return nil
			})
		}
	}
	meets(collectortest.RateLimitsAfter, "otelcol_receiver_issues_retries")
	meets(collectortest.TooLarge, "otelcol_receiver_issues_refused", "reason", "too_large")
	sentry.Become(collectortest.Healthy)
	webhook.Become(collectortest.Healthy)
	require.NoError(t, send(strings.Repeat("a route that is too long ", 100), time.Unix(1, 0)))
	meets(collectortest.Healthy, "otelcol_receiver_issues_changes", "result", "delivered")
	for range 20 { // more than a chat wants to read
		require.NoError(t, send("/orders", time.Now()))
	}
	refuses.Store(true)
	require.Error(t, send("/orders", time.Now()))

	documented := documentedMetrics(t)
	var prefixes []string
	for _, component := range []string{
		"processor_error_group", "processor_flatline", "processor_latency_regression", "extension_issue_tracker", "receiver_issues", "exporter_sentry_envelope", "exporter_issue_webhook",
	} {
		prefixes = append(prefixes, "otelcol_"+component+"_")
	}
	for name := range documented {
		require.True(t, slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) }), "%s is of no component here", name)
	}
	collectortest.Eventually(t, soon, "every documented metric is told", func() error {
		scraped := scrapedMetrics(t, c, prefixes)
		for name := range documented {
			if _, ok := scraped[name]; !ok {
				return fmt.Errorf("%s is not", name)
			}
		}
		return nil
	})
	scraped := scrapedMetrics(t, c, prefixes)
	assert.Equal(t, slices.Sorted(maps.Keys(documented)), slices.Sorted(maps.Keys(scraped)))
	for name, want := range documented {
		slices.Sort(want.attributes)
		assert.Equal(t, want, scraped[name], name)
	}
	t.Logf("%d metrics", len(scraped))
}
