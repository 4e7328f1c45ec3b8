package issuetrackerextension

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
)

func TestConfig_FaultsInLinksAreNamedWithTheirLineAndAllAtOnce(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Links = LinksConfig{
		Trace: "https://jaeger.test/{{ .TraceID }}", Logs: "https://logs.test/{{ .Nope }}", Source: "{{ .File }}", Issue: "https://x.test/{{ end }}",
	}
	err := confmap.Validate(cfg)
	require.Error(t, err)
	for _, want := range []string{"links::logs: template: logs:1:", "links::source: must make a link", "links::issue: template: issue:1: unexpected {{end}}"} {
		assert.Contains(t, err.Error(), want)
	}
	assert.NotContains(t, err.Error(), "trace: ")
}
