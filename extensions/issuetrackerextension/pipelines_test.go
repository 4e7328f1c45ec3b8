package issuetrackerextension

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/extension/extensioncapabilities"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadata"
)

func TestFindEarly(t *testing.T) {
	for _, c := range []struct {
		name, config string
		want         []early
	}{
		{"no configuration", ``, nil},
		{"the default has none", `
exporters: {issue_webhook: {url: x}}
service: {pipelines: {logs/a: {receivers: [issues/a], exporters: [issue_webhook]}}}`, nil},
		{"a batch processor of any name", `
processors: {batch/small: {}}
service: {pipelines: {logs/a: {receivers: [issues/a], processors: [memory_limiter, batch/small], exporters: [debug]}}}`,
			[]early{{"logs/a", "batch/small", whyBatch}}},
		{"a batch processor of a pipeline without issues is as it should be", `
service: {pipelines: {logs: {receivers: [otlp], processors: [batch], exporters: [debug]}}}`, nil},
		{"a queue in memory", `
exporters: {otlp_http: {sending_queue: {queue_size: 1000}}}
service: {pipelines: {logs/a: {receivers: [issues], exporters: [otlp_http]}}}`,
			[]early{{"logs/a", "otlp_http", whyMemory}}},
		{"a queue on disk", `
exporters: {otlp_http: {sending_queue: {enabled: true, storage: file_storage}}}
service: {pipelines: {logs/a: {receivers: [issues], exporters: [otlp_http]}}}`,
			[]early{{"logs/a", "otlp_http", whyStored}}},
		{"a queue that is off", `
exporters: {a: {sending_queue: {enabled: false, queue_size: 1000}}, b: {sending_queue: {}}, c: {sending_queue: null}}
service: {pipelines: {logs/a: {receivers: [issues], exporters: [a, b, c]}}}`, nil},
		{"behind a connector", `
connectors: {forward: {}}
exporters: {otlp_http: {sending_queue: {queue_size: 1000}}}
service: {pipelines: {
  logs/a: {receivers: [issues], exporters: [forward]},
  logs/b: {receivers: [forward], processors: [batch], exporters: [otlp_http, forward]}}}`,
			[]early{{"logs/b", "batch", whyBatch}, {"logs/b", "otlp_http", whyMemory}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			retrieved, err := confmap.NewRetrievedFromYAML([]byte(c.config))
			require.NoError(t, err)
			config, err := retrieved.AsConf()
			require.NoError(t, err)
			require.Equal(t, c.want, findEarly(config))
		})
	}
	require.Empty(t, findEarly(nil), "a Collector that does not tell its configuration")
}

func TestNotifyConfigSnapshot_WarnsOncePerComponent(t *testing.T) {
	core, logs := observer.New(zap.WarnLevel)
	set := extensiontest.NewNopSettings(metadata.Type)
	set.Logger = zap.New(core)
	tracker, err := newTracker(set, createDefaultConfig().(*Config))
	require.NoError(t, err)
	config := confmap.NewFromStringMap(map[string]any{
		"service": map[string]any{"pipelines": map[string]any{"logs/a": map[string]any{
			"receivers": []any{"issues"}, "processors": []any{"batch"}, "exporters": []any{"debug"},
		}}},
	})
	require.NoError(t, tracker.NotifyConfigSnapshot(t.Context(), extensioncapabilities.NewConfigSnapshot(config, nil)))
	require.Equal(t, 1, logs.Len())
	entry := logs.All()[0]
	require.Contains(t, entry.Message, "acknowledged before its destination has it")
	require.Equal(t, map[string]any{"pipeline": "logs/a", "component": "batch"}, entry.ContextMap())
}
