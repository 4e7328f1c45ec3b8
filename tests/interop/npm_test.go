//go:build interop

package interop

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"testing"
)

// npmUnreachable are npm's error codes for a registry that does not answer.
var npmUnreachable = regexp.MustCompile(`\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b`)

// npmInstall returns a folder with the packages of a package.json and the programs beside it, or
// errUnavailable. Programs are copied because Node.js looks for packages next to the file.
func npmInstall(t *testing.T, name string) (folder string, err error) {
	t.Helper()
	folder, err = installed(t, name, filepath.Join(name, "package.json"), func(ctx context.Context, folder string) error {
		if err := errors.Join(command("node"), command("npm")); err != nil {
			return err
		}
		if err := copyInto(folder, name, "package.json"); err != nil {
			return err
		}
		// Packages run no scripts of their own, so nothing is downloaded but them.
		_, err := run(ctx, environ(), folder, "npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts")
		if err != nil && npmUnreachable.MatchString(err.Error()) {
			return fmt.Errorf("%w: the npm registry could not be reached", errUnavailable)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	programs, err := filepath.Glob(filepath.Join(name, "*js"))
	if err != nil {
		return "", err
	}
	for _, p := range programs {
		if err := copyInto(folder, name, filepath.Base(p)); err != nil {
			return "", err
		}
	}
	return folder, nil
}
