//go:build scenario

package scenario

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

// With and without error_group, flatline and latency_regression the exporters get the same telemetry, but for attributes that begin
// with tidemark.
func TestDataPassesThroughUnchanged(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	var batches []ptrace.Traces
	for n := range 20 {
		td, spans := collectortest.NewTraces("shop", "1.4.0")
		for i := range 50 {
			if i%10 == 0 {
				collectortest.AddErrorSpan(spans, collectortest.NewKind(n%7), random, time.Now())
				continue
			}
			span := collectortest.AddSpan(spans, "GET /", random, time.Now())
			if i%15 == 0 {
				span.Status().SetCode(ptrace.StatusCodeError)
				span.Attributes().PutEmptyBytes("raw").FromRaw([]byte{0, 255})
			}
		}
		batches = append(batches, td)
	}
	with, without := exported(t, batches, true), exported(t, batches, false)
	require.Len(t, with, len(without))
	stamps := 0
	for n := range with {
		stamps += removeStamps(with[n])
		assert.Equal(t, marshal(t, without[n]), marshal(t, with[n]), "batch %d", n)
	}
	assert.Positive(t, stamps)
}

// exported returns what arrives behind a Collector with or without error_group, flatline and latency_regression.
func exported(t *testing.T, batches []ptrace.Traces, detect bool) []ptrace.Traces {
	t.Helper()
	folder := t.TempDir()
	out := filepath.Join(folder, "out.json")
	processors := "[]"
	if detect {
		processors = "[error_group, flatline, latency_regression]"
	}
	config := filepath.Join(folder, "config.yaml")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `
receivers: {otlp: {protocols: {grpc: {}, http: {}}}}
processors:
  error_group: {}
  flatline: {streams: [{name: calls, match: {kind: server}, where: 'attributes["raw"] == nil', split_by: [attributes.server.address]}]}
  latency_regression: {where: 'attributes["raw"] == nil', breakdown: {sample_one_in: 1}}
exporters: {file: {path: %q}}
extensions: {issue_tracker: {directory: %q}}
service:
  extensions: [issue_tracker]
  pipelines: {traces: {receivers: [otlp], processors: %s, exporters: [file]}}
`, out, filepath.Join(folder, "data"), processors), 0o600))
	c := collectortest.Start(t, collectortest.Settings{Config: config})
	sender := collectortest.NewSender(t, c.GRPC)
	for _, td := range batches {
		again := ptrace.NewTraces()
		td.CopyTo(again)
		require.NoError(t, sender.Traces(t.Context(), again))
	}
	c.Stop()
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	var got []ptrace.Traces
	for line := range strings.Lines(string(data)) {
		td, err := new(ptrace.JSONUnmarshaler).UnmarshalTraces([]byte(line))
		require.NoError(t, err)
		got = append(got, td)
	}
	return got
}

// removeStamps takes our attributes away and returns how many there were.
func removeStamps(td ptrace.Traces) (n int) {
	remove := func(m pcommon.Map) {
		m.RemoveIf(func(key string, _ pcommon.Value) bool {
			ours := strings.HasPrefix(key, "tidemark.")
			if ours {
				n++
			}
			return ours
		})
	}
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				remove(span.Attributes())
				for _, ev := range span.Events().All() {
					remove(ev.Attributes())
				}
			}
		}
	}
	return n
}

func marshal(t *testing.T, td ptrace.Traces) string {
	t.Helper()
	data, err := new(ptrace.JSONMarshaler).MarshalTraces(td)
	require.NoError(t, err)
	return string(data)
}
