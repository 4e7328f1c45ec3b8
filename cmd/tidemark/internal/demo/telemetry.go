package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
)

const (
	dialTimeout   = 3 * time.Second
	exportTimeout = 5 * time.Second
	flushTimeout  = 10 * time.Second
	// batchEvery is shorter than the SDK's default of 5 s (spans) and 1 s (logs): a demo is to be quick.
	batchEvery = 200 * time.Millisecond
)

// telemetry is the way of the shop's spans and log records to the Collector.
type telemetry struct {
	spans sdktrace.SpanProcessor
	logs  sdklog.Processor

	mu  sync.Mutex
	err error // the last one of the SDK
}

// newTelemetry connects to an OTLP/gRPC endpoint.
func newTelemetry(ctx context.Context, endpoint string) (*telemetry, error) {
	dialer := net.Dialer{Timeout: dialTimeout}
	connection, err := dialer.DialContext(ctx, "tcp", endpoint) // gRPC would try on for a long time
	if err != nil {
		return nil, &client.UnreachableError{Address: endpoint + " (OTLP)", Err: err}
	}
	_ = connection.Close()
	spans, err := otlptracegrpc.New(ctx, otlptracegrpc.WithEndpoint(endpoint), otlptracegrpc.WithInsecure(), otlptracegrpc.WithTimeout(exportTimeout))
	if err != nil {
		return nil, fmt.Errorf("make the span exporter: %w", err)
	}
	logs, err := otlploggrpc.New(ctx, otlploggrpc.WithEndpoint(endpoint), otlploggrpc.WithInsecure(), otlploggrpc.WithTimeout(exportTimeout))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make the log exporter: %w", err), spans.Shutdown(ctx))
	}
	t := &telemetry{
		spans: sdktrace.NewBatchSpanProcessor(spans, sdktrace.WithBatchTimeout(batchEvery)),
		logs:  sdklog.NewBatchProcessor(logs, sdklog.WithExportInterval(batchEvery)),
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(t.note)) // else the SDK writes in between our lines
	return t, nil
}

func (t *telemetry) note(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.err = err
}

// lastError is what the SDK complained about last.
func (t *telemetry) lastError() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// flush sends what is left, also when ctx has ended, and closes the way.
func (t *telemetry) flush(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
	defer cancel()
	return errors.Join(t.spans.Shutdown(ctx), t.logs.Shutdown(ctx))
}
