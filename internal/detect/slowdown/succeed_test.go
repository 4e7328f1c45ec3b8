package slowdown

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDetector_NamesAReleaseThatTookOverAndIsSlower(t *testing.T) {
	tests := []struct {
		name    string
		overlap int // minutes in which both run
		median  float64
		want    []string
	}{
		{"a fifth slower, at once", 0, 60, []string{"drift 2"}},
		{"a fifth slower, after a few minutes of both", 3, 60, []string{"drift 2"}},
		{"no slower", 0, 50, nil},
		{"by less than is worth telling", 0, 51, nil},
		{"quicker", 0, 40, nil},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range uint64(10) {
				w := newWorld(t, uint64(500+20*i)+seed, warm())
				w.common = 0.08
				w.minutes(120, on("1", 50, 1))
				if tt.overlap > 0 {
					w.minutes(tt.overlap, on("1", 50, 1), on("2", tt.median, 1))
				}
				w.minutes(45, on("2", tt.median, 1))
				require.Equal(t, tt.want, w.told(PhaseBegan), "seed %d", seed)
				if tt.want != nil {
					f := w.last(KindDrift)
					require.Equal(t, "1", f.Previous)
					require.InDelta(t, 1.2, f.Effect.Ratio, 0.15)
					require.GreaterOrEqual(t, f.Evidence, f.Threshold)
					require.WithinDuration(t, f.ReleaseSeen, f.Onset, 4e9*60)
				}
			}
		})
	}
}

func TestDetector_TestsAReleaseThatTookOverOnce(t *testing.T) {
	w := newWorld(t, 600, warm())
	w.minutes(120, on("1", 50, 1))
	w.minutes(4, on("2", 50, 1))
	o := w.d.operations[1]
	require.NotNil(t, o.succession)
	w.minutes(100, on("2", 50, 1))
	require.Nil(t, o.succession, "after as many blocks as were before")
	w.minutes(5, on("2", 50, 1))
	require.Nil(t, o.succession)
	w.minutes(4, on("3", 50, 1))
	require.NotNil(t, o.succession)
	w.minutes(4, on("2", 50, 1))
	require.Nil(t, o.succession, "the old one is back")
}
