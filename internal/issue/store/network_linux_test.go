package store

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestNetworkTypes(t *testing.T) {
	for magic, remote := range map[uint32]bool{
		unix.NFS_SUPER_MAGIC: true, unix.SMB2_SUPER_MAGIC: true, unix.CIFS_SUPER_MAGIC: true, unix.V9FS_MAGIC: true, unix.FUSE_SUPER_MAGIC: true,
		unix.EXT4_SUPER_MAGIC: false, unix.XFS_SUPER_MAGIC: false, unix.BTRFS_SUPER_MAGIC: false, unix.TMPFS_MAGIC: false, unix.OVERLAYFS_SUPER_MAGIC: false,
	} {
		_, got := networkTypes[magic]
		require.Equal(t, remote, got, "%#x", magic)
	}
}

func TestNetworkFileSystem_AFolderThatIsMissingIsAnError(t *testing.T) {
	_, _, err := networkFileSystem("/does/not/exist")
	require.Error(t, err)
}
