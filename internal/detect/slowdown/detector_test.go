package slowdown

import (
	"slices"
	"testing"

	"github.com/tidemark-otel/tidemark/internal/detect/latency"

	"github.com/stretchr/testify/require"
)

func TestDetector_NamesAReleaseThatIsATenthSlower(t *testing.T) {
	var spans []uint64
	at := warm()
	at.Alpha = 0.05
	for seed := range uint64(50) {
		w := newWorld(t, 100+seed, at)
		w.minutes(20, on("4.1.9", 50, 1))
		w.minutes(80, on("4.1.9", 50, 1), on("4.2.0", 55, 1))
		require.Equal(t, []string{"regression 4.2.0"}, w.told(PhaseBegan), "seed %d", seed)
		f := w.last(KindRegression)
		spans = append(spans, w.found[0].After)
		require.Equal(t, "4.1.9", f.Previous)
		require.Equal(t, TierPage, f.Tier)
		require.Equal(t, `release ["ns" "shop" "prod" "4.2.0"]`, f.Incident)
		require.InDelta(t, 1.1, f.Effect.Ratio, 0.08)
		require.Greater(t, f.Odds, 10.)
		require.NotEmpty(t, f.Plot.Before)
	}
	slices.Sort(spans)
	// What takes longest is to be sure that it is more than 5 %: half of those who look once need 943 spans for that.
	require.Less(t, float64(spans[25]), latency.FixedNeed(1.1/1.05, 0.6, 0.05, 0.5, true))
}

func TestDetector_SaysNothingOfEqualReleases(t *testing.T) {
	runs, alarms := 100, 0
	for run := range runs {
		w := newWorld(t, uint64(1000+run), warm())
		w.rate, w.common = 60, 0.1
		w.minutes(5, on("4.1.9", 50, 1))
		w.minutes(30, on("4.1.9", 50, 1), on("4.2.0", 50, 1))
		alarms += len(w.found)
	}
	require.LessOrEqual(t, alarms, 5)
}

func TestDetector_SaysWhatItIsInsteadOfBlamingTheRelease(t *testing.T) {
	old := func(instance string, weight float64) call {
		return call{operation: "server GET /pay", version: "4.1.9", instance: instance, median: 50, weight: weight}
	}
	fresh := func(instance string, median float64) call {
		return call{operation: "server GET /pay", version: "4.2.0", instance: instance, median: median, weight: 1}
	}
	stratum := func(version string, stratum uint8, median, weight float64) call {
		return call{operation: "server GET /pay", version: version, stratum: stratum, median: median, weight: weight}
	}
	type phase struct {
		minutes int
		calls   []call
	}
	pair := []call{old("a", 1), old("b", 1)}
	tests := []struct {
		name     string
		settings Settings
		phases   []phase
		want     []string
	}{
		{"the release gets more of the large requests", warm(), []phase{
			{20, []call{stratum("4.1.9", 0, 50, 8), stratum("4.1.9", 1, 200, 2)}},
			{60, []call{stratum("4.1.9", 0, 50, 8), stratum("4.1.9", 1, 200, 2), stratum("4.2.0", 0, 50, 5), stratum("4.2.0", 1, 200, 5)}},
		}, []string{"mix_shift 4.2.0"}},
		{"one of four instances is slow", warm(), []phase{
			{20, pair},
			{60, append(pair, old("a", 1), old("b", 1), fresh("c", 50), fresh("d", 50), fresh("e", 100), fresh("f", 50))},
		}, []string{"bad_instance 4.2.0"}},
		{"all of four instances are slow", warm(), []phase{
			{20, pair},
			{60, append(pair, old("a", 1), old("b", 1), fresh("c", 60), fresh("d", 60), fresh("e", 60), fresh("f", 60))},
		}, []string{"regression 4.2.0"}},
		{"instances are slow while they start", Settings{}, []phase{
			{35, pair},
			{5, append(pair, fresh("c", 150), fresh("d", 150))},
			{40, append(pair, fresh("c", 50), fresh("d", 50))},
		}, []string{"cold_start 4.2.0"}},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range 10 {
				w := newWorld(t, uint64(50+10*i+seed), tt.settings)
				for _, p := range tt.phases {
					w.minutes(p.minutes, p.calls...)
				}
				require.Equal(t, tt.want, w.told(PhaseBegan), "seed %d", seed)
			}
		})
	}
}
