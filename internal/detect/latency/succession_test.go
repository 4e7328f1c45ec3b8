package latency

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSuccession_HoldsItsAlphaAndFindsAFifth(t *testing.T) {
	const alpha = 0.05
	tests := []struct {
		name   string
		before int // blocks
		kept   float64
		most   int // of the blocks in which nine of ten times a fifth more is found
	}{
		{"two hours, independent blocks", 120, 0, 12},
		{"two hours, half of the noise goes on", 120, 0.5, 40},
		{"two days, independent blocks", 2880, 0, 12},
		{"two days, half of the noise goes on", 2880, 0.5, 40},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			runs := 120
			if tt.before > 1000 {
				runs = 20
			}
			alarms, found := 0, 0
			for run := range runs {
				for _, ratio := range []float64{1, 1.2} {
					s := newSeries(uint64(10_000*i+run), 0.1, 0)
					s.kept = tt.kept
					var d Drift
					for range tt.before {
						s.block(&d, 1)
					}
					x, ok := d.Succeed(s.now)
					require.True(t, ok)
					most, sure := 0., 0
					for n := 1; n <= 90; n++ {
						s.block(&d, ratio)
						if !x.Follow(&d) {
							break
						}
						most = max(most, x.Evidence())
						if sure == 0 && most >= math.Log(1/alpha) && NewDefaultGate().Passes(x.Effect(), 50e6) {
							sure = n
						}
					}
					switch {
					case ratio == 1 && most >= math.Log(1/alpha):
						alarms++
					case ratio > 1 && sure > 0 && sure <= tt.most:
						found++
					}
				}
			}
			t.Logf("%d of %d alarms, %d found", alarms, runs, found)
			require.LessOrEqual(t, poissonLower(alarms), alpha*float64(runs))
			require.GreaterOrEqual(t, found, runs*9/10)
		})
	}
}

func TestSuccession_NeedsBlocksBeforeAndEndsAfterAsMany(t *testing.T) {
	s := newSeries(1, 0.1, 0)
	var d Drift
	for range 100 {
		s.block(&d, 1)
	}
	_, ok := d.Succeed(s.now.Add(-80 * 60e9))
	require.False(t, ok, "17 blocks are few")
	x, ok := d.Succeed(s.now.Add(-50 * 60e9))
	require.True(t, ok)
	before, _ := x.Blocks()
	require.Equal(t, 46, before, "of the last 96 those that end 50 minutes ago or earlier")
	n := 0
	for ; n < 100 && x.Follow(&d); n++ {
		s.block(&d, 1)
	}
	require.Equal(t, 46, n)
	y, _ := d.Succeed(s.now)
	d.Accept()
	require.False(t, y.Follow(&d), "levels have changed")
}
