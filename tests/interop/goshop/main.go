// Command goshop is a shop that fails at two places, with nothing of Tidemark in it: the stock
// OpenTelemetry SDK for Go.
//
//	goshop grpc|http TIMES
//
// Where to send and what the service is called come from the SDK's own environment variables
// (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES).
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

var (
	errNoStock = errors.New("no stock left")
	errNoEntry = errors.New("no such entry in the ledger")
)

var tracer = otel.Tracer("shop")

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: goshop grpc|http TIMES")
	}
	times, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	if err := run(context.Background(), os.Args[1], times); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, protocol string, times int) error {
	exporter, err := newExporter(ctx, protocol)
	if err != nil {
		return err
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	otel.SetTracerProvider(provider)

	for i := range times {
		handleCheckout(ctx, 1234+i)
		handleRefund(ctx, uuid.New())
	}
	return provider.Shutdown(ctx)
}

func newExporter(ctx context.Context, protocol string) (*otlptrace.Exporter, error) {
	if protocol == "grpc" {
		return otlptracegrpc.New(ctx)
	}
	return otlptracehttp.New(ctx)
}

func handleCheckout(ctx context.Context, order int) {
	ctx, span := tracer.Start(ctx, "POST /checkout", trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	placeOrder(ctx, order)
}

func placeOrder(ctx context.Context, order int) {
	if err := reserveStock(order); err != nil {
		fail(ctx, fmt.Errorf("place order %d: %w", order, err))
	}
}

func reserveStock(order int) error {
	return fmt.Errorf("reserve for %d: %w", order, errNoStock)
}

func handleRefund(ctx context.Context, payment uuid.UUID) {
	ctx, span := tracer.Start(ctx, "POST /refund", trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	refund(ctx, payment)
}

func refund(ctx context.Context, payment uuid.UUID) {
	if err := reverseEntry(payment); err != nil {
		fail(ctx, fmt.Errorf("refund payment %s: %w", payment, err))
	}
}

func reverseEntry(payment uuid.UUID) error {
	return fmt.Errorf("reverse %s: %w", payment, errNoEntry)
}

// fail records err on the current span. Both places call it, so the innermost frame of the
// application is the same for both and only the callers tell them apart.
func fail(ctx context.Context, err error) {
	span := trace.SpanFromContext(ctx)
	span.RecordError(err, trace.WithStackTrace(true))
	span.SetStatus(codes.Error, err.Error())
}
