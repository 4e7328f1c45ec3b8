package collectortest

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
)

// Sender pushes OTLP by gRPC.
type Sender struct {
	client ptraceotlp.GRPCClient
}

// NewSender returns a sender to an address; its connection ends with the test.
func NewSender(t testing.TB, address string) *Sender {
	t.Helper()
	// A Collector that was killed is back soon: look for it every tenth of a second.
	soon := grpc.ConnectParams{Backoff: backoff.Config{BaseDelay: 50 * time.Millisecond, Multiplier: 1.2, MaxDelay: 100 * time.Millisecond}}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithConnectParams(soon))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &Sender{ptraceotlp.NewGRPCClient(conn)}
}

// Traces sends one batch and returns whether it was acknowledged.
func (s *Sender) Traces(ctx context.Context, td ptrace.Traces) error {
	_, err := s.client.Export(ctx, ptraceotlp.NewExportRequestFromTraces(td))
	return err
}

// Kind is an error with a call path of its own.
type Kind struct {
	Name          string
	before, after string // of the stack trace, around a line number
}

// NewKind returns the n-th kind. Kinds differ in their call path and in nothing else: type and
// message are the same.
func NewKind(n int) Kind {
	name := fmt.Sprintf("step_%s", letters(n))
	return Kind{
		Name: name,
		before: fmt.Sprintf("Traceback (most recent call last):\n"+
			"  File \"/app/shop/server.py\", line 88, in handle\n    return self.route(request)\n"+
			"  File \"/app/shop/routes.py\", line 31, in route\n    return handlers[request.path](request)\n"+
			"  File \"/usr/lib/python3.11/site-packages/flask/app.py\", line 880, in full_dispatch_request\n    rv = self.dispatch_request()\n"+
			"  File \"/app/shop/flow.py\", line 12, in %s\n    return charge(order)\n"+
			"  File \"/app/shop/payment.py\", line ", name),
		after: ", in charge\n    raise PaymentError(order)\n",
	}
}

// letters writes a number without digits, which grouping might take out.
func letters(n int) string {
	s := ""
	for {
		s = string(rune('a'+n%26)) + s
		if n = n/26 - 1; n < 0 {
			return s
		}
	}
}

// AddErrorSpan appends a span with one exception of a kind: its own trace and span id, an id in the
// message, and a random line number in one frame.
func AddErrorSpan(spans ptrace.SpanSlice, kind Kind, r *rand.Rand, at time.Time) {
	message := fmt.Sprintf("order %d was declined", r.IntN(1_000_000))
	span := AddSpan(spans, "POST /orders", r, at)
	span.Status().SetCode(ptrace.StatusCodeError)
	span.Status().SetMessage(message)
	ev := span.Events().AppendEmpty()
	ev.SetName("exception")
	ev.SetTimestamp(pcommon.NewTimestampFromTime(at))
	ev.Attributes().PutStr("exception.type", "PaymentError")
	ev.Attributes().PutStr("exception.message", message)
	ev.Attributes().PutStr("exception.stacktrace",
		fmt.Sprintf("%s%d%sPaymentError: %s\n", kind.before, 1+r.IntN(5000), kind.after, message))
}

// AddSpan appends a healthy entry span with the usual attributes.
func AddSpan(spans ptrace.SpanSlice, name string, r *rand.Rand, at time.Time) ptrace.Span {
	span := spans.AppendEmpty()
	var trace [16]byte
	var id [8]byte
	binary.LittleEndian.PutUint64(trace[:8], r.Uint64())
	binary.LittleEndian.PutUint64(trace[8:], r.Uint64())
	binary.LittleEndian.PutUint64(id[:], r.Uint64()|1)
	span.SetTraceID(trace)
	span.SetSpanID(id)
	span.SetName(name)
	span.SetKind(ptrace.SpanKindServer)
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(at.Add(-20 * time.Millisecond)))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(at))
	a := span.Attributes()
	a.PutStr("http.request.method", "POST")
	a.PutStr("http.route", "/orders")
	a.PutInt("http.response.status_code", 200)
	a.PutStr("server.address", "shop.example")
	a.PutStr("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64)")
	return span
}

// NewTraces returns an empty batch of a service, and where its spans go.
func NewTraces(service, version string) (ptrace.Traces, ptrace.SpanSlice) {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	a := rs.Resource().Attributes()
	a.PutStr("service.name", service)
	a.PutStr("service.version", version)
	a.PutStr("deployment.environment.name", "production")
	a.PutStr("telemetry.sdk.language", "python")
	ss := rs.ScopeSpans().AppendEmpty()
	ss.Scope().SetName("shop")
	return td, ss.Spans()
}
