//go:build scenario

package docs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tidemark-otel/tidemark/internal/issue/store/postgrestest"
)

func TestShipped_ConfigurationsStartAndStop(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "distributions/*/*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found no configuration: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			rel, err := filepath.Rel(root, file)
			if err != nil {
				t.Fatal(err)
			}
			env := unset(string(text))
			if strings.Contains(string(text), "TIDEMARK_POSTGRESQL_DSN") {
				env = append(env, "TIDEMARK_POSTGRESQL_DSN="+postgrestest.DSN(t))
			}
			start(t, t.TempDir(), rel, env...)
		})
	}
}
