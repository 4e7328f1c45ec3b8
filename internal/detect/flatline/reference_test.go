package flatline_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

// Most attempts succeed, and another service counts them.
func TestDetector_HoldsSuccessesAgainstTheAttemptsOfAnotherService(t *testing.T) {
	w := newWorld(t, flatline.Settings{Declared: []flatline.Declared{
		{Name: "signups", Tier: flatline.TierPage, Budget: 0.1, Reference: "attempts"},
		{Name: "attempts", Tier: flatline.TierNotice, Budget: 0.1},
	}})
	successes, attempts := signups(102), signups(120)
	attempts.key.Definition = 1
	w.start(shop("a", "1.0"), successes)
	edge := shop("e", "1.0")
	edge.Service = "edge"
	w.start(edge, attempts)
	broken := threeWeeks.Add(9 * time.Hour)
	successes.rate = stopping(successes.rate, broken, broken.Add(3*time.Hour))
	require.Empty(t, w.run(broken), "as many succeed as ever")
	began := phases(w.run(broken.Add(time.Hour)), flatline.PhaseBegan)
	require.Len(t, began, 1)
	require.Equal(t, flatline.KindConversion, began[0].Kind)
	require.Equal(t, flatline.TierPage, began[0].Tier)
	require.Equal(t, "attempts", began[0].Reference)
	require.Less(t, began[0].At.Sub(broken), 20*time.Minute)
}
