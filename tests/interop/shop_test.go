//go:build interop

package interop

import (
	"strconv"
	"testing"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

const (
	// times is how often each place fails in one run of a shop.
	times       = 50
	release     = "1.4.0"
	environment = "production"
)

// The signals that a shop is asked for. Whichever it is, an error is one occurrence.
const (
	asSpanEvent = "span"
	asLogRecord = "log"
	asBoth      = "both"
)

// shop is a program on a stock SDK that fails at two places, started once per run.
type shop struct {
	service string
	runtime string // for the table
	sites   []site
	runs    []tradeRun
	// install returns how to start it, or errUnavailable.
	install func(*testing.T) (program, error)
}

// program is an installed shop.
type program struct {
	folder  string // to start it in
	command []string
	env     []string
	sdk     string // its version
}

// tradeRun is one start of a shop.
type tradeRun struct {
	protocol string // "grpc" or "http/protobuf"
	signal   string // the argument of the program
	told     string // the signals that leave the SDK, for the table
	env      []string
}

// Every shop sends span events by one protocol and log records by the other.
var (
	spansByGRPC = tradeRun{protocol: "grpc", signal: asSpanEvent, told: "span events"}
	spansByHTTP = tradeRun{protocol: "http/protobuf", signal: asSpanEvent, told: "span events"}
	logsByGRPC  = tradeRun{protocol: "grpc", signal: asLogRecord, told: "log records"}
	logsByHTTP  = tradeRun{protocol: "http/protobuf", signal: asLogRecord, told: "log records"}
	bothByGRPC  = tradeRun{protocol: "grpc", signal: asBoth, told: "both at once"}
	bothByHTTP  = tradeRun{protocol: "http/protobuf", signal: asBoth, told: "both at once"}
)

// trade runs the shop once against the Collector.
func (s *shop) trade(t *testing.T, p program, r tradeRun, c *collectortest.Collector) {
	t.Helper()
	address := c.HTTP
	if r.protocol == "grpc" {
		address = c.GRPC
	}
	env := environ(
		"OTEL_SERVICE_NAME="+s.service,
		"OTEL_RESOURCE_ATTRIBUTES=service.version="+release+",deployment.environment.name="+environment,
		"OTEL_EXPORTER_OTLP_ENDPOINT=http://"+address,
		"OTEL_EXPORTER_OTLP_PROTOCOL="+r.protocol,
		"OTEL_TRACES_EXPORTER=otlp", "OTEL_LOGS_EXPORTER=otlp", "OTEL_METRICS_EXPORTER=none",
	)
	env = append(append(env, p.env...), r.env...)
	args := append(p.command[1:len(p.command):len(p.command)], r.signal, strconv.Itoa(times))
	if _, err := run(t.Context(), env, p.folder, p.command[0], args...); err != nil {
		t.Fatal(err)
	}
}
