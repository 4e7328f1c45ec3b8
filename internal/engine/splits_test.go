package engine

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/flatline"
)

func splitsOf(t *testing.T, limits ...int) *Flatlines {
	t.Helper()
	var settings flatline.Settings
	for _, limit := range limits {
		settings.Declared = append(settings.Declared, flatline.Declared{MaxSplits: limit})
	}
	return &Flatlines{splits: newSplits(&settings)}
}

func TestSplit_TheFirstValuesHaveAPartOfTheirOwn(t *testing.T) {
	f := splitsOf(t, 3, 2)
	for n, step := range []struct {
		definition int
		value      string
		want       string
		overflow   bool
	}{
		{0, "free", "free", false}, {0, "gold", "gold", false}, {0, "team", "other", true}, {0, "free", "free", false},
		{1, "team", "team", false}, {1, "gold", "other", true},
	} {
		got, overflow := f.Split(step.definition, step.value)
		require.Equal(t, step.want, got, n)
		require.Equal(t, step.overflow, overflow, n)
	}
}

func TestSplit_ThoseOfAnEarlierLifeComeFirst(t *testing.T) {
	f := splitsOf(t, 3)
	f.splits.recall([]flatline.Status{
		{Key: flatline.Key{Definition: 0, Name: "gold"}}, {Key: flatline.Key{Definition: 0, Name: "other"}}, {Key: flatline.Key{Definition: 0}},
		{Key: flatline.Key{Definition: -1, Name: "server GET /"}}, {Key: flatline.Key{Definition: 7, Name: "x"}},
	})
	for _, value := range []string{"free", "team"} {
		f.Split(0, value)
	}
	got, overflow := f.Split(0, "gold")
	require.Equal(t, "gold", got)
	require.False(t, overflow)
	got, _ = f.Split(0, "team")
	require.Equal(t, OtherSplit, got)
}

func TestSplit_KeepsNoMoreThanItsLimit(t *testing.T) {
	f, overflowed := splitsOf(t, 21), 0
	for n := range 100_000 {
		if _, overflow := f.Split(0, fmt.Sprint(n)); overflow {
			overflowed++
		}
	}
	require.Equal(t, 99_980, overflowed)
	require.Len(t, f.splits.values[0], 20)
	require.Zero(t, testing.AllocsPerRun(10, func() { f.Split(0, "7"); f.Split(0, "777777") }))
}
