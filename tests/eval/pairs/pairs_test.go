package pairs

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCount_AgreesWithCountingByHand(t *testing.T) {
	for _, test := range []struct {
		name                  string
		items                 []Item
		want                  Counts
		precision, recall, f1 float64
	}{
		{"nothing is perfect", nil, Counts{}, 1, 1, 1},
		{"all right", []Item{{"1", "a", ""}, {"1", "a", ""}, {"2", "b", ""}},
			Counts{Items: 3, Labels: 2, Groups: 2, Together: 1}, 1, 1, 1},
		{"one group of two labels merges every pair of them",
			[]Item{{"1", "a", ""}, {"1", "a", ""}, {"1", "b", ""}},
			Counts{Items: 3, Labels: 2, Groups: 1, Together: 1, Merged: 2}, 1.0 / 3, 1, 0.5},
		{"a label in two groups is split",
			[]Item{{"1", "a", ""}, {"1", "a", ""}, {"2", "a", ""}},
			Counts{Items: 3, Labels: 1, Groups: 2, Together: 1, Split: 2}, 1, 1.0 / 3, 0.5},
		{"near pairs are those of one neighbourhood and two labels",
			[]Item{{"1", "a", "p"}, {"1", "b", "p"}, {"2", "b", "p"}, {"1", "c", "q"}},
			Counts{Items: 4, Labels: 3, Groups: 2, Merged: 3, Split: 1, Near: 2, NearMerged: 1}, 0, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := Count(test.items)
			require.Equal(t, test.want, got)
			require.InDelta(t, test.precision, got.Precision(), 1e-12)
			require.InDelta(t, test.recall, got.Recall(), 1e-12)
			require.InDelta(t, test.f1, got.F1(), 1e-12)
		})
	}
}

// TestCount_AgreesWithComparingEveryPair uses the definition as the oracle.
func TestCount_AgreesWithComparingEveryPair(t *testing.T) {
	var items []Item
	names := []string{"a", "b", "c", "d"}
	for i := range 60 {
		items = append(items, Item{Group: names[i*i%7%4], Label: names[i*i*i%11%4], Near: names[i%3]})
	}
	var want Counts
	want.Items, want.Labels, want.Groups = 60, 4, 3
	for i := range items {
		for j := range i {
			a, b := items[i], items[j]
			switch {
			case a.Group == b.Group && a.Label == b.Label:
				want.Together++
			case a.Group == b.Group:
				want.Merged++
			case a.Label == b.Label:
				want.Split++
			}
			if a.Near == b.Near && a.Label != b.Label {
				want.Near++
				if a.Group == b.Group {
					want.NearMerged++
				}
			}
		}
	}
	require.Equal(t, want, Count(items))
}
