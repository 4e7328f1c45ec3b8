package store

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockOffset lies behind the text: Windows keeps others from reading what is locked.
const lockOffset = 1 << 20

// lockFile takes the lock without waiting. taken says that somebody else has it.
func lockFile(file *os.File) (taken bool, err error) {
	err = windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{Offset: lockOffset})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return true, nil
	}
	return false, err
}
