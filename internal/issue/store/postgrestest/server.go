//go:build linux

package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// Server is a PostgreSQL of the test's own, which it may stop and start.
type Server struct {
	// DSN is its database. Everybody on this machine may connect.
	DSN string

	binaries, folder string
	port             int
	command          *exec.Cmd
}

// Start starts a server that ends with the test. It skips the test when PostgreSQL is not installed:
// a database that others started cannot be stopped.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := start()
	require.NoError(t, err)
	if s == nil {
		t.Skip("PostgreSQL is not installed here, and this test stops and starts one: install Debian's package postgresql")
	}
	t.Cleanup(s.remove)
	return s
}

// start returns nil when PostgreSQL is not installed.
func start() (*Server, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return nil, err
	}
	slices.Sort(found)
	s := &Server{binaries: filepath.Dir(found[len(found)-1])}
	if s.folder, err = os.MkdirTemp("", "tidemark-postgres-*"); err != nil {
		return nil, err
	}
	if err := s.init(); err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

func (s *Server) init() error {
	who, err := unprivileged()
	if err != nil {
		return err
	}
	if who != nil {
		if err := os.Chown(s.folder, int(who.Uid), int(who.Gid)); err != nil {
			return err
		}
	}
	initdb := exec.Command(filepath.Join(s.binaries, "initdb"), "--pgdata", s.folder, "--username", "tidemark",
		"--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
	initdb.Dir = s.folder
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: who}
	if output, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, output)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return err
	}
	s.DSN = "postgres://tidemark@" + net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) + "/postgres?sslmode=disable"
	return s.Start()
}

// unprivileged is who runs the server, which refuses to run as root; nil is who runs the test.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
}

func (s *Server) log() string { return filepath.Join(s.folder, "server.log") }

// Start starts the server, also again, and returns when it answers.
func (s *Server) Start() error {
	who, err := unprivileged()
	if err != nil {
		return err
	}
	// A file and not a buffer, which would need a goroutine.
	output, err := os.Create(s.log())
	if err != nil {
		return err
	}
	defer output.Close()
	s.command = exec.Command(filepath.Join(s.binaries, "postgres"), "-D", s.folder, "-p", strconv.Itoa(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "max_connections=200")
	s.command.Dir = s.folder
	s.command.Stdout, s.command.Stderr = output, output
	// It goes when the test is killed.
	s.command.SysProcAttr = &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGQUIT}
	if err := s.command.Start(); err != nil {
		return err
	}
	return s.answers()
}

const startLimit = 30 * time.Second

func (s *Server) answers() error {
	limited, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	for {
		conn, err := pgx.Connect(limited, s.DSN)
		if err == nil {
			return conn.Close(limited)
		}
		select {
		case <-limited.Done():
			said, _ := os.ReadFile(s.log()) // without it the error alone has to do
			return fmt.Errorf("PostgreSQL does not answer within %s: %w\n%s", startLimit, err, said)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Stop ends the server and all its connections, and returns when it has ended.
func (s *Server) Stop() error {
	if s.command == nil || s.command.Process == nil {
		return nil
	}
	if err := s.command.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	_ = s.command.Wait() // its exit code says only how it was stopped
	s.command = nil
	return nil
}

func (s *Server) remove() {
	_ = s.Stop()
	_ = os.RemoveAll(s.folder)
}
