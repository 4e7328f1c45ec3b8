package errorgroupprocessor

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/processor"

	"github.com/tidemark-otel/tidemark/internal/wire/otlp"
	"github.com/tidemark-otel/tidemark/processors/errorgroupprocessor/internal/metadata"
)

// NewFactory returns the factory of the error_group processor.
func NewFactory() processor.Factory {
	return processor.NewFactory(metadata.Type, createDefaultConfig,
		processor.WithTraces(createTraces, metadata.TracesStability),
		processor.WithLogs(createLogs, metadata.LogsStability),
	)
}

func createDefaultConfig() component.Config {
	return &Config{StatusErrors: string(otlp.StatusErrorsEntry), MinSeverity: "warn", TrustIssueID: true, ReleaseFrom: []string{"service.version"}}
}

func createTraces(_ context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
	p, err := newErrorGroup(set, cfg.(*Config))
	return &tracesProcessor{errorGroup: p, next: next}, err
}

func createLogs(_ context.Context, set processor.Settings, cfg component.Config, next consumer.Logs) (processor.Logs, error) {
	p, err := newErrorGroup(set, cfg.(*Config))
	return &logsProcessor{errorGroup: p, next: next}, err
}
