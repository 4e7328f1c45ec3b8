package store

import "golang.org/x/sys/unix"

// networkTypes are the file systems whose locks or syncs depend on another machine or on a program,
// by their magic numbers (statfs(2), linux/magic.h).
var networkTypes = map[uint32]string{
	unix.NFS_SUPER_MAGIC:  "nfs",
	unix.SMB_SUPER_MAGIC:  "smb",
	unix.SMB2_SUPER_MAGIC: "smb2",
	unix.CIFS_SUPER_MAGIC: "cifs",
	unix.V9FS_MAGIC:       "9p",
	unix.AFS_SUPER_MAGIC:  "afs",
	unix.AFS_FS_MAGIC:     "afs",
	unix.CODA_SUPER_MAGIC: "coda",
	unix.CEPH_SUPER_MAGIC: "ceph",
	unix.NCP_SUPER_MAGIC:  "ncp",
	unix.FUSE_SUPER_MAGIC: "fuse",
	0x0BD00BD0:            "lustre",
	0x47504653:            "gpfs",
}

// networkFileSystem names the file system that the folder is on and says whether it is one that a
// database should not be on.
func networkFileSystem(folder string) (kind string, remote bool, err error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return "", false, err
	}
	kind, remote = networkTypes[uint32(stat.Type)] // signed and of any size, by architecture
	return kind, remote, nil
}
