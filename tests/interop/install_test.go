//go:build interop

package interop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// envCache overrides where packages are kept between runs. The default is build/interop.
const envCache = "TIDEMARK_INTEROP_DIR"

// errUnavailable is something that this machine does not have: a reason to skip, not to fail.
var errUnavailable = errors.New("skipped")

// missingOrFail returns why something is unavailable, and ends t with any other error.
func missingOrFail(t *testing.T, err error) error {
	t.Helper()
	if err != nil && !errors.Is(err, errUnavailable) {
		t.Fatal(err)
	}
	return err
}

// installed returns a folder that holds what install put there for a manifest. It is filled once, and
// again when the manifest has changed or the folder was moved, which virtual environments do not bear.
func installed(t *testing.T, name, manifest string, install func(ctx context.Context, folder string) error) (string, error) {
	t.Helper()
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, name)
	want, err := os.ReadFile(manifest)
	if err != nil {
		return "", err
	}
	want = append([]byte(folder+"\n"), want...)
	stamp := filepath.Join(folder, "installed.txt")
	if got, err := os.ReadFile(stamp); err == nil && string(got) == string(want) {
		return folder, nil
	}
	t.Logf("installing %s into %s", manifest, folder)
	if err := os.RemoveAll(folder); err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	if err := install(t.Context(), folder); err != nil {
		return "", err
	}
	return folder, os.WriteFile(stamp, want, 0o600)
}

func cacheDir() (string, error) {
	dir := os.Getenv(envCache)
	if dir == "" {
		dir = filepath.Join("..", "..", "build", "interop")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return dir, os.MkdirAll(dir, 0o700)
}

// command returns errUnavailable unless there is a program of this name.
func command(name string) error {
	if _, err := exec.LookPath(name); err != nil {
		return fmt.Errorf("%w: there is no %s on this machine", errUnavailable, name)
	}
	return nil
}

// copyInto copies files of the folder `from`.
func copyInto(to, from string, names ...string) error {
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// pinned returns the version of a package in a manifest of pip, npm or Maven.
func pinned(t *testing.T, manifest, name string) string {
	t.Helper()
	b, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(regexp.QuoteMeta(name) + `(?:==|": "|</artifactId>\s*<version>)([^"<\s]+)`).FindSubmatch(b)
	if found == nil {
		t.Fatalf("%s does not pin %s", manifest, name)
	}
	return string(found[1])
}
