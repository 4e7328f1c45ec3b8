package rule

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/tests/eval/latency/world"
)

func TestDifference_IsTheOneThatAsManyAreBelow(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		old, fresh := make([]float64, 20), make([]float64, 20)
		var all []float64
		for i := range old {
			old[i], fresh[i] = r.ExpFloat64(), r.ExpFloat64()
		}
		for _, o := range old {
			for _, f := range fresh {
				all = append(all, f-o)
			}
		}
		slices.Sort(old)
		slices.Sort(fresh)
		slices.Sort(all)
		for _, at := range []int{0, 100, 200, 399} {
			require.InDelta(t, all[at], difference(old, fresh, at), 1e-4)
		}
	}
}

// alarmed plays a plan for some minutes after an hour of the old release.
func alarmed(p world.Plan, minutes int) map[string]bool {
	r := rand.New(rand.NewPCG(2, 2))
	source := world.LogNormal{Spread: 0.5, Size: 200}
	history := make([][]float64, 60)
	for i := range history {
		history[i] = source.Minute(r)
	}
	rules := All(history)
	played := world.New(source, p, r)
	out := map[string]bool{}
	for range minutes {
		spans := played.Next()
		for _, rule := range rules {
			out[rule.Name()] = rule.Minute(spans) || out[rule.Name()]
		}
	}
	return out
}

func TestRules_AlarmForWhatIsTwiceAsSlow(t *testing.T) {
	for name, told := range alarmed(world.Plan{Ratio: 2}, 40) {
		require.True(t, told, name)
	}
}

func TestRules_AreQuietForAWhileWhenNothingChanges(t *testing.T) {
	for name, told := range alarmed(world.Plan{}, 20) {
		require.False(t, told, name)
	}
	require.Len(t, All(nil), 3)
}

func TestRules_SayNothingOfMinutesWithNextToNoSpans(t *testing.T) {
	for _, rule := range All([][]float64{{1, 1, 1, 1, 1}}) {
		for range 100 {
			require.False(t, rule.Minute([]world.Span{{Fresh: true, Duration: 1e9, At: time.Second}, {Duration: 1}}), rule.Name())
		}
	}
}
