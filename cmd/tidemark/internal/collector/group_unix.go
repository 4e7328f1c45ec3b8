//go:build unix

package collector

import "syscall"

// ownGroup keeps signals of the terminal from the child.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
