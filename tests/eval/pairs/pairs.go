// Package pairs answers: how well do the groups that were made agree with those that are true?
package pairs

// Item is one case: the group it was put into, the one it belongs to, and what it is easily confused with.
type Item struct {
	Group, Label, Near string
}

// Counts are pairs of different items.
type Counts struct {
	Items, Labels, Groups int
	// Together were rightly merged, Merged wrongly merged, Split wrongly kept apart.
	Together, Merged, Split int
	// Near counts pairs with the same Near and different labels; NearMerged those wrongly merged.
	Near, NearMerged int
}

// Count compares all pairs. It counts within groups and labels, so its cost is linear.
func Count(items []Item) Counts {
	type pair struct{ a, b string }
	groups, labels, both := map[string]int{}, map[string]int{}, map[pair]int{}
	near, nearLabel := map[string]int{}, map[pair]int{}
	nearGroup, nearBoth := map[pair]int{}, map[[3]string]int{}
	for _, it := range items {
		groups[it.Group]++
		labels[it.Label]++
		both[pair{it.Group, it.Label}]++
		if it.Near != "" {
			near[it.Near]++
			nearLabel[pair{it.Near, it.Label}]++
			nearGroup[pair{it.Near, it.Group}]++
			nearBoth[[3]string{it.Near, it.Group, it.Label}]++
		}
	}
	c := Counts{Items: len(items), Labels: len(labels), Groups: len(groups)}
	c.Together = of(both)
	c.Merged = of(groups) - c.Together
	c.Split = of(labels) - c.Together
	c.Near = of(near) - of(nearLabel)
	c.NearMerged = of(nearGroup) - of(nearBoth)
	return c
}

// of adds up the pairs that can be made within each class.
func of[K comparable](sizes map[K]int) int {
	n := 0
	for _, size := range sizes {
		n += size * (size - 1) / 2
	}
	return n
}

// Precision is the share of merged pairs that belong together; 1 when none was merged.
func (c Counts) Precision() float64 { return share(c.Together, c.Together+c.Merged) }

// Recall is the share of pairs that belong together that were merged; 1 when there is none.
func (c Counts) Recall() float64 { return share(c.Together, c.Together+c.Split) }

// F1 is the harmonic mean of precision and recall.
func (c Counts) F1() float64 { return share(2*c.Together, 2*c.Together+c.Merged+c.Split) }

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}
