//go:build bench

package cost

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

const (
	batchSize   = 500
	errorEvery  = 100 // one span in a hundred has an exception
	kinds       = 20
	batchesKept = 50 // different ones, sent in turn
)

// config is the default path without what both sides have in common anyway: debug counts the data.
const config = `
receivers: {otlp: {protocols: {grpc: {}, http: {}}}}
processors: {error_group: {}}
exporters: {debug: {verbosity: basic, sampling_initial: 1, sampling_thereafter: 100000}}
extensions: {issue_tracker: {directory: %q}}
service:
  extensions: %s
  pipelines: {traces: {receivers: [otlp], processors: %s, exporters: [debug]}}
`

// TestCPUOfTheCollector prints the CPU time of the Collector for a million spans of which one in a
// hundred has an exception, with and without detection. TIDEMARK_SPANS and TIDEMARK_ROUNDS change how
// many spans and how many pairs of runs.
func TestCPUOfTheCollector(t *testing.T) {
	spans, rounds := number(t, "TIDEMARK_SPANS", 1_000_000), number(t, "TIDEMARK_ROUNDS", 9)
	batches := makeBatches()
	var ratios []float64
	var allWithout, allWith time.Duration
	for round := range rounds {
		without := run(t, batches, spans, false)
		with := run(t, batches, spans, true)
		ratio := with.Seconds() / without.Seconds()
		ratios = append(ratios, ratio)
		allWithout, allWith = allWithout+without, allWith+with
		t.Logf("round %d: %d spans, %.2f s of CPU without, %.2f s with detection, ratio %.3f",
			round+1, spans, without.Seconds(), with.Seconds(), ratio)
	}
	slices.Sort(ratios)
	t.Logf("median ratio %.3f, ratio of the sums %.3f", ratios[len(ratios)/2], allWith.Seconds()/allWithout.Seconds())
}

func run(t *testing.T, batches []ptrace.Traces, spans int, detect bool) time.Duration {
	t.Helper()
	folder := t.TempDir()
	extensions, processors := "[]", "[]"
	if detect {
		extensions, processors = "[issue_tracker]", "[error_group]"
	}
	path := filepath.Join(folder, "config.yaml")
	text := fmt.Sprintf(config, filepath.Join(folder, "data"), extensions, processors)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	c := collectortest.Start(t, collectortest.Settings{Config: path, NoTracker: !detect})
	sender := collectortest.NewSender(t, c.GRPC)
	random := rand.New(rand.NewPCG(7, 7))
	for n := range spans / batchSize {
		td := ptrace.NewTraces()
		batches[n%len(batches)].CopyTo(td)
		newTraces(td, random)
		require.NoError(t, sender.Traces(t.Context(), td))
	}
	return c.CPU(c.Stop)
}

// newTraces gives each span a trace of its own, so that no error is taken for a retry.
func newTraces(td ptrace.Traces, random *rand.Rand) {
	for _, span := range td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		id := span.TraceID()
		binary.LittleEndian.PutUint64(id[:8], random.Uint64())
		span.SetTraceID(id)
	}
}

func makeBatches() []ptrace.Traces {
	random := rand.New(rand.NewPCG(6, 6))
	batches := make([]ptrace.Traces, batchesKept)
	for n := range batches {
		td, spans := collectortest.NewTraces("shop", "1.4.0")
		for i := range batchSize {
			if i%errorEvery == 0 {
				collectortest.AddErrorSpan(spans, collectortest.NewKind(random.IntN(kinds)), random, time.Now())
			} else {
				collectortest.AddSpan(spans, "GET /", random, time.Now())
			}
		}
		batches[n] = td
	}
	return batches
}

func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	require.NoError(t, err)
	return n
}
