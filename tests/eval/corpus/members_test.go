package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMemberRule_ArrangesMembersWithoutAnotherCause(t *testing.T) {
	for _, tt := range []struct {
		name                     string
		rule                     memberRule
		members                  string
		backwards, twice, anyhow string
	}{
		{"two kinds", membersCount, "AK", "KA", "AKAK", "KAA"},
		{"one kind", membersCount, "A", "A", "AA", "AA"},
		{"the first one stays where it decides", membersFirst, "ABK", "AKB", "ABKBK", "AKBB"},
		{"messages alone", membersMessages, "AK", "KA", "AKAK", "KAA"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.members, tt.rule.arrange(tt.members, arrangedAsWritten))
			require.Equal(t, tt.backwards, tt.rule.arrange(tt.members, arrangedBackwards))
			require.Equal(t, tt.twice, tt.rule.arrange(tt.members, arrangedTwice))
			require.Equal(t, tt.anyhow, tt.rule.arrange(tt.members, arrangedAnyhow))
		})
	}
}
