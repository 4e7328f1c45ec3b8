package report

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTier_HasTheNamesThatIssuesHave(t *testing.T) {
	for tier, want := range map[Tier]string{0: "", TierNote: "note", TierNotice: "notice", TierPage: "page", TierPage + 1: "unknown"} {
		require.Equal(t, want, tier.String())
	}
	require.True(t, TierNote < TierNotice && TierNotice < TierPage, "the quietest first")
}

func TestPhase_HasAName(t *testing.T) {
	for phase, want := range map[Phase]string{
		0: "unknown", PhaseBegan: "began", PhaseWentOn: "went_on", PhaseRecovered: "recovered", PhaseShadow: "shadow", PhaseShadow + 1: "unknown",
	} {
		require.Equal(t, want, phase.String())
	}
}
