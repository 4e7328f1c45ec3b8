package engine

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/tidemark-otel/tidemark/internal/issue/store/postgrestest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(postgrestest.Main(m)) }
