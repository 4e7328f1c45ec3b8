//go:build unix

package collector

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// envChild makes the test binary a Collector that behaves as its value says.
const envChild = "TIDEMARK_TEST_CHILD"

func TestMain(m *testing.M) {
	if behaviour := os.Getenv(envChild); behaviour != "" {
		os.Exit(child(behaviour))
	}
	goleak.VerifyTestMain(m)
}

func child(behaviour string) int {
	fmt.Println("arguments", os.Args[1:], "data", os.Getenv("TIDEMARK_DATA_DIR"))
	if behaviour == "fails" {
		fmt.Println("bad configuration")
		return 3
	}
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM)
	if err := os.WriteFile(filepath.Join(os.Getenv("TIDEMARK_DATA_DIR"), "ready"), nil, 0o600); err != nil {
		return 4
	}
	<-terminated
	fmt.Println("stopped")
	return 0
}

func start(t *testing.T, behaviour string) (*Process, string) {
	t.Helper()
	t.Setenv(envChild, behaviour)
	dir := filepath.Join(t.TempDir(), "data")
	p, err := Start(Settings{Binary: os.Args[0], Config: "config.yaml", DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Stop() })
	return p, dir
}

func TestProcess_RunsUntilItIsStopped(t *testing.T) {
	p, dir := start(t, "runs")
	ready := func(context.Context) error {
		_, err := os.Stat(filepath.Join(dir, "ready"))
		return err
	}
	if err := p.WaitReady(t.Context(), ready); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	}
	if got := p.Tail(); !strings.Contains(got, "arguments [--config config.yaml") || !strings.Contains(got, "data "+dir) || !strings.Contains(got, "stopped") {
		t.Errorf("its log is %s", got)
	}
}

func TestProcess_OneThatEndsAtItsStartIsNotWaitedFor(t *testing.T) {
	p, _ := start(t, "fails")
	err := p.WaitReady(t.Context(), func(context.Context) error { return errors.New("connection refused") })
	if err == nil || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(p.Tail(), "bad configuration") {
		t.Errorf("its log is %s", p.Tail())
	}
	if err := p.Stop(); err == nil {
		t.Error("stopping one that has failed says nothing")
	}
}

func TestProcess_WaitingEndsWithTheContext(t *testing.T) {
	p, _ := start(t, "runs")
	ctx, cancel := context.WithTimeoutCause(t.Context(), 10*time.Millisecond, errors.New("not within 10ms"))
	defer cancel()
	err := p.WaitReady(ctx, func(context.Context) error { return errors.New("connection refused") })
	if err == nil || !strings.Contains(err.Error(), "not within 10ms") || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("got %v", err)
	}
}

func TestStart_ABinaryThatIsNotThereIsAnError(t *testing.T) {
	dir := t.TempDir()
	if _, err := Start(Settings{Binary: filepath.Join(dir, "none"), Config: "c", DataDir: dir}); err == nil {
		t.Fatal("no error")
	}
}

func TestChoose_TakesTheUsualPortsUnlessTheyAreInUse(t *testing.T) {
	free := func() (string, error) { return "127.0.0.1:40000", nil }
	a, settings, moved, err := choose(func(string) bool { return true }, free)
	if err != nil || a != (Addresses{GRPC: "localhost:4317", HTTP: "localhost:4318", API: "127.0.0.1:8686"}) || len(settings)+len(moved) > 0 {
		t.Errorf("all free: %v %q %q %v", a, settings, moved, err)
	}

	a, settings, moved, err = choose(func(string) bool { return false }, free)
	want := []string{
		"yaml:receivers::otlp::protocols::grpc::endpoint: 127.0.0.1:40000",
		"yaml:receivers::otlp::protocols::http::endpoint: 127.0.0.1:40000",
		"yaml:extensions::issue_tracker::http::endpoint: 127.0.0.1:40000",
		"yaml:extensions::health_check::endpoint: 127.0.0.1:40000",
		"yaml:service::telemetry::metrics::level: none",
	}
	if err != nil || a.API != "127.0.0.1:40000" || !slices.Equal(settings, want) || len(moved) != len(want) {
		t.Errorf("none free: %v %q %q %v", a, settings, moved, err)
	}
}

func TestIsFree_KnowsAListener(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if isFree(l.Addr().String()) {
		t.Error("an address in use is free")
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if address, err := freeAddress(); err != nil || !isFree(address) {
		t.Errorf("%s is not free (%v)", address, err)
	}
}
