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
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

const (
	batchSize   = 500
	errorEvery  = 100 // one span in a hundred has an exception
	kinds       = 20
	batchesKept = 50 // different ones, sent in turn
	operations  = 10
)

// config is the default path without what both sides have in common anyway: debug counts the data. No call is left out for being
// of an instance that has just started: all of them are here.
const config = `
receivers: {otlp: {protocols: {grpc: {}, http: {}}}}
processors: {error_group: {}, flatline: {streams: %s}, latency_regression: {cold_start: {spans: 0, duration: 0s}}}
exporters: {debug: {verbosity: basic, sampling_initial: 1, sampling_thereafter: 100000}}
extensions: {issue_tracker: {directory: %q}}
service:
  extensions: %s
  pipelines: {traces: {receivers: [otlp], processors: %s, exporters: [debug]}}
`

// declared are ten streams, each of one operation of ten, which are discovered besides.
func declared() string {
	streams := make([]string, operations)
	for n := range streams {
		streams[n] = fmt.Sprintf("{name: stream %d, match: {service: shop, route: %q, status: ok}}", n, route(n))
	}
	return "[" + strings.Join(streams, ", ") + "]"
}

func route(n int) string { return "/" + strings.Repeat(string(rune('g'+n)), 3) }

// TestCPUOfTheCollector prints the CPU time of the Collector for a million spans of which one in a
// hundred has an exception, with and without the detection of errors. TIDEMARK_SPANS and TIDEMARK_ROUNDS
// change how many spans and how many pairs of runs.
func TestCPUOfTheCollector(t *testing.T) {
	compare(t, nil, []string{"error_group"})
}

// TestCPUOfStreams does so for ten discovered and ten declared streams, beside errors as in the default
// configuration.
func TestCPUOfStreams(t *testing.T) {
	compare(t, []string{"error_group"}, []string{"error_group", "flatline"})
}

// TestCPUOfStreamsAlone is the same without errors: against a pipeline that does nothing.
func TestCPUOfStreamsAlone(t *testing.T) {
	compare(t, nil, []string{"flatline"})
}

// TestCPUOfLatencies does so for the durations of ten operations, beside what the default configuration does before.
func TestCPUOfLatencies(t *testing.T) {
	compare(t, []string{"error_group", "flatline"}, []string{"error_group", "flatline", "latency_regression"})
}

// TestCPUOfLatenciesAlone is the same against a pipeline that does nothing.
func TestCPUOfLatenciesAlone(t *testing.T) {
	compare(t, nil, []string{"latency_regression"})
}

// compare runs two lists of processors in turn and prints the ratios of their CPU times.
func compare(t *testing.T, less, more []string) {
	spans, rounds := number(t, "TIDEMARK_SPANS", 1_000_000), number(t, "TIDEMARK_ROUNDS", 9)
	batches := makeBatches()
	var ratios []float64
	var allWithout, allWith time.Duration
	for round := range rounds {
		without := run(t, batches, spans, less)
		with := run(t, batches, spans, more)
		ratio := with.Seconds() / without.Seconds()
		ratios = append(ratios, ratio)
		allWithout, allWith = allWithout+without, allWith+with
		t.Logf("round %d: %d spans, %.2f s of CPU with %v, %.2f s with %v, ratio %.3f",
			round+1, spans, without.Seconds(), less, with.Seconds(), more, ratio)
	}
	slices.Sort(ratios)
	t.Logf("median ratio %.3f, ratio of the sums %.3f, %.2f s added for a million spans", ratios[len(ratios)/2],
		allWith.Seconds()/allWithout.Seconds(), (allWith-allWithout).Seconds()*1e6/float64(spans*rounds))
}

func run(t *testing.T, batches []ptrace.Traces, spans int, processors []string) time.Duration {
	t.Helper()
	folder := t.TempDir()
	extensions := "[]"
	if len(processors) > 0 {
		extensions = "[issue_tracker]"
	}
	path := filepath.Join(folder, "config.yaml")
	text := fmt.Sprintf(config, declared(), filepath.Join(folder, "data"), extensions, "["+strings.Join(processors, ", ")+"]")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	c := collectortest.Start(t, collectortest.Settings{Config: path, NoTracker: len(processors) == 0})
	sender := collectortest.NewSender(t, c.GRPC)
	random := rand.New(rand.NewPCG(7, 7))
	for n := range spans / batchSize {
		td := ptrace.NewTraces()
		batches[n%len(batches)].CopyTo(td)
		newIDs(td, random)
		require.NoError(t, sender.Traces(t.Context(), td))
	}
	return c.CPU(c.Stop)
}

// newIDs gives each span a trace of its own and the time it is sent at, so that none is taken for a retry or for old.
func newIDs(td ptrace.Traces, random *rand.Rand) {
	now := pcommon.NewTimestampFromTime(time.Now())
	for _, span := range td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		span.SetStartTimestamp(now - pcommon.Timestamp(20*time.Millisecond))
		span.SetEndTimestamp(now)
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
				collectortest.AddSpan(spans, "GET /", random, time.Now()).Attributes().PutStr("http.route", route(i%operations))
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
