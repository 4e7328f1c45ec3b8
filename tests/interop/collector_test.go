//go:build interop

package interop

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	// envBinary overrides which Collector is tested.
	envBinary     = "TIDEMARK_BIN"
	defaultBinary = "../../bin/otelcol-tidemark"
	defaultConfig = "../../distributions/otelcol-tidemark/config.yaml"

	collectorStart = time.Minute
)

// Settings that take the place of those of the default configuration, so that the test does not
// meet a Collector that already runs on this machine. ADDRESS stands for one on a free port.
var freePorts = map[string]string{
	"grpc": "yaml:receivers::otlp::protocols::grpc::endpoint: ADDRESS",
	"http": "yaml:receivers::otlp::protocols::http::endpoint: ADDRESS",
	"api":  "yaml:extensions::issue_tracker::http::endpoint: ADDRESS",
}

// noMetrics keeps the Collector's own metrics off their fixed port.
const noMetrics = "yaml:service::telemetry::metrics::level: none"

// collector is the real binary with its default configuration.
type collector struct {
	version string
	address map[string]string // of "grpc", "http" and "api"
}

// collectorBinary returns the path of the Collector to test.
func collectorBinary(t *testing.T) string {
	t.Helper()
	binary := os.Getenv(envBinary)
	if binary == "" {
		binary = defaultBinary
	}
	binary, err := filepath.Abs(binary)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(binary); err != nil {
		t.Fatalf("there is no Collector to test, build it first (make build): %v", err)
	}
	return binary
}

// startCollector runs the Collector until t ends. An empty dsn means no Sentry-compatible backend.
func startCollector(t *testing.T, binary, dsn string) *collector {
	t.Helper()
	version, err := run(t.Context(), environ(), binary, "--version")
	if err != nil {
		t.Fatal(err)
	}

	c := &collector{version: lastWord(version), address: map[string]string{}}
	args := []string{"--config", defaultConfig, "--config", noMetrics}
	for name, setting := range freePorts {
		c.address[name] = freeAddress(t)
		args = append(args, "--config", strings.ReplaceAll(setting, "ADDRESS", c.address[name]))
	}
	env := environ("TIDEMARK_DATA_DIR="+t.TempDir(), "TIDEMARK_SENTRY_DSN="+dsn)
	server := startServer(t, "otelcol-tidemark", env, binary, args...)
	eventually(t, collectorStart, "the API answers", func() error {
		if err := server.exited(); err != nil {
			t.Fatal(err)
		}
		return getJSON(t.Context(), c.api("/health"), "", nil)
	})
	return c
}

func (c *collector) api(path string) string {
	return "http://" + c.address["api"] + "/api/v1" + path
}

// issue is one entry of the list of issues.
type issue struct {
	ID           string  `json:"id"`
	Title        string  `json:"title"`
	State        string  `json:"state"`
	Service      string  `json:"service"`
	Environment  string  `json:"environment"`
	Count        float64 `json:"count"`
	Observed     int64   `json:"observed"`
	FirstRelease string  `json:"first_release"`
}

// issues returns all issues of a service.
func (c *collector) issues(ctx context.Context, service string) ([]issue, error) {
	var list struct {
		Issues []issue `json:"issues"`
	}
	err := getJSON(ctx, c.api("/issues?limit=500&service="+url.QueryEscape(service)), "", &list)
	return list.Issues, err
}

// exemplars returns the exceptions of each exemplar of an issue, root cause first.
func (c *collector) exemplars(t *testing.T, id string) [][]exception {
	t.Helper()
	var detail struct {
		Exemplars []struct {
			Exceptions []struct {
				Type    string `json:"type"`
				Message string `json:"message"`
				Frames  []struct {
					Function string `json:"function"`
					InApp    bool   `json:"in_app"`
				} `json:"frames"`
			} `json:"exceptions"`
		} `json:"exemplars"`
	}
	if err := getJSON(t.Context(), c.api("/issues/"+url.PathEscape(id)), "", &detail); err != nil {
		t.Fatal(err)
	}
	var all [][]exception
	for _, e := range detail.Exemplars {
		var chain []exception
		for _, x := range e.Exceptions {
			y := exception{Type: x.Type, Message: x.Message}
			for _, f := range x.Frames {
				y.Frames = append(y.Frames, frame{f.Function, f.InApp})
			}
			chain = append(chain, y)
		}
		all = append(all, chain)
	}
	return all
}

func lastWord(s string) string {
	if words := strings.Fields(s); len(words) > 0 {
		return words[len(words)-1]
	}
	return ""
}
