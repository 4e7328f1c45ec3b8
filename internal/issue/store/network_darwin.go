package store

import (
	"slices"

	"golang.org/x/sys/unix"
)

// networkNames are the file systems whose locks or syncs depend on another machine.
var networkNames = []string{"nfs", "smbfs", "afpfs", "webdav", "macfuse", "osxfuse"}

// networkFileSystem names the file system that the folder is on and says whether it is one that a
// database should not be on.
func networkFileSystem(folder string) (kind string, remote bool, err error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return "", false, err
	}
	kind = unix.ByteSliceToString(stat.Fstypename[:])
	return kind, slices.Contains(networkNames, kind), nil
}
