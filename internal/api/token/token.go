package token

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// FileName is the name of the file of the API token in the data folder.
const FileName = "api-token"

const (
	size = 32 // random bytes of a token
	// minLength and maxLength bound what is accepted from a file that an operator wrote.
	minLength = 16
	maxLength = 4096
)

// Ensure returns the token in the file at path. If there is none it makes one, together with the
// folder. Of processes that do so at the same time all get the same token.
func Ensure(path string) (string, error) {
	token, err := Read(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return token, err
	}
	if err := create(path); err != nil {
		return "", fmt.Errorf("make the secret: %w", err)
	}
	return Read(path)
}

// Read returns the token in the file at path. The error wraps fs.ErrNotExist when there is none.
func Read(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("read the secret: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("read the secret: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o007 != 0 {
		return "", fmt.Errorf("the secret %s is open to every user of this machine: chmod 600 %[1]s", path)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxLength+1))
	if err != nil {
		return "", fmt.Errorf("read the secret: %w", err)
	}
	token := strings.TrimSpace(string(data))
	if len(token) < minLength || len(data) > maxLength || strings.ContainsFunc(token, notInToken) {
		return "", fmt.Errorf("%s holds no secret that can be used: remove it and restart the Collector, which then makes a new one", path)
	}
	return token, nil
}

// notInToken: what cannot stand in a header. A token is visible ASCII.
func notInToken(r rune) bool { return r <= ' ' || r > '~' }

// create writes a new token so that the file is either absent or complete, whoever reads it and
// whenever the machine stops: into a file of another name, which is then linked to path. Linking
// fails when path exists, so that the first of two processes wins.
func create(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	secret := make([]byte, size)
	rand.Read(secret) // never fails (crypto/rand)
	_, err = f.WriteString(base64.RawURLEncoding.EncodeToString(secret) + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
