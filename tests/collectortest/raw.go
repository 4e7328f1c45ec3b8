package collectortest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// PostTraces sends bytes as they are to OTLP/HTTP and returns the status and what was answered.
func (c *Collector) PostTraces(ctx context.Context, contentType string, body []byte) (status int, answer string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.HTTP+"/v1/traces", bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatalf("%v\n%s", err, c.Log())
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, string(said)
}

// RawSender pushes bytes as they are by gRPC.
type RawSender struct{ conn *grpc.ClientConn }

// NewRawSender returns a sender to an address; its connection ends with the test.
func NewRawSender(t testing.TB, address string) *RawSender {
	t.Helper()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &RawSender{conn}
}

// Traces sends the bytes of one request.
func (s *RawSender) Traces(ctx context.Context, body []byte) error {
	const method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
	var answer []byte
	return s.conn.Invoke(ctx, method, body, &answer, grpc.ForceCodec(rawCodec{}))
}

// rawCodec leaves bytes as they are, under the name of the codec they are meant for.
type rawCodec struct{}

func (rawCodec) Name() string { return "proto" }

func (rawCodec) Marshal(v any) ([]byte, error) {
	if b, ok := v.([]byte); ok {
		return b, nil
	}
	return nil, fmt.Errorf("%T is not bytes", v)
}

func (rawCodec) Unmarshal(data []byte, v any) error {
	b, ok := v.(*[]byte)
	if !ok {
		return fmt.Errorf("%T does not take bytes", v)
	}
	*b = append((*b)[:0], data...)
	return nil
}
