package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/client"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// fakeCollector takes OTLP and makes one issue of each service and exception type, error text or
// failed entry span.
type fakeCollector struct {
	endpoint string // OTLP/gRPC
	client   *client.Client

	mu     sync.Mutex
	issues []api.Issue
	forget string // errors whose title contains this are lost
}

func newFakeCollector(t *testing.T) *fakeCollector {
	t.Helper()
	f := &fakeCollector{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(server, &traces{f: f})
	plogotlp.RegisterGRPCServer(server, &logs{f: f})
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	f.endpoint = listener.Addr().String()

	web := httptest.NewServer(http.HandlerFunc(f.list))
	t.Cleanup(web.Close)
	f.client, err = client.New(client.Settings{Address: web.URL, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.client.Close)
	return f
}

func (f *fakeCollector) list(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	slices.SortFunc(f.issues, func(a, b api.Issue) int { return b.LastSeen.Compare(a.LastSeen) })
	_ = json.NewEncoder(w).Encode(api.IssueList{Issues: f.issues})
}

func (f *fakeCollector) add(resource pcommon.Resource, title string, at pcommon.Timestamp) {
	if f.forget != "" && strings.Contains(title, f.forget) {
		return
	}
	service, _ := resource.Attributes().Get("service.name")
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.issues, func(i api.Issue) bool { return i.Service == service.Str() && i.Title == title })
	if i < 0 {
		i = len(f.issues)
		f.issues = append(f.issues, api.Issue{ID: fmt.Sprintf("%020d", i), Service: service.Str(), Title: title})
	}
	f.issues[i].Observed++
	if at.AsTime().After(f.issues[i].LastSeen) {
		f.issues[i].LastSeen = at.AsTime()
	}
}

type traces struct {
	ptraceotlp.UnimplementedGRPCServer
	f *fakeCollector
}

func (s *traces) Export(_ context.Context, request ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	for _, rs := range request.Traces().ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				for _, e := range span.Events().All() {
					typ, _ := e.Attributes().Get("exception.type")
					s.f.add(rs.Resource(), typ.Str(), e.Timestamp())
				}
				if span.Events().Len() == 0 && span.Kind() == ptrace.SpanKindServer && span.Status().Code() == ptrace.StatusCodeError {
					s.f.add(rs.Resource(), span.Status().Message(), span.EndTimestamp())
				}
			}
		}
	}
	return ptraceotlp.NewExportResponse(), nil
}

type logs struct {
	plogotlp.UnimplementedGRPCServer
	f *fakeCollector
}

func (s *logs) Export(_ context.Context, request plogotlp.ExportRequest) (plogotlp.ExportResponse, error) {
	for _, rl := range request.Logs().ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, lr := range sl.LogRecords().All() {
				title, ok := lr.Attributes().Get("exception.type")
				if !ok {
					title = lr.Body()
				}
				s.f.add(rl.Resource(), title.Str(), lr.Timestamp())
			}
		}
	}
	return plogotlp.NewExportResponse(), nil
}
