package flatlineprocessor

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/processor"

	"github.com/tidemark-otel/tidemark/internal/detect/match"
	"github.com/tidemark-otel/tidemark/processors/flatlineprocessor/internal/metadata"
)

// NewFactory returns the factory of the flatline processor.
func NewFactory() processor.Factory {
	return processor.NewFactory(metadata.Type, createDefaultConfig,
		processor.WithTraces(createTraces, metadata.TracesStability),
		processor.WithLogs(createLogs, metadata.LogsStability),
	)
}

func createDefaultConfig() component.Config {
	return &Config{
		Timezone: "UTC", Shadow: 24 * time.Hour, ReleaseFrom: []string{"service.version"}, MaxStreams: 50_000, MaxSenders: 20_000,
		Discover: DiscoverConfig{Enabled: true, Budget: 12, MaxStreams: 10_000, MinRate: 1},
	}
}

func createTraces(_ context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
	p, err := newWatch(set, cfg.(*Config), match.SignalSpans)
	return &tracesProcessor{watch: p, next: next}, err
}

func createLogs(_ context.Context, set processor.Settings, cfg component.Config, next consumer.Logs) (processor.Logs, error) {
	p, err := newWatch(set, cfg.(*Config), match.SignalLogs)
	return &logsProcessor{watch: p, next: next}, err
}
