package liveness

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGaps_UntilCutsWhatIsBehind(t *testing.T) {
	all := Gaps{{From: 1, To: 3, Lost: 1}, {From: 2, To: 9, Lost: 0.5}, {From: 5, To: 9, Lost: 1}}
	require.Equal(t, Gaps{{From: 1, To: 3, Lost: 1}, {From: 2, To: 5, Lost: 0.5}}, all.Until(5))
	require.Empty(t, all.Until(0))
	require.Equal(t, all, all.Until(9))
}
