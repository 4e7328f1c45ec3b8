package replay

import (
	"context"
	"fmt"
	"iter"

	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/replay/traffic"
)

// ahead is how many batches are made while one is on its way.
const ahead = 64

// Sent is how much was sent.
type Sent struct {
	Spans, Records, Batches int
}

// send brings batches to an OTLP/gRPC endpoint, one after the other: their order is the order of time.
func send(ctx context.Context, endpoint string, batches iter.Seq[traffic.Batch]) (sent Sent, err error) {
	connection, err := grpc.NewClient(endpoint, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return sent, fmt.Errorf("connect to %s: %w", endpoint, err)
	}
	defer connection.Close()
	traces, logs := ptraceotlp.NewGRPCClient(connection), plogotlp.NewGRPCClient(connection)
	ctx, cancel := context.WithCancel(ctx)
	made := make(chan traffic.Batch, ahead)
	go func() {
		defer close(made)
		for b := range batches {
			select {
			case made <- b:
			case <-ctx.Done():
				return
			}
		}
	}()
	defer func() {
		cancel()
		for range made { // until the goroutine has ended
		}
	}()
	for b := range made {
		if _, err := traces.Export(ctx, ptraceotlp.NewExportRequestFromTraces(b.Traces)); err != nil {
			return sent, fmt.Errorf("send spans of %s: %w", b.Received, err)
		}
		if _, err := logs.Export(ctx, plogotlp.NewExportRequestFromLogs(b.Logs)); err != nil {
			return sent, fmt.Errorf("send log records of %s: %w", b.Received, err)
		}
		sent.Spans += b.Traces.SpanCount()
		sent.Records += b.Logs.LogRecordCount()
		sent.Batches += 2
	}
	return sent, ctx.Err()
}
