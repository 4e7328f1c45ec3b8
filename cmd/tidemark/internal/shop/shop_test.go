package shop_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/log"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
	oteltrace "go.opentelemetry.io/otel/trace"
	"go.uber.org/goleak"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/checkout"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/frontend"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/inventory"
	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/payment"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// logMemory keeps log records, as tracetest.InMemoryExporter keeps spans.
type logMemory struct {
	mu      sync.Mutex
	records []sdklog.Record
}

func (m *logMemory) Export(_ context.Context, records []sdklog.Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range records {
		m.records = append(m.records, r.Clone())
	}
	return nil
}

func (m *logMemory) Shutdown(context.Context) error   { return nil }
func (m *logMemory) ForceFlush(context.Context) error { return nil }

// recording is what one run of the shop sent.
type recording struct {
	spans  tracetest.SpanStubs
	logs   []sdklog.Record
	sent   map[string]int
	orders map[string]int // by release
	failed map[string]int
	firsts int
}

// record runs the shop in fake time.
func record(t *testing.T, duration time.Duration) recording {
	t.Helper()
	r := recording{orders: map[string]int{}, failed: map[string]int{}}
	synctest.Test(t, func(t *testing.T) {
		spans, logs := tracetest.NewInMemoryExporter(), &logMemory{}
		s := shop.New(shop.Settings{
			Spans: trace.NewSimpleSpanProcessor(spans), Logs: sdklog.NewSimpleProcessor(logs),
			FirstError: func(time.Time) { r.firsts++ },
			Done:       func(release string, orders, failed int) { r.orders[release], r.failed[release] = orders, failed },
		})
		if err := s.Run(t.Context(), duration); err != nil {
			t.Fatal(err)
		}
		r.spans, r.logs, r.sent = spans.GetSpans(), logs.records, s.Sent()
	})
	return r
}

func TestShop_EachReleaseTakesOrdersAndTheLastOneFailsMore(t *testing.T) {
	r := record(t, 12*time.Second)
	for _, release := range shop.Releases {
		if n := r.orders[release]; n != 160 {
			t.Errorf("%s took %d orders in 4 s, want 160", release, n)
		}
	}
	if r.failed["1.2.0"] != 0 || r.failed["1.3.0"] != 0 || r.failed["1.4.0"] < 30 {
		t.Errorf("failed orders: %v", r.failed)
	}
	if r.firsts != 1 {
		t.Errorf("the first error was told %d times", r.firsts)
	}
}

func TestShop_TheShortestRunHasEverySite(t *testing.T) {
	r := record(t, shop.MinDuration)
	for _, site := range shop.Sites {
		if r.sent[site.Name] == 0 {
			t.Errorf("%s was not sent", site.Name)
		}
	}
}

func TestShop_ExceptionsAreAsManyAsItSaysAndSinceTheReleaseItSays(t *testing.T) {
	r := record(t, 6*time.Second)
	for _, test := range []struct {
		site    string
		service string
		typ     string // the end of exception.type
		since   string
		status  codes.Code
		inStack string
	}{
		{payment.SiteCharge, "payment", "payment.ChargeError", "1.4.0", codes.Error, "payment.(*Payment).charge"},
		{checkout.SiteOrder, "checkout", "checkout.OrderError", "1.4.0", codes.Error, "checkout.(*Checkout).pay"},
		{checkout.SiteCoupon, "checkout", "checkout.CouponError", "1.3.0", codes.Unset, "checkout.(*Checkout).applyCoupon"},
	} {
		t.Run(test.site, func(t *testing.T) {
			n, first := 0, ""
			for _, span := range r.spans {
				for _, e := range span.Events {
					about := attribute.NewSet(e.Attributes...)
					if !strings.HasSuffix(value(about, semconv.ExceptionTypeKey), test.typ) {
						continue
					}
					n++
					if service := value(*span.Resource.Set(), semconv.ServiceNameKey); service != test.service {
						t.Errorf("sent by %s", service)
					}
					release := value(*span.Resource.Set(), semconv.ServiceVersionKey)
					if first == "" || release < first {
						first = release
					}
					if span.Status.Code != test.status {
						t.Errorf("the span has status %v, want %v", span.Status, test.status)
					}
					checkStack(t, value(about, semconv.ExceptionStacktraceKey), test.inStack)
				}
			}
			if n == 0 || n != r.sent[test.site] || first != test.since {
				t.Errorf("%d exceptions since %s, want %d since %s", n, first, r.sent[test.site], test.since)
			}
		})
	}
}

// checkStack: a stack is whole, has the frame, and none of the services that called this one.
func checkStack(t *testing.T, stack, frame string) {
	t.Helper()
	if !strings.HasPrefix(stack, "goroutine ") || !strings.Contains(stack, frame) || !strings.Contains(stack, "\ncreated by ") {
		t.Errorf("want a whole stack with %s:\n%s", frame, stack)
	}
	if strings.Contains(stack, "frontend.") {
		t.Errorf("the stack goes on in the caller:\n%s", stack)
	}
}

func TestShop_LogRecordsAreAsManyAsItSays(t *testing.T) {
	r := record(t, 6*time.Second)
	timeouts, sessions := 0, 0
	for _, lr := range r.logs {
		if lr.Severity() != log.SeverityError || !lr.TraceID().IsValid() || !lr.SpanID().IsValid() {
			t.Errorf("severity %v, trace %v, span %v", lr.Severity(), lr.TraceID(), lr.SpanID())
		}
		switch service := value(*lr.Resource().Set(), semconv.ServiceNameKey); service {
		case "inventory":
			timeouts++
			about := map[string]string{}
			lr.WalkAttributes(func(kv log.KeyValue) bool { about[kv.Key] = kv.Value.AsString(); return true })
			if lr.EventName() != "exception" || about["exception.type"] != "*inventory.TimeoutError" {
				t.Errorf("event %q of type %q", lr.EventName(), about["exception.type"])
			}
			checkStack(t, about["exception.stacktrace"], "inventory.(*Inventory).reserve")
		case "frontend":
			sessions++
			if lr.AttributesLen() != 0 || !strings.HasPrefix(lr.Body().AsString(), "session store took") {
				t.Errorf("body %v with %d attributes", lr.Body(), lr.AttributesLen())
			}
		default:
			t.Errorf("%s logs", service)
		}
	}
	if timeouts == 0 || timeouts != r.sent[inventory.SiteTimeout] || sessions == 0 || sessions != r.sent[frontend.SiteSessions] {
		t.Errorf("%d time-outs and %d sessions, sent %v", timeouts, sessions, r.sent)
	}
}

func TestShop_AFailedOrderIsOneTraceThroughServicesThatLookLikeOthers(t *testing.T) {
	r := record(t, 3*time.Second)
	byID := map[oteltrace.SpanID]tracetest.SpanStub{}
	for _, span := range r.spans {
		byID[span.SpanContext.SpanID()] = span
	}
	found := 0
	for _, span := range r.spans {
		if span.Name != "POST /charge" || span.Status.Code != codes.Error {
			continue
		}
		found++
		var path []string
		for at, ok := span, true; ok; at, ok = byID[at.Parent.SpanID()] {
			path = append(path, value(*at.Resource.Set(), semconv.ServiceNameKey)+" "+at.SpanKind.String())
			if at.SpanContext.TraceID() != span.SpanContext.TraceID() {
				t.Error("the trace changes on the way")
			}
			if at.SpanKind == oteltrace.SpanKindServer && at.Parent.IsValid() && !at.Parent.IsRemote() {
				t.Errorf("%s was called within the process", at.Name)
			}
			if at.Status.Code != codes.Error {
				t.Errorf("%s did not fail", at.Name)
			}
		}
		if got, want := strings.Join(path, " < "), "payment server < checkout client < checkout server < frontend client < frontend server"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if found != r.sent[payment.SiteCharge] || found != r.sent[frontend.SiteStatus] {
		t.Errorf("%d failed charges, sent %v", found, r.sent)
	}
}

func TestShop_ItsTelemetryIsThatOfAnyApplication(t *testing.T) {
	r := record(t, 3*time.Second)
	for _, span := range r.spans {
		about := *span.Resource.Set()
		if value(about, "telemetry.sdk.language") != "go" || value(about, "service.namespace") != "shop" || value(about, "deployment.environment.name") != "demo" {
			t.Fatalf("resource %v", span.Resource)
		}
		// Telemetry of Tidemark's own scopes is never judged.
		if scope := span.InstrumentationScope.Name; !strings.HasPrefix(scope, "shop/") {
			t.Fatalf("scope %s", scope)
		}
	}
}

func TestShop_ARunIsTheSameEachTime(t *testing.T) {
	a, b := record(t, 3*time.Second), record(t, 3*time.Second)
	for _, site := range shop.Sites {
		if a.sent[site.Name] != b.sent[site.Name] {
			t.Errorf("%s: %d and %d times", site.Name, a.sent[site.Name], b.sent[site.Name])
		}
	}
}

func TestShop_EndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s := shop.New(shop.Settings{
			Spans: trace.NewSimpleSpanProcessor(tracetest.NewNoopExporter()), Logs: sdklog.NewSimpleProcessor(&logMemory{}),
			FirstError: func(time.Time) {}, Done: func(string, int, int) {},
		})
		if err := s.Run(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func value(set attribute.Set, key attribute.Key) string {
	v, _ := set.Value(key)
	return v.AsString()
}
