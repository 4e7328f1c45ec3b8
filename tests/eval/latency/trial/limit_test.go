package trial

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"
)

func TestTailLimit_OfAllSpansIsThatOfAShift(t *testing.T) {
	for _, spread := range []float64{0.3, 0.6, 1.2} {
		want := latency.SequentialLimit(1.1, spread, 0.01, 0.5)
		require.InEpsilon(t, want, tailLimit(spread, 1, 1.1, 0.01), 0.03)
	}
}
