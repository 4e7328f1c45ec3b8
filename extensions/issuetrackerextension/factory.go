package issuetrackerextension

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/extension"

	"github.com/tidemark-otel/tidemark/extensions/issuetrackerextension/internal/metadata"
	"github.com/tidemark-otel/tidemark/internal/engine"
	"github.com/tidemark-otel/tidemark/internal/issue"
)

// NewFactory returns the factory of the issue_tracker extension.
func NewFactory() extension.Factory {
	return extension.NewFactory(metadata.Type, createDefaultConfig, create, metadata.ExtensionStability)
}

func createDefaultConfig() component.Config {
	http := confighttp.NewDefaultServerConfig()
	http.NetAddr.Endpoint = "127.0.0.1:8686"
	policy := issue.NewDefaultPolicy()
	return &Config{
		Directory:         defaultDirectory,
		HTTP:              http,
		CommitWait:        250 * time.Millisecond,
		ResolveAfterQuiet: policy.ResolveAfterQuiet,
		NewFor:            policy.NewFor,
		Clock:             clockLive,
		Limits: LimitsConfig{
			Issues: 100_000, IssuesPerPath: engine.DefaultIssuesPerPath, ReleasesPerService: 200,
			StackBytes: 64 << 10, Attributes: 64, WindowEntries: 100_000,
		},
		Outbox: OutboxConfig{MaxAge: 168 * time.Hour, MaxChanges: 100_000},
	}
}

func create(_ context.Context, set extension.Settings, cfg component.Config) (extension.Extension, error) {
	return newTracker(set, cfg.(*Config))
}
