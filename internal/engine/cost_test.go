//go:build !race

// The race detector makes pools forget what they were given at random, so allocations are counted without it.

package engine

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLatencyBatch_KnownOperationsCostNoAllocation(t *testing.T) {
	f := newFixture(t)
	l := newLatencies(t, f.tracker)
	from := 1
	send := func() {
		pays(l, from, 100, f.now).Commit()
		from += 100
	}
	send()
	// What remains is per batch and sender, of which there is one.
	require.LessOrEqual(t, testing.AllocsPerRun(50, send), 5.0, "per batch of 100 calls")
}
