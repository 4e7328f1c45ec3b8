//go:build scenario

package scenario

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// play sends a week of a shop into a Collector whose clock follows the data, and returns what its API says of all issues.
func play(t *testing.T) (list string, took time.Duration) {
	t.Helper()
	c := collectortest.Start(t, collectortest.Settings{Overrides: []string{"extensions::issue_tracker::clock: replay"}})
	sender, random := collectortest.NewSender(t, c.GRPC), rand.New(rand.NewPCG(7, 7))
	begin := time.Date(2024, 2, 5, 0, 0, 0, 0, time.UTC)
	started := time.Now()
	for minute := 0; minute < 7*24*60; minute += 5 {
		at := begin.Add(time.Duration(minute)*time.Minute + time.Duration(random.IntN(60_000))*time.Millisecond)
		release := "1.0.0"
		if minute > 5*24*60 {
			release = "1.1.0"
		}
		td, spans := collectortest.NewTraces("shop", release)
		td.ResourceSpans().At(0).Resource().Attributes().PutStr("tidemark.received_at", at.Add(time.Second).Format(time.RFC3339Nano))
		for range 5 {
			collectortest.AddSpan(spans, "POST /orders", random, at)
		}
		if random.IntN(10) == 0 {
			collectortest.AddErrorSpan(spans, collectortest.NewKind(random.IntN(6)), random, at)
		}
		require.NoError(t, sender.Traces(t.Context(), td))
	}
	took = time.Since(started)
	c.Stop()
	c.Run()
	issues, err := c.Issues("shop")
	require.NoError(t, err)
	require.Len(t, issues, 6)
	details := make([]json.RawMessage, len(issues))
	for n, i := range issues {
		require.NoError(t, c.Get("/api/v1/issues/"+i.ID, &details[n]))
		require.False(t, i.FirstSeen.Before(begin))
		require.True(t, i.LastSeen.Before(begin.Add(8*24*time.Hour)))
	}
	text, err := json.Marshal(details)
	require.NoError(t, err)
	return string(text), took
}

func TestReplay_TheSameRecordingMakesTheSameIssues(t *testing.T) {
	first, took := play(t)
	second, _ := play(t)
	require.JSONEq(t, first, second)
	t.Logf("a week took %s", took)
}
