package replay

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"go.uber.org/goleak"
	"google.golang.org/grpc"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/replay/traffic"
	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// receiver writes down what comes, and refuses after a number of requests when that is not 0.
type receiver struct {
	came        []string
	refuseAfter int
}

func (r *receiver) take(what string, items int) error {
	if r.refuseAfter > 0 && len(r.came) >= r.refuseAfter {
		return errors.New("full")
	}
	if items > 0 {
		r.came = append(r.came, what)
	}
	return nil
}

type traces struct {
	ptraceotlp.UnimplementedGRPCServer
	*receiver
}

func (s *traces) Export(_ context.Context, r ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	return ptraceotlp.NewExportResponse(), s.take("spans", r.Traces().SpanCount())
}

type logs struct {
	plogotlp.UnimplementedGRPCServer
	*receiver
}

func (s *logs) Export(_ context.Context, r plogotlp.ExportRequest) (plogotlp.ExportResponse, error) {
	return plogotlp.NewExportResponse(), s.take("records", r.Logs().LogRecordCount())
}

// serve returns the address of a receiver, and what ends it.
func serve(t *testing.T, r *receiver) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(server, &traces{receiver: r})
	plogotlp.RegisterGRPCServer(server, &logs{receiver: r})
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		require.NoError(t, <-served)
	})
	return listener.Addr().String()
}

func TestSend_KeepsTheOrderAndCounts(t *testing.T) {
	r := &receiver{}
	shop := traffic.New(1, Learned, traffic.Trouble{})
	sent, err := send(t.Context(), serve(t, r), shop.Between(Learned, Learned.Add(time.Minute)))
	require.NoError(t, err)
	require.Equal(t, []string{"spans", "records", "spans", "records"}, r.came)
	spans, records := 0, 0
	for b := range shop.Between(Learned, Learned.Add(time.Minute)) {
		spans, records = spans+b.Traces.SpanCount(), records+b.Logs.LogRecordCount()
	}
	require.Equal(t, Sent{Spans: spans, Records: records, Batches: 4}, sent)
}

func TestSend_EndsWithTheCollectorAndWithTheContext(t *testing.T) {
	week := traffic.New(1, Learned, traffic.Trouble{}).Between(Learned, Learned.AddDate(0, 0, 7))
	_, err := send(t.Context(), serve(t, &receiver{refuseAfter: 3}), week)
	require.ErrorContains(t, err, "full")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = send(ctx, serve(t, &receiver{}), week)
	require.ErrorContains(t, err, "canceled")
}

func TestCopyFolder_CopiesSecretsForTheirOwnerAndNoLog(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	for _, name := range []string{"tidemark.db", "api-token", "collector.log"} {
		require.NoError(t, os.WriteFile(filepath.Join(from, name), []byte(name), 0o600))
	}
	require.NoError(t, copyFolder(from, to))
	entries, err := os.ReadDir(to)
	require.NoError(t, err)
	require.Len(t, entries, 2)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(to, e.Name()))
		require.NoError(t, err)
		require.Equal(t, e.Name(), string(text))
		info, err := e.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode())
	}
}

func TestScenarios_BeginAfterWhatWasLearnedAndLeaveHoursAfterTheTrouble(t *testing.T) {
	for seed := range uint64(20) {
		for _, s := range Scenarios(seed) {
			if s.Sale {
				require.GreaterOrEqual(t, s.Onset.Sub(SaleBegin), time.Hour, s.Name)
				require.GreaterOrEqual(t, s.Until.Sub(s.Onset), 90*time.Minute, s.Name)
				require.GreaterOrEqual(t, s.Until.Sub(s.Over), 30*time.Minute, s.Name)
				continue
			}
			require.True(t, s.Until.After(Learned.Add(12*time.Hour)), s.Name)
			if !s.Onset.IsZero() {
				require.True(t, s.Onset.After(Learned), s.Name)
				require.GreaterOrEqual(t, s.Until.Sub(s.Onset), 8*time.Hour, s.Name)
				require.GreaterOrEqual(t, s.Until.Sub(s.Over), 4*time.Hour, s.Name)
			}
		}
	}
}

func TestSentences_CountFromTheOnsetAndFromTheEndOfTheTrouble(t *testing.T) {
	r := Result{Onset: Learned, Over: Learned.Add(4 * time.Hour)}
	require.Equal(t, []string{
		"  18:09:30  opened    9m30s after it began",
		"  22:05:00  resolved  5m0s after all was well again",
	}, sentences(r, Issue{Steps: []api.Step{
		{Kind: "opened", At: Learned.Add(9*time.Minute + 30*time.Second)},
		{Kind: "", At: Learned.Add(time.Hour)},
		{Kind: "resolved", At: Learned.Add(4*time.Hour + 5*time.Minute)},
	}}))
}
