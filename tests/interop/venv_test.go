//go:build interop

package interop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// envCache overrides where virtual environments are kept between runs. The default is .interop in
// the root of the checkout, which ignores itself.
const envCache = "TIDEMARK_INTEROP_DIR"

// oldestPython is what the pinned packages ask for.
const oldestPython = "3.10"

// errUnavailable is something that this machine does not have: a reason to skip, not to fail.
var errUnavailable = errors.New("skipped")

// venv returns the Python interpreter of a virtual environment that holds the packages of the
// requirements file. It is made once and again when that file has changed.
// The error is errUnavailable when Python or the packages cannot be had here.
func venv(t *testing.T, name, requirements string) (python string, err error) {
	t.Helper()
	want, err := os.ReadFile(requirements)
	if err != nil {
		return "", err
	}
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, name)
	python = filepath.Join(dir, "bin", "python")
	stamp := filepath.Join(dir, "installed.txt")
	if got, err := os.ReadFile(stamp); err == nil && string(got) == string(want) && exec.Command(python, "-V").Run() == nil {
		return python, nil
	}

	t.Logf("installing %s into %s", requirements, dir)
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	if err := createVenv(t.Context(), dir); err != nil {
		return "", err
	}
	if err := pipInstall(t.Context(), python, requirements); err != nil {
		return "", err
	}
	return python, os.WriteFile(stamp, want, 0o600)
}

func cacheDir() (string, error) {
	dir := os.Getenv(envCache)
	if dir == "" {
		dir = filepath.Join("..", "..", ".interop")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	return dir, os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("*\n"), 0o600)
}

func createVenv(ctx context.Context, dir string) error {
	python, err := exec.LookPath("python3")
	if err != nil {
		return fmt.Errorf("%w: there is no python3 on this machine", errUnavailable)
	}
	check := fmt.Sprintf("import sys, venv, ensurepip; sys.exit(sys.version_info < (%s))",
		strings.ReplaceAll(oldestPython, ".", ", "))
	if _, err := run(ctx, environ(), python, "-c", check); err != nil {
		return fmt.Errorf("%w: python3 is older than %s or cannot make virtual environments", errUnavailable, oldestPython)
	}
	_, err = run(ctx, environ(), python, "-m", "venv", dir)
	return err
}

func pipInstall(ctx context.Context, python, requirements string) error {
	_, err := run(ctx, environ("PIP_DISABLE_PIP_VERSION_CHECK=1"), python,
		"-m", "pip", "install", "--quiet", "--retries=2", "--timeout=20", "--requirement", requirements)
	switch {
	case err == nil:
		return nil
	case strings.Contains(err.Error(), "from versions: none"), errors.Is(err, context.DeadlineExceeded):
		// pip found no version at all, as opposed to not the pinned one.
		return fmt.Errorf("%w: the Python package registry could not be reached", errUnavailable)
	default:
		return err
	}
}

// pinned returns the version of a package in a requirements file.
func pinned(t *testing.T, requirements, name string) string {
	t.Helper()
	b, err := os.ReadFile(requirements)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), name+"=="); ok {
			return v
		}
	}
	t.Fatalf("%s does not pin %s", requirements, name)
	return ""
}
