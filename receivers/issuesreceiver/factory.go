package issuesreceiver

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/receiver"

	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/receivers/issuesreceiver/internal/metadata"
)

// NewFactory returns the factory of the issues receiver.
func NewFactory() receiver.Factory {
	return receiver.NewFactory(metadata.Type, createDefaultConfig,
		receiver.WithLogs(create, metadata.LogsStability))
}

func createDefaultConfig() component.Config {
	return &Config{Start: string(engine.StartNow), MinimumLevel: exception.LevelDebug.String(), Retry: defaultRetry()}
}

func create(_ context.Context, set receiver.Settings, cfg component.Config, next consumer.Logs) (receiver.Logs, error) {
	return newIssues(set, cfg.(*Config), next)
}
