package otlp

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func TestItems_AProbeIsNeitherACallNorAStream(t *testing.T) {
	for name, probe := range map[string]bool{
		"GET /healthz": true, "GET /actuator/health/liveness": true, "HEAD /ping": true, "GET /-/ready/": true, "/metrics": true,
		"grpc.health.v1.Health/Check": true, "GET /Health": true,
		"GET /health/records": false, "GET /live/scores": false, "POST /orders": false, "": false, "GET": false, "shop.v1.Cart/Pings": false,
	} {
		item := walkSpan(t, func(span ptrace.Span) {
			span.SetKind(ptrace.SpanKindServer)
			span.SetName(name)
		})
		require.Equal(t, !probe, item.Entry, name)
		require.Equal(t, probe, item.Operation == "", name)
	}
	item := walkSpan(t, func(span ptrace.Span) {
		span.SetKind(ptrace.SpanKindConsumer)
		span.SetName("process ping")
	})
	require.True(t, item.Entry, "a message is work whatever its name")
}

func TestItems_AProbeIsNoCallWhereNothingIsDiscovered(t *testing.T) {
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetKind(ptrace.SpanKindServer)
	span.SetName("GET /healthz")
	var w walked
	NewItems(NewOperations(), nil, false).Traces(td, &w)
	require.False(t, w.items[0].Entry)
}
