package issuewebhookexporter

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configretry"
	"go.opentelemetry.io/collector/config/configtls"
	"go.opentelemetry.io/collector/exporter"

	"github.com/tidemark-otel/tidemark/exporters/issuewebhookexporter/internal/metadata"
)

// NewFactory returns the factory of the issue_webhook exporter.
func NewFactory() exporter.Factory {
	return exporter.NewFactory(metadata.Type, createDefaultConfig,
		exporter.WithLogs(createLogs, metadata.LogsStability))
}

func createDefaultConfig() component.Config {
	retry := configretry.NewDefaultBackOffConfig()
	retry.MaxElapsedTime = 0
	return &Config{
		Kind:     KindCloudEvents,
		Slack:    SlackConfig{APIURL: defaultSlackAPI},
		Template: TemplateConfig{ContentType: defaultContentType},
		Timeout:  30 * time.Second,
		TLS:      configtls.NewDefaultClientConfig(),
		Retry:    retry,
	}
}

func createLogs(ctx context.Context, set exporter.Settings, cfg component.Config) (exporter.Logs, error) {
	e, err := newExporter(cfg.(*Config), set)
	if err != nil {
		return nil, err
	}
	return e.logs(ctx, set)
}
