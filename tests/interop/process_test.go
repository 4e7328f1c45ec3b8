//go:build interop

package interop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tidemark-otel/tidemark/tests/collectortest"
)

const (
	stopLimit = 20 * time.Second // after SIGTERM, then SIGKILL
	runLimit  = 5 * time.Minute  // for a command that ends by itself
)

// server is a process that runs until the test ends. Its output goes to a file, shown if the test fails.
type server struct {
	name string
	log  string
	cmd  *exec.Cmd
	done chan struct{} // closed when the process is gone; err is set before
	err  error
}

// startServer starts a process and stops it when t ends, in the reverse order of starting.
func startServer(t *testing.T, name string, env []string, path string, args ...string) *server {
	t.Helper()
	return startServerIn(t, "", name, env, path, args...)
}

// startServerIn is startServer in a folder.
func startServerIn(t *testing.T, folder, name string, env []string, path string, args ...string) *server {
	t.Helper()
	s := &server{name: name, log: filepath.Join(t.TempDir(), "output.log"), done: make(chan struct{})}
	out, err := os.Create(s.log)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close() // the child has its own descriptor
	s.cmd = exec.Command(path, args...)
	s.cmd.Dir, s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr = folder, env, out, out
	if err := s.cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	go func() {
		s.err = s.cmd.Wait()
		close(s.done)
	}()
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Errorf("stop %s: %v", name, err)
		}
		if t.Failed() {
			t.Logf("last output of %s:\n%s", name, s.output())
		}
	})
	return s
}

// exited returns an error when the process has ended by itself.
func (s *server) exited() error {
	select {
	case <-s.done:
		return fmt.Errorf("%s ended: %v", s.name, s.err)
	default:
		return nil
	}
}

// stop asks the process to end and waits for it. A process that ends only by force, or not with
// status 0, is an error. It may be called twice.
func (s *server) stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
		return s.err
	case <-time.After(stopLimit):
		_ = s.cmd.Process.Kill()
		<-s.done
		return fmt.Errorf("still there %s after SIGTERM, killed", stopLimit)
	}
}

// untilAnswers waits for a 200 of a URL.
func (s *server) untilAnswers(t *testing.T, url string) {
	t.Helper()
	collectortest.Eventually(t, backendStart, s.name+" answers", func() error {
		if err := s.exited(); err != nil {
			t.Fatal(err)
		}
		return getJSON(t.Context(), url, "", nil)
	})
}

// output returns the end of what the process printed.
func (s *server) output() string {
	b, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	return tail(string(b))
}

// run runs a command in a folder, "" for ours, to its end and returns its standard output. The error
// holds all it printed.
func run(ctx context.Context, env []string, folder, path string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = folder, env, &stdout, &stderr
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s%s", filepath.Base(path), strings.Join(args, " "),
			errors.Join(err, ctx.Err()), stdout.Bytes(), stderr.Bytes())
	}
	return stdout.String(), nil
}

// environ is our environment without what would change how SDKs behave, plus add.
func environ(add ...string) []string {
	var env []string
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "OTEL_") && !strings.HasPrefix(kv, "TIDEMARK_") && !strings.HasPrefix(kv, "PYTHON") {
			env = append(env, kv)
		}
	}
	// Python's gRPC and HTTP clients use a proxy for loopback too, if one is set.
	env = append(env, "NO_PROXY=127.0.0.1,localhost", "no_proxy=127.0.0.1,localhost")
	return append(env, add...)
}
