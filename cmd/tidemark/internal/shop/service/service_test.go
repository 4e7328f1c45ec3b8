package service

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.uber.org/goleak"

	oteltrace "go.opentelemetry.io/otel/trace"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestCall_CrossesToAnotherServiceInTheSameTrace(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	start := func(name string) *Service {
		s, err := New(t.Context(), Settings{
			Name: name, Release: "1.0.0", Spans: trace.SpanProcessor(spans), Logs: log.NewSimpleProcessor(nil), Raised: func(string) {},
		})
		require.NoError(t, err)
		return s
	}
	front, back := start("front"), start("back")
	declined := errors.New("declined")

	err := front.Serve(t.Context(), "GET /", func(ctx context.Context) error {
		return front.Call(ctx, "back.pay", func(ctx context.Context) error {
			return back.Serve(ctx, "POST /pay", func(context.Context) error { return declined }, Order{Number: 7}.Attributes()...)
		})
	})

	require.ErrorIs(t, err, declined)
	ended := spans.Ended()
	require.Len(t, ended, 3)
	pay, call, get := ended[0], ended[1], ended[2]
	require.Equal(t, []string{"POST /pay", "back.pay", "GET /"}, []string{pay.Name(), call.Name(), get.Name()})
	require.Equal(t, []oteltrace.SpanKind{oteltrace.SpanKindServer, oteltrace.SpanKindClient, oteltrace.SpanKindServer},
		[]oteltrace.SpanKind{pay.SpanKind(), call.SpanKind(), get.SpanKind()})
	require.Equal(t, call.SpanContext().SpanID(), pay.Parent().SpanID(), "the trace goes on")
	require.True(t, pay.Parent().IsRemote())
	require.Equal(t, get.SpanContext().TraceID(), pay.SpanContext().TraceID())
	for _, span := range ended {
		require.Equal(t, codes.Error, span.Status().Code)
		require.Equal(t, "declined", span.Status().Description)
	}
}
