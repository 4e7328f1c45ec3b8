package sentryenvelopeexporter

import (
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/wire/delivery"
)

func TestExporter_TellsOfEachAttemptThatFailedWhileItRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &backend{answer: func(n int, w http.ResponseWriter) {
			if n <= 2 {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}}
		cfg := configFor("http://destination.test")
		cfg.Retry.Enabled = true
		f := newFixture(t, cfg)
		f.client.Transport = inProcess{s}
		var told []string
		ctx := delivery.WithWatch(t.Context(), func(err error) { told = append(told, err.Error()) })
		require.NoError(t, f.ConsumeLogs(ctx, batch(t, change("cart", "c-1", "opened"))))
		require.Len(t, told, 2)
		assert.Contains(t, told[0], "the answer was 503")
		f.stop(t)
	})
}
