package slowdown

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDetector_NothingBeganInTheFutureAfterAClockThatWasAhead(t *testing.T) {
	for _, ahead := range []time.Duration{0, 3 * time.Hour, 21 * 24 * time.Hour, 1000 * 24 * time.Hour} {
		t.Run(ahead.String(), func(t *testing.T) {
			w := newWorld(t, 51, warm())
			w.minutes(180, on("1", 50, 1))
			w.now = w.now.Add(ahead)
			w.minutes(10, on("1", 50, 1), on("2", 50, 1))
			w.now = w.now.Add(-ahead)
			w.minutes(90, on("1", 50, 1), on("2", 70, 1))
			require.Equal(t, []string{"regression 2"}, w.told(PhaseBegan))
			f := w.last(KindRegression)
			require.True(t, f.Onset.Before(f.At), "%v", f.Onset)
			require.True(t, f.ReleaseSeen.Before(f.At), "%v", f.ReleaseSeen)
		})
	}
}

func TestDetector_DriftIsWatchedAfterAClockThatWasAhead(t *testing.T) {
	for _, ahead := range []time.Duration{0, 3 * time.Hour, 21 * 24 * time.Hour} {
		t.Run(ahead.String(), func(t *testing.T) {
			w := newWorld(t, 50, warm())
			w.minutes(180, on("1", 50, 1))
			w.now = w.now.Add(ahead)
			w.minutes(30, on("1", 50, 1))
			w.now = w.now.Add(-ahead)
			w.minutes(120, on("1", 50, 1))
			w.minutes(60, on("1", 90, 1))
			require.Equal(t, []string{"drift "}, w.told(PhaseBegan))
		})
	}
}
