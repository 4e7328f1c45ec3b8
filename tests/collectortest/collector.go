// Package collectortest runs the built Collector for tests: on free ports, with its data in a folder
// of the test, until the test ends or kills it.
package collectortest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// envBinary names the Collector to test; the default is the one that `make build` leaves.
const envBinary = "TIDEMARK_BIN"

// startWithin is how long a Collector may take until it answers.
const startWithin = 60 * time.Second

// listensAfter is what the Collector needs, at most, from answering to listening for SIGTERM: it says
// nothing about that, and before it the signal is its end without a shutdown.
const listensAfter = 300 * time.Millisecond

// Settings of a Collector.
type Settings struct {
	// Config is a file; empty is the default configuration of the distribution. ${env:OWN_HTTP} in it is
	// where the Collector itself takes OTLP/HTTP.
	Config string
	// Overrides are laid over it, each as YAML: "extensions::issue_tracker::commit_wait: 0s".
	Overrides []string
	// Env holds further variables as KEY=value.
	Env []string
	// NoTracker: the configuration has no issue tracker, so there is no API to wait for.
	NoTracker bool
	// Metrics makes the Collector serve its own metrics.
	Metrics bool
}

// Collector is one data folder and the process that works on it, if one runs.
type Collector struct {
	GRPC, HTTP, API string // host:port
	Metrics         string // the same, when Settings asks for it
	Data            string

	t        testing.TB
	settings Settings
	cmd      *exec.Cmd
	output   *tail
	done     chan struct{}
}

// Root returns the top folder of the repository.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Binary returns the path of the Collector to test.
func Binary(t testing.TB) string {
	t.Helper()
	path := os.Getenv(envBinary)
	if path == "" {
		path = filepath.Join(Root(), "bin", "otelcol-tidemark")
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("there is no Collector to test: run make build first (%v)", err)
	}
	return path
}

// Start runs a Collector until the test ends.
func Start(t testing.TB, settings Settings) *Collector {
	t.Helper()
	if settings.Config == "" {
		settings.Config = filepath.Join(Root(), "distributions", "otelcol-tidemark", "config.yaml")
	}
	c := &Collector{
		GRPC: FreeAddress(t), HTTP: FreeAddress(t), API: FreeAddress(t),
		Data: t.TempDir(), t: t, settings: settings,
	}
	t.Cleanup(func() {
		if c.cmd != nil {
			c.Stop()
		}
	})
	c.Run()
	return c
}

// Run starts the process (again) on the same ports and data, and waits until it answers.
func (c *Collector) Run() {
	c.t.Helper()
	overrides := append([]string{
		"service::telemetry::metrics::level: none",
		"receivers::otlp::protocols::grpc::endpoint: " + c.GRPC,
		"receivers::otlp::protocols::http::endpoint: " + c.HTTP,
	}, c.settings.Overrides...)
	if !c.settings.NoTracker {
		overrides = append(overrides, "extensions::issue_tracker::http::endpoint: "+c.API)
	}
	if strings.HasSuffix(c.settings.Config, "otelcol-tidemark/config.yaml") {
		overrides = append(overrides, "extensions::health_check::endpoint: "+FreeAddress(c.t))
	}
	if c.settings.Metrics {
		if c.Metrics == "" {
			c.Metrics = FreeAddress(c.t)
		}
		overrides = append(overrides, metricsOverrides(c.Metrics)...)
	}
	args := []string{"--config", c.settings.Config}
	for _, o := range overrides {
		args = append(args, "--config", "yaml:"+o)
	}
	c.cmd = exec.Command(Binary(c.t), args...)
	c.cmd.Env = append(os.Environ(), "TIDEMARK_DATA_DIR="+c.Data, "OWN_HTTP="+c.HTTP)
	c.cmd.Env = append(c.cmd.Env, c.settings.Env...)
	c.output = &tail{}
	c.cmd.Stdout, c.cmd.Stderr = c.output, c.output
	if err := c.cmd.Start(); err != nil {
		c.t.Fatalf("start the Collector: %v", err)
	}
	done := make(chan struct{})
	c.done = done
	go func(cmd *exec.Cmd) {
		defer close(done)
		_ = cmd.Wait() // the state tells how it ended
	}(c.cmd)
	Eventually(c.t, startWithin, "the Collector answers", func() error {
		select {
		case <-done:
			c.t.Fatalf("the Collector ended: %s\n%s", c.cmd.ProcessState, c.output)
		default:
		}
		if !c.settings.NoTracker {
			if err := c.Get("/api/v1/health", nil); err != nil {
				return err
			}
		}
		conn, err := net.DialTimeout("tcp", c.GRPC, time.Second)
		if err != nil {
			return err
		}
		return conn.Close()
	})
	time.Sleep(listensAfter)
}

// Setenv sets a variable for the next Run.
func (c *Collector) Setenv(key, value string) {
	c.settings.Env = append(c.settings.Env, key+"="+value)
}

// Kill ends the process with SIGKILL.
func (c *Collector) Kill() {
	_ = c.cmd.Process.Kill()
	<-c.done
	c.cmd = nil
}

// Stop ends the process with SIGTERM and fails the test when it does not end well.
func (c *Collector) Stop() {
	c.t.Helper()
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.done:
		if code := c.cmd.ProcessState.ExitCode(); code != 0 {
			c.t.Errorf("the Collector ended with %d:\n%s", code, c.output)
		}
	case <-time.After(startWithin):
		c.t.Errorf("the Collector does not stop:\n%s", c.output)
		_ = c.cmd.Process.Kill()
		<-c.done
	}
	c.cmd = nil
}

// Log returns the end of what the process printed.
func (c *Collector) Log() string { return c.output.String() }

// RSS returns the resident memory of the process in bytes.
func (c *Collector) RSS() int64 {
	c.t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		c.t.Skipf("memory is read from /proc, which is not here: %v", err)
	}
	for _, line := range strings.Split(string(data), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				c.t.Fatal(err)
			}
			return kib << 10
		}
	}
	c.t.Fatal("no VmRSS in /proc")
	return 0
}

// CPU returns the user and system time that a stopped process took.
func (c *Collector) CPU(stop func()) time.Duration {
	c.t.Helper()
	cmd := c.cmd
	stop()
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// Get reads a path of the API into the value, which may be nil.
func (c *Collector) Get(path string, into any) error {
	resp, err := http.Get("http://" + c.API + path)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, resp.Status)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(into)
}

// FreeAddress returns host:port of a port that nobody listens on.
func FreeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Eventually tries until there is no error.
func Eventually(t testing.TB, within time.Duration, what string, try func() error) {
	t.Helper()
	deadline := time.Now().Add(within)
	for {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s: %v", within, what, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// tail keeps the end of an output.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

const tailBytes = 64 << 10

func (w *tail) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.buf.Write(p)
	if over := w.buf.Len() - tailBytes; over > 0 {
		w.buf.Next(over)
	}
	return len(p), nil
}

func (w *tail) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}
