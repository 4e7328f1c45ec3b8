//go:build !linux

package postgrestest

import "testing"

// Server is started on Linux only.
type Server struct{ DSN string }

// Start skips the test.
func Start(t testing.TB) *Server {
	t.Skip("PostgreSQL is started by tests on Linux only")
	return nil
}

// Start never happens.
func (*Server) Start() error { return nil }

// Stop never happens.
func (*Server) Stop() error { return nil }

func (*Server) remove() {}

func start() (*Server, error) { return nil, nil }
