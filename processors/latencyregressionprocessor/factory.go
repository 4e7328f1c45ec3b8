package latencyregressionprocessor

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/processor"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
	"github.com/tidemark-otel/tidemark/processors/latencyregressionprocessor/internal/metadata"
)

// NewFactory returns the factory of the latency_regression processor.
func NewFactory() processor.Factory {
	return processor.NewFactory(metadata.Type, createDefaultConfig, processor.WithTraces(createTraces, metadata.TracesStability))
}

func createDefaultConfig() component.Config {
	b := breakdown.NewDefaultSettings()
	return &Config{
		Timezone: "UTC", ReleaseFrom: []string{"service.version"},
		MinimumEffect: EffectConfig{Ratio: 0.05, Duration: time.Millisecond}, Alpha: 0.01, Budget: 12, Shadow: 24 * time.Hour,
		ColdStart:     ColdStartConfig{Spans: 200, Duration: 5 * time.Minute},
		Breakdown:     BreakdownConfig{SampleOneIn: b.SampleOneIn, Hold: b.Hold, MaxSpans: b.MaxSpans},
		MaxOperations: 20_000, MaxReleases: 3, MaxInstances: 20_000,
	}
}

func createTraces(_ context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
	return newTraces(set, cfg.(*Config), next)
}
