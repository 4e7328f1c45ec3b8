// Command goshop is a shop that fails at two places, with nothing of Tidemark in it: the stock
// OpenTelemetry SDK for Go.
//
//	goshop span|log|both TIMES
//
// Where to send, how, and what the service is called come from the SDK's own environment variables
// (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_SERVICE_NAME, …). The argument says how
// an error is told: as an event of the span, as a log record, or as both, which is one occurrence.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"strconv"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	otellog "go.opentelemetry.io/otel/log"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

var (
	errNoStock = errors.New("no stock left")
	errNoEntry = errors.New("no such entry in the ledger")
)

var (
	tracer = otel.Tracer("shop")
	signal string
	logger otellog.Logger
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: goshop span|log|both TIMES")
	}
	signal = os.Args[1]
	times, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	if err := run(context.Background(), times); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, times int) error {
	spans, records, err := newExporters(ctx, os.Getenv("OTEL_EXPORTER_OTLP_PROTOCOL"))
	if err != nil {
		return err
	}
	traces := sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans))
	otel.SetTracerProvider(traces)
	logs := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(records)))
	logger = logs.Logger("shop")

	for i := range times {
		handleCheckout(ctx, 1234+i)
		handleRefund(ctx, uuid.New())
	}
	return errors.Join(traces.Shutdown(ctx), logs.Shutdown(ctx))
}

func newExporters(ctx context.Context, protocol string) (sdktrace.SpanExporter, sdklog.Exporter, error) {
	if protocol == "grpc" {
		spans, err := otlptracegrpc.New(ctx)
		if err != nil {
			return nil, nil, err
		}
		records, err := otlploggrpc.New(ctx)
		return spans, records, err
	}
	spans, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, nil, err
	}
	records, err := otlploghttp.New(ctx)
	return spans, records, err
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

// fail tells of err on the current span. Both places call it, so the innermost frame of the
// application is the same for both and only the callers tell them apart.
func fail(ctx context.Context, err error) {
	span := trace.SpanFromContext(ctx)
	if signal != "log" {
		span.RecordError(err, trace.WithStackTrace(true))
	}
	if signal != "span" {
		var record otellog.Record
		record.SetSeverity(otellog.SeverityError)
		record.SetBody(otellog.StringValue("request failed"))
		record.AddAttributes(
			otellog.String("exception.type", fmt.Sprintf("%T", err)),
			otellog.String("exception.message", err.Error()),
			otellog.String("exception.stacktrace", string(debug.Stack())))
		logger.Emit(ctx, record)
	}
	span.SetStatus(codes.Error, err.Error())
}
