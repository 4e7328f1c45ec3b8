package store

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// lock is a file that one process holds. Who holds it stands inside, for the sentence that the
// second one gets. The operating system releases it when the process dies; the file stays, because
// removing it could take it from a third process that has just locked it.
type lock struct {
	file *os.File
}

func acquireLock(path string) (*lock, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	taken, err := lockFile(file)
	if err != nil || taken {
		defer file.Close()
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		return nil, fmt.Errorf("%w by %s: stop that process, or give this one a folder of its own", ErrLocked, holder(file))
	}
	l := &lock{file: file}
	if err := l.sign(); err != nil {
		_ = l.release()
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	return l, nil
}

// sign writes who holds the lock into the file.
func (l *lock) sign() error {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err = l.file.WriteAt(fmt.Appendf(nil, "process %d on host %s\n", os.Getpid(), host), 0)
	return err
}

// holder returns what the process that has the lock wrote about itself.
func holder(file *os.File) string {
	text, err := io.ReadAll(io.LimitReader(file, 512))
	who := strings.TrimSpace(string(text))
	if err != nil || who == "" {
		return "another process"
	}
	return who
}

func (l *lock) release() error {
	return l.file.Close()
}
