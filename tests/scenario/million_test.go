//go:build scenario

package scenario

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

const (
	millionKinds = 50
	millionBatch = 500
)

// A million errors of fifty causes are fifty issues with exact counts, told in few messages of which
// the last has the final count, in memory that does not grow.
func TestAMillionErrorsAreFiftyIssues(t *testing.T) {
	total := 1_000_000
	if s := os.Getenv("TIDEMARK_ERRORS"); s != "" {
		var err error
		total, err = strconv.Atoi(s)
		require.NoError(t, err)
	}
	webhook := collectortest.NewSink(t)
	c := collectortest.Start(t, collectortest.Settings{Env: []string{"TIDEMARK_WEBHOOK_URL=" + webhook.URL}})
	sender := collectortest.NewSender(t, c.GRPC)
	random := rand.New(rand.NewPCG(2, 2))
	kinds := make([]collectortest.Kind, millionKinds)
	for n := range kinds {
		kinds[n] = collectortest.NewKind(n)
	}

	began := time.Now()
	var early int64
	for sent := 0; sent < total; sent += millionBatch {
		if early == 0 && sent >= total/5 {
			early = c.RSS()
		}
		td, spans := collectortest.NewTraces("shop", "1.4.0")
		spans.EnsureCapacity(millionBatch)
		for n := range millionBatch {
			collectortest.AddErrorSpan(spans, kinds[(sent+n)%millionKinds], random, time.Now())
		}
		require.NoError(t, sender.Traces(t.Context(), td))
	}
	late := c.RSS()
	ended := time.Now()

	collectortest.Eventually(t, 5*time.Second, "every error is counted", func() error {
		issues, err := c.Issues("shop")
		if err != nil {
			return err
		}
		if len(issues) != millionKinds || collectortest.Total(issues) != int64(total) {
			return fmt.Errorf("%d issues, %d errors", len(issues), collectortest.Total(issues))
		}
		return nil
	})
	collectortest.Eventually(t, 90*time.Second, "the last message of each issue has its final count", func() error {
		last := map[string]int64{}
		for _, d := range webhook.Deliveries() {
			last[d.Document.Issue.ID] = d.Document.Issue.Count
		}
		sum := int64(0)
		for _, n := range last {
			sum += n
		}
		if len(last) != millionKinds || sum != int64(total) {
			return fmt.Errorf("%d issues told, %d errors", len(last), sum)
		}
		return nil
	})
	settled := time.Since(ended)
	deliveries := len(webhook.Deliveries())
	t.Logf("%d errors in %.0f s: %d issues, %d deliveries, final counts told after %.0f s, RSS %d MiB at 20 %%, %d MiB at 100 %% (ratio %.2f)",
		total, ended.Sub(began).Seconds(), millionKinds, deliveries, settled.Seconds(), early>>20, late>>20, float64(late)/float64(early))
	assert.LessOrEqual(t, deliveries, 8*millionKinds)
	assert.LessOrEqual(t, float64(late), 1.15*float64(early), "memory grows")
}
