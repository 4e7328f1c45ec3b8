package service

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/log"
	"go.opentelemetry.io/otel/propagation"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
	"go.opentelemetry.io/otel/trace"
)

// Namespace and Environment of all services. The environment keeps the demo apart from real issues.
const (
	Namespace   = "shop"
	Environment = "demo"
)

// Settings say what a service is and where its telemetry goes.
type Settings struct {
	Name, Release string
	Spans         sdktrace.SpanProcessor
	Logs          sdklog.Processor
	// Raised is told of each error that the service sends, by the name of its site.
	Raised func(site string)
}

// Service is one service in one release.
type Service struct {
	Logger   log.Logger
	settings Settings
	tracer   trace.Tracer
}

// New returns a service with telemetry providers of its own, as a separate program would have. The
// processors are shared and belong to the caller.
func New(ctx context.Context, s Settings) (*Service, error) {
	about, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(
		semconv.ServiceName(s.Name), semconv.ServiceNamespace(Namespace), semconv.ServiceVersion(s.Release),
		semconv.DeploymentEnvironmentNameKey.String(Environment),
	))
	if err != nil {
		return nil, err
	}
	scope := Namespace + "/" + s.Name
	traces := sdktrace.NewTracerProvider(sdktrace.WithResource(about), sdktrace.WithSpanProcessor(s.Spans), sdktrace.WithSampler(sdktrace.AlwaysSample()))
	logs := sdklog.NewLoggerProvider(sdklog.WithResource(about), sdklog.WithProcessor(s.Logs))
	return &Service{settings: s, tracer: traces.Tracer(scope), Logger: logs.Logger(scope)}, nil
}

// Release is the version that runs.
func (s *Service) Release() string { return s.settings.Release }

// Raised notes that an error of a site was sent.
func (s *Service) Raised(site string) { s.settings.Raised(site) }

// Serve handles a request as a server does: with a span of kind SERVER, in a goroutine of its own. A
// returned error fails the request.
func (s *Service) Serve(ctx context.Context, route string, handle func(context.Context) error, about ...attribute.KeyValue) error {
	answer := make(chan error)
	go func() {
		ctx, span := s.tracer.Start(ctx, route, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(about...))
		err := handle(ctx)
		end(span, err)
		answer <- err
	}()
	return <-answer
}

// Call calls another service: with a span of kind CLIENT, whose context crosses as headers do.
func (s *Service) Call(ctx context.Context, operation string, serve func(context.Context) error) error {
	ctx, span := s.tracer.Start(ctx, operation, trace.WithSpanKind(trace.SpanKindClient))
	headers := propagation.MapCarrier{}
	var propagator propagation.TraceContext
	propagator.Inject(ctx, headers)
	err := serve(propagator.Extract(context.WithoutCancel(ctx), headers))
	end(span, err)
	return err
}

func end(span trace.Span, err error) {
	status := 200
	if err != nil {
		status = 500
		span.SetStatus(codes.Error, err.Error())
	}
	span.SetAttributes(semconv.HTTPResponseStatusCode(status))
	span.End()
}

// Work takes the time that a step of a request takes.
func Work(d time.Duration) { time.Sleep(d) }
