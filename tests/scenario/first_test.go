//go:build scenario

package scenario

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/webhook/cloudevents"
	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// An error that an SDK sends is an issue in the API, in a Sentry-compatible backend and at the
// webhook; resolving it and seeing it again is told to both.
func TestAnErrorBecomesAnIssueEverywhere(t *testing.T) {
	webhook, sentry := collectortest.NewSink(t), collectortest.NewSink(t)
	c := collectortest.Start(t, collectortest.Settings{Env: []string{
		"TIDEMARK_WEBHOOK_URL=" + webhook.URL, "TIDEMARK_WEBHOOK_SECRET=s3cret",
		"TIDEMARK_SENTRY_DSN=" + strings.Replace(sentry.URL, "http://", "http://0123456789abcdef0123456789abcdef@", 1) + "/7",
	}})
	sender := collectortest.NewSender(t, c.GRPC)
	random := rand.New(rand.NewPCG(1, 1))
	send := func() {
		td, spans := collectortest.NewTraces("shop", "1.4.0")
		collectortest.AddErrorSpan(spans, collectortest.NewKind(0), random, time.Now())
		require.NoError(t, sender.Traces(t.Context(), td))
	}
	send()

	issues, err := c.Issues("shop")
	require.NoError(t, err)
	require.Len(t, issues, 1, "it is durable when the batch is acknowledged")
	assert.Contains(t, issues[0].Title, "PaymentError")
	assert.Equal(t, "1.4.0", issues[0].FirstRelease)
	assert.EqualValues(t, 1, issues[0].Count)

	collectortest.Eventually(t, 10*time.Second, "both destinations have it", func() error {
		if w, s := len(webhook.Deliveries()), len(sentry.Deliveries()); w != 1 || s != 1 {
			return fmt.Errorf("webhook %d, Sentry %d", w, s)
		}
		return nil
	})
	d := webhook.Deliveries()[0]
	assert.Equal(t, "opened", d.Document.Change.Kind)
	assert.Equal(t, d.Document.Change.ID, d.Header.Get("Idempotency-Key"))
	require.NoError(t, cloudevents.Verify("s3cret", d.Header.Get(cloudevents.SignatureHeader), d.Body, time.Now(), time.Minute))

	event := sentryEvent(t, sentry.Deliveries()[0])
	assert.Equal(t, []any{issues[0].ID}, event["fingerprint"])
	assert.Equal(t, "shop@1.4.0", event["release"])
	assert.Equal(t, "production", event["environment"])

	require.Equal(t, http.StatusUnauthorized, resolve(t, c, issues[0].ID, ""), "writing needs the token")
	token, err := os.ReadFile(filepath.Join(c.Data, "api-token"))
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resolve(t, c, issues[0].ID, strings.TrimSpace(string(token))))
	send()
	collectortest.Eventually(t, 10*time.Second, "both have the return", func() error {
		if w, s := len(webhook.Deliveries()), len(sentry.Deliveries()); w != 3 || s < 2 {
			return fmt.Errorf("webhook %d, Sentry %d", w, s)
		}
		return nil
	})
	var kinds []string
	for _, d := range webhook.Deliveries() {
		kinds = append(kinds, d.Document.Change.Kind)
	}
	assert.Equal(t, []string{"opened", "resolved", "regressed"}, kinds)
	assert.Len(t, sentry.Deliveries(), 2, "Sentry has no event for a resolution")
}

func resolve(t *testing.T, c *collectortest.Collector, id, token string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+c.API+"/api/v1/issues/"+id+"/resolve", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	return resp.StatusCode
}

// sentryEvent returns the event of an envelope.
func sentryEvent(t *testing.T, d collectortest.Delivery) map[string]any {
	t.Helper()
	body := d.Body
	if d.Header.Get("Content-Encoding") == "gzip" {
		r, err := gzip.NewReader(bytes.NewReader(body))
		require.NoError(t, err)
		body, err = io.ReadAll(r)
		require.NoError(t, err)
	}
	lines := bytes.SplitN(body, []byte("\n"), 3)
	require.Len(t, lines, 3)
	var event map[string]any
	require.NoError(t, json.Unmarshal(bytes.TrimSpace(lines[2]), &event))
	return event
}
