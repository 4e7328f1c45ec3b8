//go:build scenario

package scenario

import (
	"os"
	"testing"

	"github.com/tidemark-otel/tidemark/internal/issue/store/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m).Run()) }
