package slowdown

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDetector_BlamesNoReleaseThatIsNoSlowerThanTheOldOne(t *testing.T) {
	// Both releases become slower for five minutes after the new one came.
	drifts := 0
	for seed := range uint64(10) {
		w := newWorld(t, 300+seed, warm())
		w.minutes(120, on("1", 50, 1))
		w.minutes(15, on("1", 50, 1), on("2", 50, 1))
		w.minutes(45, on("1", 90, 1), on("2", 90, 1))
		for _, f := range w.found {
			if f.Kind == KindDrift {
				drifts++
			}
			require.NotEqual(t, "2", f.Release, "seed %d: %v", seed, f.Kind)
		}
	}
	require.Positive(t, drifts, "it is told, as a change of no release")
}

func TestDetector_BlamesNoReleaseAfterTheOldOneHasGoneThatWasNoSlowerBesideIt(t *testing.T) {
	for seed := range uint64(10) {
		w := newWorld(t, 400+seed, warm())
		w.minutes(120, on("1", 50, 1))
		w.minutes(25, on("1", 50, 1), on("2", 50, 1))
		w.minutes(40, on("2", 90, 1))
		for _, f := range w.found {
			require.NotEqual(t, "2", f.Release, "seed %d: %v", seed, f.Kind)
		}
	}
}

func TestOutcome_ClearsOfWhatIsMoreThanTwiceWhatItLeavesOpen(t *testing.T) {
	w := newWorld(t, 1, warm())
	w.minutes(20, on("1", 50, 1))
	w.minutes(30, on("1", 50, 1), on("2", 50, 1))
	w.minutes(10, on("2", 50, 1))
	o := w.d.operations[1]
	require.Less(t, o.slots[1].compared.high, float32(0.1))
	require.True(t, w.d.cleared(o, 2, math.Log(1.3)))
	o.slots[1].compared.high = 0.05
	require.False(t, w.d.cleared(o, 2, 0.09))
	require.True(t, w.d.cleared(o, 2, 0.11))
	require.False(t, w.d.cleared(o, 3, math.Log(1.3)), "nobody knows it")
}
