package store

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// giveUp ends a connection whose peer takes nothing for so long, in milliseconds. Without it a host that
// is gone is noticed after a quarter of an hour.
const giveUp = 20_000

func setGiveUp(_, _ string, raw syscall.RawConn) error {
	var set error
	err := raw.Control(func(fd uintptr) {
		set = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, giveUp)
	})
	if err != nil {
		return err
	}
	if set == unix.ENOPROTOOPT || set == unix.EOPNOTSUPP { // a Unix socket
		return nil
	}
	return set
}
