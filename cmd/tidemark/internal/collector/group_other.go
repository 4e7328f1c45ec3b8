//go:build !unix

package collector

import "syscall"

func ownGroup() *syscall.SysProcAttr { return nil }
