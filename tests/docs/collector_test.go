//go:build scenario

package docs

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	startLimit = 30 * time.Second
	stopLimit  = 20 * time.Second
	// listensAfter is what the Collector needs, at most, from being well to listening for SIGTERM:
	// it says nothing about that, and before it the signal is its end without a shutdown.
	listensAfter = 300 * time.Millisecond
)

// binary returns the built Collector.
func binary(t *testing.T) string {
	t.Helper()
	name := os.Getenv("TIDEMARK_BIN")
	if name == "" {
		name = filepath.Join(root, "bin/otelcol-tidemark")
	}
	name, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(name); err != nil {
		t.Fatalf("build it first (make build): %v", err)
	}
	return name
}

// ports are the addresses of the shipped configurations and the setting behind each.
var ports = map[string]string{
	"4317":  "receivers::otlp::protocols::grpc::endpoint",
	"4318":  "receivers::otlp::protocols::http::endpoint",
	"8686":  "extensions::issue_tracker::http::endpoint",
	"13133": "extensions::health_check::endpoint",
}

// collector is the built Collector with a shipped configuration, on free ports.
type collector struct {
	cmd    *exec.Cmd
	done   chan struct{}
	err    error
	log    string
	shared map[string]string // port of the configuration → free port
}

// start runs the Collector in a folder until its test ends, and waits until it says that it is well.
func start(t *testing.T, dir, config string, env ...string) *collector {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, config))
	if err != nil {
		t.Fatal(err)
	}
	config, err = filepath.Abs(filepath.Join(root, config))
	if err != nil {
		t.Fatal(err)
	}
	c := &collector{done: make(chan struct{}), shared: map[string]string{}, log: filepath.Join(t.TempDir(), "log")}
	args := []string{"--config", config, "--config", "yaml:service::telemetry::metrics::level: none"}
	for port, setting := range ports {
		if strings.Contains(string(text), ":"+port) {
			c.shared[port] = freePort(t)
			args = append(args, "--config", fmt.Sprintf("yaml:%s: 127.0.0.1:%s", setting, c.shared[port]))
		}
	}
	out, err := os.Create(c.log)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close() // the child has its own descriptor
	c.cmd = exec.Command(binary(t), args...)
	c.cmd.Dir, c.cmd.Env, c.cmd.Stdout, c.cmd.Stderr = dir, append(os.Environ(), env...), out, out
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		c.err = c.cmd.Wait()
		close(c.done)
	}()
	t.Cleanup(func() {
		if t.Failed() {
			b, _ := os.ReadFile(c.log)
			t.Logf("the Collector said:\n%s", b)
		}
	})
	t.Cleanup(func() { c.stop(t) })
	c.await(t)
	return c
}

func (c *collector) await(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startLimit)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:"+c.shared["13133"], nil)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				time.Sleep(listensAfter)
				return
			}
		}
		select {
		case <-c.done:
			t.Fatalf("the Collector ended: %v", c.err)
		case <-ctx.Done():
			t.Fatalf("the Collector is not well after %s", startLimit)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// stop asks the Collector to end. It must do so with status 0.
func (c *collector) stop(t *testing.T) {
	t.Helper()
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.done:
	case <-time.After(stopLimit):
		_ = c.cmd.Process.Kill()
		<-c.done
		t.Errorf("the Collector was still there %s after SIGTERM", stopLimit)
		return
	}
	if c.err != nil {
		t.Errorf("the Collector ended with %v", c.err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
