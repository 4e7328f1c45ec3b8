//go:build bench

package cost

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// streamServices share the streams evenly.
const streamServices = 100

// TestMemoryOfStreams prints the resident memory of the Collector after telemetry of 50,000 operations, with flatline and
// without. The runtime keeps as much again for garbage as there is live; GOMEMLIMIT or GOGC change that.
func TestMemoryOfStreams(t *testing.T) {
	streams := number(t, "TIDEMARK_STREAMS", 50_000)
	for _, gogc := range []string{"100", "20"} {
		without := residentAfter(t, streams, gogc, "[error_group]")
		with := residentAfter(t, streams, gogc, "[error_group, flatline]")
		t.Logf("GOGC=%s, %d streams: %d MB without, %d MB with flatline, %.0f bytes for each stream",
			gogc, streams, without/1e6, with/1e6, float64(with-without)/float64(streams))
	}
}

// TestMemoryOfLatencies prints the same for 20,000 operations with latency_regression and without.
func TestMemoryOfLatencies(t *testing.T) {
	operations := number(t, "TIDEMARK_OPERATIONS", 20_000)
	for _, gogc := range []string{"100", "20"} {
		without := residentAfter(t, operations, gogc, "[error_group]")
		with := residentAfter(t, operations, gogc, "[error_group, latency_regression]")
		t.Logf("GOGC=%s, %d operations: %d MB without, %d MB with latency_regression, %.0f bytes for each operation",
			gogc, operations, without/1e6, with/1e6, float64(with-without)/float64(operations))
	}
}

// residentAfter sends each operation three times and returns the resident memory.
func residentAfter(t *testing.T, streams int, gogc, processors string) int64 {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	text := fmt.Sprintf(strings.Replace(config, "flatline: {", "flatline: {discover: {max_streams: 50000}, max_streams: 60000, ", 1),
		"[]", filepath.Join(folder, "data"), "[issue_tracker]", processors)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	c := collectortest.Start(t, collectortest.Settings{Config: path, Env: []string{"GOGC=" + gogc}})
	sender, random := collectortest.NewSender(t, c.GRPC), rand.New(rand.NewPCG(7, 7))
	for range 3 {
		for service := range streamServices {
			td, spans := collectortest.NewTraces(fmt.Sprint("shop-", service), "1.0.0")
			for n := range streams / streamServices {
				collectortest.AddSpan(spans, "call", random, time.Now()).Attributes().PutStr("http.route", operation(n))
			}
			require.NoError(t, sender.Traces(t.Context(), td))
		}
	}
	rss := c.RSS()
	c.Stop()
	return rss
}

// operation writes a number such that no part of it looks like a variable.
func operation(n int) string {
	b := []byte("/operation/gggg")
	for i := len(b) - 1; n > 0; i, n = i-1, n/20 {
		b[i] = byte('g' + n%20)
	}
	return string(b)
}
