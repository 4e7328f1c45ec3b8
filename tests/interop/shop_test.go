//go:build interop

package interop

import (
	"path/filepath"
	"strconv"
	"testing"

	otelsdk "go.opentelemetry.io/otel/sdk"
)

const sdkRequirements = "python/requirements.txt"

// shop is a program on a stock SDK. It fails times at each of its sites, per protocol.
type shop struct {
	service string
	sdk     string // for the summary
	version string
	sites   []site
	// command returns the program and its first arguments, or errUnavailable.
	command func(*testing.T) ([]string, error)
}

func shops(t *testing.T) []shop {
	return []shop{
		{
			service: "python-shop",
			sdk:     "OpenTelemetry SDK for Python",
			version: pinned(t, sdkRequirements, "opentelemetry-sdk"),
			sites:   pythonSites,
			command: func(t *testing.T) ([]string, error) {
				python, err := venv(t, "otel", sdkRequirements)
				return []string{python, "python/shop.py"}, err
			},
		},
		{
			service: "go-shop",
			sdk:     "OpenTelemetry SDK for Go",
			version: otelsdk.Version(),
			sites:   goSites,
			command: func(t *testing.T) ([]string, error) {
				binary := filepath.Join(t.TempDir(), "goshop")
				_, err := run(t.Context(), environ(), "go", "build", "-o", binary, "./goshop")
				return []string{binary}, err
			},
		},
	}
}

// trade runs the shop once per protocol against the Collector.
func (s *shop) trade(t *testing.T, command []string, c *collector) {
	t.Helper()
	for _, protocol := range protocols {
		env := environ(
			"OTEL_SERVICE_NAME="+s.service,
			"OTEL_RESOURCE_ATTRIBUTES=service.version="+release+",deployment.environment.name="+environment,
			"OTEL_EXPORTER_OTLP_ENDPOINT=http://"+c.address[protocol],
			"PYTHONDONTWRITEBYTECODE=1",
		)
		args := append(command[1:len(command):len(command)], protocol, strconv.Itoa(times))
		if _, err := run(t.Context(), env, command[0], args...); err != nil {
			t.Fatal(err)
		}
	}
}
