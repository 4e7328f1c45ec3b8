package collector

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// LogName is the file in the data folder that holds the output of the Collector.
const LogName = "collector.log"

const (
	// StopTimeout is how long the Collector may take to stop before it is killed. It delivers what it
	// can first.
	StopTimeout = 20 * time.Second
	// pollEvery is how often a starting Collector is asked whether it is ready.
	pollEvery = 50 * time.Millisecond
	tailBytes = 4 << 10
)

// Settings say which Collector to run.
type Settings struct {
	Binary, Config string
	// DataDir is where it keeps its data; it is made when missing.
	DataDir string
}

// Process is a running Collector.
type Process struct {
	Addresses
	// Moved has a sentence for each port that is not the usual one.
	Moved []string
	// Log is the path of its output.
	Log string

	command *exec.Cmd
	done    chan struct{} // closed when it has ended; ended is set before
	ended   error
}

// Start starts a Collector. The caller waits until it is Ready and stops it.
func Start(s Settings) (*Process, error) {
	if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	addresses, settings, moved, err := choose(isFree, freeAddress)
	if err != nil {
		return nil, err
	}
	p := &Process{Addresses: addresses, Moved: moved, Log: filepath.Join(s.DataDir, LogName), done: make(chan struct{})}
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the log of the Collector: %w", err)
	}
	defer log.Close() // the child has its own descriptor
	args := []string{"--config", s.Config}
	for _, setting := range settings {
		args = append(args, "--config", setting)
	}
	p.command = exec.Command(s.Binary, args...)
	p.command.Env = append(os.Environ(), "TIDEMARK_DATA_DIR="+s.DataDir)
	p.command.Stdout, p.command.Stderr = log, log
	p.command.SysProcAttr = ownGroup() // Ctrl-C is for us: we stop it when we are done with it
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("start the Collector: %w", err)
	}
	go func() {
		p.ended = p.command.Wait()
		close(p.done)
	}()
	return p, nil
}

// WaitReady returns when ready does without an error. It fails when the Collector ends or the
// context does.
func (p *Process) WaitReady(ctx context.Context, ready func(context.Context) error) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("the Collector ended at its start: %s", p.command.ProcessState)
		case <-ctx.Done():
			return fmt.Errorf("the Collector is not ready: %w (%v)", context.Cause(ctx), err)
		case <-tick.C:
		}
	}
}

// TakesTelemetry reports why the Collector takes none yet. It does some time after its API answers.
func (p *Process) TakesTelemetry(ctx context.Context) error {
	connection, err := new(net.Dialer).DialContext(ctx, "tcp", p.GRPC)
	if err != nil {
		return fmt.Errorf("look whether it takes telemetry: %w", err)
	}
	return connection.Close()
}

// Stop asks the Collector to stop and waits. One that does not stop is killed, which is an error, as is
// one that failed. It may be called twice.
func (p *Process) Stop() error {
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		_ = p.command.Process.Kill() // Windows has no SIGTERM
	}
	timeout := time.NewTimer(StopTimeout)
	defer timeout.Stop()
	select {
	case <-p.done:
		if p.ended != nil {
			return fmt.Errorf("the Collector failed: %w", p.ended)
		}
		return nil
	case <-timeout.C:
		_ = p.command.Process.Kill()
		<-p.done
		return fmt.Errorf("the Collector did not stop within %s and was killed", StopTimeout)
	}
}

// Tail returns the end of its output.
func (p *Process) Tail() string {
	text, err := os.ReadFile(p.Log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-tailBytes):])
}
