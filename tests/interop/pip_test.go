//go:build interop

package interop

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// oldestPython is what the pinned packages ask for.
const oldestPython = "3.10"

// venv returns the Python interpreter of a virtual environment that holds the packages of the
// requirements file, or errUnavailable.
func venv(t *testing.T, name, requirements string) (python string, err error) {
	t.Helper()
	folder, err := installed(t, name, requirements, func(ctx context.Context, folder string) error {
		if err := createVenv(ctx, folder); err != nil {
			return err
		}
		return pipInstall(ctx, filepath.Join(folder, "bin", "python"), requirements)
	})
	return filepath.Join(folder, "bin", "python"), err
}

func createVenv(ctx context.Context, folder string) error {
	if err := command("python3"); err != nil {
		return err
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		return err
	}
	check := fmt.Sprintf("import sys, venv, ensurepip; sys.exit(sys.version_info < (%s))",
		strings.ReplaceAll(oldestPython, ".", ", "))
	if _, err := run(ctx, environ(), "", python, "-c", check); err != nil {
		return fmt.Errorf("%w: python3 is older than %s or cannot make virtual environments", errUnavailable, oldestPython)
	}
	_, err = run(ctx, environ(), "", python, "-m", "venv", folder)
	return err
}

func pipInstall(ctx context.Context, python, requirements string) error {
	_, err := run(ctx, environ("PIP_DISABLE_PIP_VERSION_CHECK=1"), "", python,
		"-m", "pip", "install", "--quiet", "--retries=2", "--timeout=20", "--requirement", requirements)
	// pip found no version at all, as opposed to not the pinned one.
	if err != nil && (strings.Contains(err.Error(), "from versions: none") || errors.Is(err, context.DeadlineExceeded)) {
		return fmt.Errorf("%w: the Python package registry could not be reached", errUnavailable)
	}
	return err
}
