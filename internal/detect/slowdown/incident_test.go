package slowdown

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func under(operation, version string, median, weight float64) call {
	return call{operation: operation, version: version, median: median, weight: weight}
}

func TestDetector_FollowsAnIncidentToItsEnd(t *testing.T) {
	tests := []struct {
		name  string
		after []call
		want  string
		with  string
		ended bool
	}{
		{"a roll-back", []call{on("4.1.9", 50, 1)}, "went away with 4.1.9, which 4.2.0 was rolled back to", "4.1.9", true},
		{"a later release without it", []call{on("4.2.1", 50, 1)}, "went away with 4.2.1", "4.2.1", true},
		{"a later release that is as slow", []call{on("4.2.1", 65, 1)}, "", "", false},
		{"a switch that makes the release quick again", []call{on("4.1.9", 50, 1), on("4.2.0", 50, 1)},
			"4.2.0 is as quick as 4.1.9 by now", "", true},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, uint64(30+i), warm())
			w.minutes(60, on("4.1.9", 50, 1))
			w.minutes(30, on("4.1.9", 50, 1), on("4.2.0", 65, 1))
			require.Equal(t, []string{"regression 4.2.0"}, w.told(PhaseBegan))
			w.minutes(150, tt.after...)
			require.Equal(t, []string{"regression 4.2.0"}, w.told(PhaseBegan))
			if !tt.ended {
				require.Empty(t, w.told(PhaseRecovered))
				require.Len(t, w.told(PhaseWentOn), 2)
				return
			}
			require.Equal(t, []string{"regression 4.2.0"}, w.told(PhaseRecovered))
			f := w.last(KindRegression)
			require.Equal(t, tt.want, f.Words[0])
			require.Equal(t, tt.with, f.GoneWith)
			require.False(t, f.Until.IsZero())
		})
	}
}

func TestDetector_TellsOperationsOfOneReleaseAsOneIncident(t *testing.T) {
	w := newWorld(t, 5, warm())
	w.rate = 600
	w.minutes(20, under("server GET /pay", "1", 50, 1), under("server GET /cart", "1", 30, 1), under("server GET /ok", "1", 30, 1))
	w.minutes(90, under("server GET /pay", "1", 50, 1), under("server GET /cart", "1", 30, 1), under("server GET /ok", "1", 30, 1),
		under("server GET /pay", "2", 75, 1), under("server GET /cart", "2", 39, 1), under("server GET /ok", "2", 30, 1))
	require.Equal(t, []string{"regression 2"}, w.told(PhaseBegan))
	f := w.last(KindRegression)
	require.Equal(t, PhaseWentOn, f.Phase)
	require.Equal(t, "server GET /pay", f.Key.Operation)
	require.Len(t, f.Children, 1)
	require.Contains(t, f.Children[0], "server GET /cart takes")
}

func TestDetector_TellsATailAsATail(t *testing.T) {
	w := newWorld(t, 6, warm())
	w.rate = 600
	w.minutes(20, on("1", 50, 1))
	w.minutes(60, on("1", 50, 20), on("2", 50, 19), on("2", 250, 1))
	require.Equal(t, []string{"tail 2"}, w.told(PhaseBegan))
	require.Greater(t, w.last(KindTail).Effect.Ratio, 1.3)
}

func TestDetector_FindsAChangeWithNothingBesideIt(t *testing.T) {
	tests := []struct {
		name    string
		after   call
		release string
	}{
		{"a release that came at once", on("2", 70, 1), "2"},
		{"no release at all", on("1", 70, 1), ""},
		{"no versions", on("", 70, 1), ""},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, uint64(40+i), warm())
			w.common = 0.05
			before := tt.after
			before.median = 50
			if tt.release != "" {
				before.version = "1"
			}
			w.minutes(300, before)
			require.Empty(t, w.found)
			changed := w.now
			w.minutes(15, tt.after)
			require.Equal(t, []string{"drift " + tt.release}, w.told(PhaseBegan))
			f := w.last(KindDrift)
			require.Equal(t, TierNotice, f.Tier)
			require.InDelta(t, 1.4, f.Effect.Ratio, 0.12)
			require.WithinDuration(t, changed, f.Onset, 2*time.Minute)
			w.minutes(30, before)
			require.Equal(t, []string{"drift " + tt.release}, w.told(PhaseRecovered))
		})
	}
}

func TestDetector_GetsUsedToWhatIsSlowForAWhileNowAndThen(t *testing.T) {
	w := newWorld(t, 90, warm())
	w.common = 0.1
	w.minutes(26*60, on("1", 50, 1))
	told := func(times int) int {
		before := len(w.told(PhaseBegan))
		for range times {
			w.minutes(12, on("1", 70, 1))
			w.minutes(150, on("1", 50, 1))
		}
		return len(w.told(PhaseBegan)) - before
	}
	first := told(6)
	require.Greater(t, first, 2)
	told(6)
	require.Less(t, told(6), first)
	require.Len(t, w.told(PhaseRecovered), len(w.told(PhaseBegan)))
}

func TestDetector_FindsAFifthMoreOverTheNoiseOfMinutes(t *testing.T) {
	var blocks []int
	for seed := range uint64(5) {
		w := newWorld(t, 80+seed, warm())
		w.common = 0.1
		w.minutes(26*60, on("1", 50, 1))
		require.Empty(t, w.found)
		n := 0
		for ; n < 40 && len(w.found) == 0; n++ {
			w.minutes(1, on("2", 60, 1))
		}
		require.Equal(t, []string{"drift 2"}, w.told(PhaseBegan))
		require.Equal(t, "1", w.found[0].Previous)
		require.Greater(t, w.found[0].Odds, 10.)
		blocks = append(blocks, n)
	}
	slices.Sort(blocks)
	require.LessOrEqual(t, blocks[2], 10)
}

func TestDetector_NamesTheInstanceAndTheMixBehindADrift(t *testing.T) {
	at := func(instance string, stratum uint8, median, weight float64) call {
		return call{operation: "server GET /pay", version: "1", instance: instance, stratum: stratum, median: median, weight: weight}
	}
	t.Run("one instance of three", func(t *testing.T) {
		w := newWorld(t, 70, warm())
		w.minutes(300, at("a", 0, 50, 1), at("b", 0, 50, 1), at("c", 0, 50, 1))
		w.minutes(30, at("a", 0, 50, 1), at("b", 0, 50, 1), at("c", 0, 200, 1))
		require.Equal(t, []string{"bad_instance 1"}, w.told(PhaseBegan))
		require.Equal(t, "c", w.last(KindBadInstance).Instance)
	})
	t.Run("more large requests", func(t *testing.T) {
		w := newWorld(t, 71, warm())
		w.minutes(300, at("", 0, 50, 8), at("", 1, 200, 2))
		w.minutes(30, at("", 0, 50, 5), at("", 1, 200, 5))
		require.Equal(t, []string{"mix_shift "}, w.told(PhaseBegan))
	})
}

func TestDetector_ShadowsWhatChangesInNewOperationsButComparesReleases(t *testing.T) {
	s := warm()
	s.Shadow = 24 * time.Hour
	w := newWorld(t, 8, s)
	w.minutes(20, on("1", 50, 1))
	w.minutes(30, on("1", 50, 1), on("2", 75, 1))
	require.Equal(t, []string{"regression 2"}, w.told(PhaseBegan))

	w = newWorld(t, 41, s)
	w.common = 0.05
	w.minutes(300, on("1", 50, 1))
	w.minutes(15, on("1", 70, 1))
	require.Empty(t, w.told(PhaseBegan))
	require.Equal(t, []string{"drift "}, w.told(PhaseShadow))
}
