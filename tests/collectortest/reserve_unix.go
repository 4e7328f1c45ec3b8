//go:build unix

package collectortest

import (
	"net/netip"
	"syscall"
	"testing"
)

// reserve binds an address without listening on it: who connects is refused, and no other process gets
// the port, as it may when a listener is closed. release ends that.
func reserve(t testing.TB, address string) (release func()) {
	t.Helper()
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	release = func() { _ = syscall.Close(fd) }
	syscall.CloseOnExec(fd)
	Eventually(t, startWithin, "the port is free", func() error {
		if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
			return err
		}
		return syscall.Bind(fd, &syscall.SockaddrInet4{Port: int(at.Port()), Addr: at.Addr().As4()})
	})
	return release
}
