//go:build interop

package interop

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// copyDependencies is pinned as the packages are.
const copyDependencies = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"

// mavenInstall returns a folder with the packages of a pom.xml in lib and the classes of the *.java
// files beside it in classes, or errUnavailable.
func mavenInstall(t *testing.T, name string) (folder string, err error) {
	t.Helper()
	manifest := filepath.Join(name, "pom.xml")
	folder, err = installed(t, name, manifest, func(ctx context.Context, folder string) error {
		if err := errors.Join(command("java"), command("javac"), command("mvn")); err != nil {
			return err
		}
		_, err := run(ctx, environ(), "", "mvn", "--batch-mode", "--quiet", "--file", manifest,
			copyDependencies, "-DoutputDirectory="+filepath.Join(folder, "lib"))
		if err != nil && strings.Contains(err.Error(), "Could not transfer artifact") {
			return fmt.Errorf("%w: the Maven repository could not be reached", errUnavailable)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	sources, err := filepath.Glob(filepath.Join(name, "*.java"))
	if err != nil {
		return "", err
	}
	_, err = run(t.Context(), environ(), "", "javac", append([]string{"-d", filepath.Join(folder, "classes")}, sources...)...)
	return folder, err
}
